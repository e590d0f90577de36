package dev.bigdaddy.testkit.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import dev.bigdaddy.testkit.isolation.IsolationLoad.Fault;
import dev.bigdaddy.testkit.isolation.IsolationRun.Placement;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// Histories of concurrent transactions are as `docs/sql.md` promises; with a planted fault they
/// are not.
@Timeout(120)
class IsolationRunTest {
  private static final int NODES = 4;
  private static final int MOST_HISTORIES = 20;

  @TempDir private Path directory = Path.of("");

  private BigDaddy open(String synchronous) {
    return BigDaddy.open(
        directory.resolve("db"),
        Settings.defaults().with("nodes", "" + NODES).with("synchronous", synchronous));
  }

  @ParameterizedTest
  @EnumSource
  void historiesAreAsPromised(Placement placement) throws Exception {
    try (BigDaddy database = open("FULL")) {
      IsolationRun run = new IsolationRun(database, NODES, 11, Fault.NONE, placement);
      for (int i = 0; i < 3; i++) {
        assertThat(run.next(4, 70)).isEmpty();
      }
      assertThat(run.committed()).isGreaterThan(500);
      assertThat(run.refused()).isPositive();
      assertThat(run.moves() > 0).isEqualTo(placement == Placement.MOVING);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void aFaultIsFound(Fault fault) throws Exception {
    try (BigDaddy database = open("OFF")) {
      IsolationRun run = new IsolationRun(database, NODES, 11, fault, Placement.FIXED);
      List<String> findings = List.of();
      for (int i = 0; i < MOST_HISTORIES && findings.isEmpty(); i++) {
        findings = run.next(4, 70);
      }
      assertThat(findings).isNotEmpty();
    }
  }
}
