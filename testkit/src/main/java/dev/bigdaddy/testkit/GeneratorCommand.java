package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Oracle.Outcome;
import dev.bigdaddy.testkit.OracleRun.Refusals;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Hunts for differences with generated scripts, and prints each one shrunk.
///
///     java -cp … dev.bigdaddy.testkit.GeneratorCommand --of queries --seed 1 --count 200000
///
/// Options: `--of` queries, writes, or statements (the default: queries and writes in turn);
/// `--length` of a script; `--setting` one setting by its name, else all in turn, or `plain`;
/// `--shrink` how often the oracle may run to shrink a difference; `--stop` differences after which
/// to stop; `--pass` kinds of differences behind which to go on; `--progress` seconds between two
/// lines that tell how far it is. A hunt that was ended goes on from the seed that it told last.
public final class GeneratorCommand {
  private static final Set<String> OPTIONS =
      Set.of(
          "--of",
          "--seed",
          "--count",
          "--length",
          "--setting",
          "--shrink",
          "--stop",
          "--pass",
          "--progress");

  private final CommandOptions options;
  private final Hunted hunted;
  private final Quotas quotas = new Quotas();
  private final WriteQuotas writeQuotas = new WriteQuotas();
  private final long start = System.nanoTime();
  private long lastProgress = start;
  private int differences;
  private int partitions;

  private enum Hunted {
    QUERIES,
    STATEMENTS,
    WRITES
  }

  private GeneratorCommand(CommandOptions options) {
    this.options = options;
    this.hunted =
        Hunted.valueOf(options.text("--of").orElse("statements").toUpperCase(Locale.ROOT));
  }

  /// Exits with 1 if a difference was found.
  public static void main(String[] arguments) {
    Optional<CommandOptions> options = CommandOptions.of(arguments, OPTIONS);
    if (options.isEmpty()) {
      System.err.println(
          "usage: GeneratorCommand --seed N --count N [--of queries|writes] [--length N]"
              + " [--setting NAME] [--stop DIFFERENCES] [--shrink TRIES] [--progress SECONDS]"
              + " [--pass TEXT]");
      System.exit(2);
    }
    GeneratorCommand command = new GeneratorCommand(options.get());
    command.hunt();
    System.exit(command.differences == 0 ? 0 : 1);
  }

  private void hunt() {
    long seed = options.number("--seed", 1);
    long count = options.number("--count", 10_000);
    List<OracleSetting> settings =
        options
            .text("--setting")
            .flatMap(OracleSetting::named)
            .map(List::of)
            .orElse(OracleSetting.all());
    for (; ran() < count && differences < options.number("--stop", 5); seed++) {
      GeneratedScript generated = script(seed);
      OracleSetting setting = settings.get(Math.floorMod(seed, settings.size()));
      quotas.expect(generated.features());
      writeQuotas.expect(generated.forms());
      PartitionCheck partition = new PartitionCheck(generated.partitions());
      Outcome outcome = run(generated.script(), setting, partition);
      outcome
          .difference()
          .ifPresent(difference -> report(generated.script(), setting, difference));
      partitions += partition.checked();
      for (String violation : partition.violations()) {
        differences++;
        System.out.println("=== " + generated.script().name() + ", " + setting);
        System.out.println(violation);
      }
      progress(seed);
    }
    System.out.print(hunted == Hunted.WRITES ? writeQuotas.report() : quotas.report());
    System.out.printf("%d partitions add up; %.0f a second%n", partitions, rate());
    System.out.println(differences + " differences; next seed " + seed);
  }

  private int ran() {
    return switch (hunted) {
      case QUERIES -> quotas.queries();
      case STATEMENTS -> quotas.statements();
      case WRITES -> writeQuotas.statements();
    };
  }

  private double rate() {
    return ran() / ((System.nanoTime() - start) / 1e9);
  }

  private void progress(long seed) {
    long now = System.nanoTime();
    if (now - lastProgress > options.number("--progress", 30) * 1_000_000_000L) {
      lastProgress = now;
      System.out.printf(
          "seed %d done, %d so far, %.0f a second, %d differences%n",
          seed, ran(), rate(), differences);
    }
  }

  private GeneratedScript script(long seed) {
    return switch (hunted) {
      case QUERIES -> QueryScripts.of(seed, (int) options.number("--length", 300));
      case WRITES -> WriteScripts.of(seed, (int) options.number("--length", 120));
      case STATEMENTS -> {
        Script script = ScriptGenerator.script(seed, (int) options.number("--length", 120));
        yield new GeneratedScript(script, Map.of(), Map.of(), Map.of());
      }
    };
  }

  /// `--setting plain` runs plain SQLite against itself, to see what the generator reaches.
  private Outcome run(Script script, OracleSetting setting, PartitionCheck partition) {
    StatementObserver counts = hunted == Hunted.WRITES ? writeQuotas : quotas;
    StatementObserver observer =
        (statement, expected, actual, tested) -> {
          counts.ran(statement, expected, actual, tested);
          partition.ran(statement, expected, actual, tested);
        };
    if (options.text("--setting").orElse("").equals("plain")) {
      try (PlainSqlite twin = PlainSqlite.inMemory()) {
        return Oracle.run(script, "plain", twin, Refusals.ANYWHERE, observer);
      }
    }
    return Oracle.run(script, setting, Refusals.ANYWHERE, observer, this::isLookedFor);
  }

  private boolean isLookedFor(Difference difference) {
    String passed = options.text("--pass").orElse("");
    return !List.of(passed.split(",")).contains(difference.kind().name());
  }

  private void report(Script script, OracleSetting setting, Difference difference) {
    differences++;
    System.out.println("=== " + script.name() + ", " + setting);
    Script shrunk =
        Shrinker.shrink(
            script,
            difference,
            shorter ->
                Oracle.run(
                        shorter,
                        setting,
                        Refusals.ANYWHERE,
                        StatementObserver.NONE,
                        this::isLookedFor)
                    .difference(),
            (int) options.number("--shrink", 400));
    Oracle.run(shrunk, setting, Refusals.ANYWHERE, StatementObserver.NONE, this::isLookedFor)
        .difference()
        .ifPresent(smallest -> System.out.println(smallest.report()));
    System.out.println("--- script\n" + shrunk.toText());
  }
}
