package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Oracle.Outcome;
import dev.bigdaddy.testkit.OracleRun.Refusals;
import java.nio.file.Path;

/// Runs generated scripts on a database whose tables are resharded all the time, and whose nodes come,
/// are drained and rebalanced: `ReshardCommand SEED COUNT [LENGTH]`. Exits with 1 if an answer differs from
/// plain SQLite's.
public final class ReshardCommand {
  private static final int LENGTH = 120;

  private ReshardCommand() {}

  /// What a range of seeds came to.
  record Tally(int statements, int refused, long complete, long nodeChanges, String report) {}

  public static void main(String[] arguments) {
    long first = Long.parseLong(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    int length = arguments.length > 2 ? Integer.parseInt(arguments[2]) : LENGTH;
    boolean agreed = true;
    for (long seed = first; seed < first + count; seed++) {
      Tally tally = run(seed, length);
      agreed &= tally.report().isEmpty();
      System.out.printf(
          "seed %d: %d statements agree, %d refused, %d moves, %d changes of nodes%n%s",
          seed,
          tally.statements(),
          tally.refused(),
          tally.complete(),
          tally.nodeChanges(),
          tally.report());
    }
    System.exit(agreed ? 0 : 1);
  }

  /// One script: of queries, writes or anything, as the seed has it.
  static Tally run(long seed, int length) {
    Script script =
        switch ((int) (seed % 3)) {
          case 0 -> QueryScripts.of(seed, length).script();
          case 1 -> WriteScripts.of(seed, length).script();
          default -> ScriptGenerator.script(seed, length);
        };
    OracleSetting setting = OracleSetting.spreadOver(4);
    Path directory = Oracle.temporaryDirectory();
    try (RestlessBigDaddy tested =
        RestlessBigDaddy.open(directory.resolve("db"), setting.settings(), seed)) {
      Outcome outcome =
          Oracle.run(script, setting.name(), tested, Refusals.ANYWHERE, StatementObserver.NONE);
      return new Tally(
          outcome.statements(),
          outcome.refused(),
          tested.complete(),
          tested.nodeChanges(),
          outcome.difference().map(Difference::report).orElse(""));
    } finally {
      Oracle.delete(directory);
    }
  }
}
