package dev.bigdaddy.testkit;

import dev.bigdaddy.engine.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Loads TPC-H into a new database and into one plain file with the same indexes, asks both the 22
/// questions, and prints how long each took.
///
///     java -cp … dev.bigdaddy.testkit.TpchCommand --scale 0.1 --nodes 4
///
/// Further options: `--rounds` times to ask, of which the fastest counts; `--only` one question's
/// number.
public final class TpchCommand {
  private TpchCommand() {}

  /// Exits with 1 if an answer differs from plain SQLite's.
  public static void main(String[] arguments) {
    Optional<CommandOptions> options = 
        CommandOptions.of(arguments, Set.of("--scale", "--nodes", "--rounds", "--only"));
    if (options.isEmpty()) {
      System.err.println("usage: TpchCommand --scale 0.1 --nodes 4 [--rounds N] [--only N]");
      System.exit(2);
    }
    System.exit(agrees(options.get()) ? 0 : 1);
  }

  private static boolean agrees(CommandOptions options) {
    double scale = options.real("--scale", 0.1);
    int only = (int) options.number("--only", 0);
    Settings settings =
        OracleSetting.hintsOnFourNodes()
            .settings()
            .with("nodes", Long.toString(options.number("--nodes", 4)));
    Path directory = Oracle.temporaryDirectory();
    try (BigDaddyUnderTest database =
            BigDaddyUnderTest.open(directory.resolve("db"), settings);
        PlainSqlite plain = PlainSqlite.likeANode(directory.resolve("plain.db"))) {
      System.out.printf(
          Locale.ROOT,
          "TPC-H, scale %s, %d nodes; loaded in %d ms (plain SQLite: %d ms)%n",
          scale,
          settings.nodes(),
          timeToLoad(database, scale).toMillis(),
          timeToLoad(plain, scale).toMillis());
      TpchRun run = new TpchRun(database, plain, (int) options.number("--rounds", 2));
      List<ScriptStatement> questions = TpchDatabase.questions(scale);
      List<TpchRun.Result> results =
          only == 0 ? run.ask(questions) : List.of(run.ask(only, questions.get(only - 1)));
      System.out.print(table(results));
      return results.stream().allMatch(result -> result.difference().isEmpty());
    } finally {
      Oracle.delete(directory);
    }
  }

  private static Duration timeToLoad(SystemUnderTest database, double scale) {
    long start = System.nanoTime();
    TpchDatabase.load(database, scale);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /// The results as an aligned table, with totals, and the differences behind it.
  static String table(List<TpchRun.Result> results) {
    String line = "%5s %6s %10s %10s %7s  %-20s %s%n";
    StringBuilder text = new StringBuilder();
    text.append(line.formatted("query", "rows", "plain ms", "our ms", "ratio", "rung", "gathered"));
    Duration plain = Duration.ZERO;
    Duration ours = Duration.ZERO;
    for (TpchRun.Result result : results) {
      text.append(
          line.formatted(
              result.number(),
              result.rows(),
              millis(result.plainTime()),
              millis(result.time()),
              "%.2f".formatted(result.ratio()),
              result.rung(),
              String.join(", ", result.gathered())
                  + (result.difference().isPresent() ? "  DIFFERS" : "")));
      plain = plain.plus(result.plainTime());
      ours = ours.plus(result.time());
    }
    double ratio = (double) ours.toNanos() / Math.max(1, plain.toNanos());
    text.append(
        line.formatted(
            "all", "", millis(plain), millis(ours), "%.2f".formatted(ratio), "", ""));
    long light = results.stream().filter(r -> !r.gathered().contains("lineitem")).count();
    text.append("%d of %d do not gather lineitem%n".formatted(light, results.size()));
    for (TpchRun.Result result : results) {
      result
          .difference()
          .ifPresent(d -> text.append("=== query %d%n%s".formatted(result.number(), d)));
    }
    return text.toString();
  }

  private static String millis(Duration time) {
    return "%.1f".formatted(time.toNanos() / 1e6);
  }
}
