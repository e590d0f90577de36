package dev.bigdaddy.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bigdaddy.testkit.crash.PowerLossRun.Options;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Losses of power leave what was acknowledged; without an fsync that counts they do not, and the tool
/// finds it.
@Timeout(300)
class PowerLossRunTest {
  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void requireStrace() throws Exception {
    String obstacle = Strace.obstacle();
    assumeTrue(obstacle == null, () -> "no power can be lost: " + obstacle);
  }

  private PowerLossRun run(Options options) throws Exception {
    PowerLossRun run = new PowerLossRun(directory, options, _ -> {});
    run.run();
    return run;
  }

  @Test
  void lossesOfPowerLoseAndTearNothing() throws Exception {
    PowerLossRun run = run(Options.of(3, 15, 40, 1));
    assertThat(run.findings()).isEmpty();
    assertThat(run.points()).isGreaterThan(20);
    assertThat(run.acknowledged()).isPositive();
  }

  @Test
  void aLogThatIsNotFsyncedIsFound() throws Exception {
    Options planted =
        Options.of(3, 15, 25, 0).withoutFsyncOf(name -> name.startsWith("commit.log"));
    assertThat(run(planted).findings()).isNotEmpty();
  }
}
