package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.OracleRun.Refusals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Holds Big Daddy against plain SQLite: runs a script on both, and they must agree in all that a
/// client can see.
///
/// Each setting gets a fresh directory and a fresh plain database, since a statement that Big Daddy
/// refuses is left out on both sides.
public final class Oracle {

  /// What came of a script in one setting.
  ///
  /// @param statements statements that ran and agreed
  /// @param refused statements refused as not supported
  /// @param withRows queries that gave at least one row
  public record Outcome(
      String setting, int statements, int refused, int withRows, Optional<Difference> difference) {}

  private Oracle() {}

  /// Runs a script in all settings.
  public static List<Outcome> run(Script script) {
    List<Outcome> outcomes = new ArrayList<>();
    for (OracleSetting setting : OracleSetting.all()) {
      outcomes.add(run(script, setting, Refusals.WHERE_MARKED, StatementObserver.NONE));
    }
    return outcomes;
  }

  /// Runs a script in one setting, up to the first difference.
  public static Outcome run(
      Script script, OracleSetting setting, Refusals refusals, StatementObserver observer) {
    return run(script, setting, refusals, observer, difference -> true);
  }

  /// Runs a script in one setting.
  ///
  /// @param stopsAt hears of each difference and says whether it ends the run
  static Outcome run(
      Script script,
      OracleSetting setting,
      Refusals refusals,
      StatementObserver observer,
      Predicate<Difference> stopsAt) {
    Path directory = temporaryDirectory();
    try (SystemUnderTest tested =
            BigDaddyUnderTest.open(directory.resolve("db"), setting.settings());
        PlainSqlite plain = PlainSqlite.inMemory()) {
      return new OracleRun(script, setting.name(), plain, tested, refusals, observer, stopsAt)
          .run();
    } finally {
      delete(directory);
    }
  }

  /// Runs a script on any system.
  public static Outcome run(
      Script script,
      String setting,
      SystemUnderTest tested,
      Refusals refusals,
      StatementObserver observer) {
    try (PlainSqlite plain = PlainSqlite.inMemory()) {
      return new OracleRun(script, setting, plain, tested, refusals, observer, difference -> true)
          .run();
    }
  }

  static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("bigdaddy-oracle");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
