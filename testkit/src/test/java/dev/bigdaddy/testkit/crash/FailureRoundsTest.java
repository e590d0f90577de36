package dev.bigdaddy.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Calls that the operating system fails leave a database that can be read, and nothing half.
@Timeout(300)
class FailureRoundsTest {
  private static final int ROUNDS = 3;

  @TempDir private Path directory = Path.of("");

  @Test
  void failedWritesAndFsyncsLoseAndTearNothing() throws Exception {
    String obstacle = Strace.obstacle();
    assumeTrue(obstacle == null, () -> "no call can be made to fail: " + obstacle);
    FailureRounds rounds = new FailureRounds(directory, 1);
    for (int round = 0; round < ROUNDS; round++) {
      assertThat(rounds.next()).as("%s", rounds.story()).isEmpty();
    }
    assertThat(rounds.reads()).isPositive();
  }
}
