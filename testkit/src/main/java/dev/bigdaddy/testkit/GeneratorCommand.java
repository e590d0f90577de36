package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Oracle.Outcome;
import dev.bigdaddy.testkit.OracleRun.Refusals;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Hunts for differences with generated scripts, and prints each one shrunk.
///
///     java -cp … dev.bigdaddy.testkit.GeneratorCommand --seed 1 --count 100000
///
/// Options: `--length` statements a script, `--setting` one setting by its name, `--shrink` how
/// often the oracle may run to shrink a difference, `--stop` differences after which to stop.
public final class GeneratorCommand {
  private final Map<String, String> options = new HashMap<>();
  private final Quotas quotas = new Quotas();
  private int differences;

  private GeneratorCommand(String[] arguments) {
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i], arguments[i + 1]);
    }
  }

  /// Exits with 1 if a difference was found.
  public static void main(String[] arguments) {
    if (arguments.length % 2 != 0) {
      System.err.println(
          "usage: GeneratorCommand --seed N --count N [--length N] [--setting NAME]");
      System.exit(2);
    }
    GeneratorCommand command = new GeneratorCommand(arguments);
    command.hunt();
    System.exit(command.differences == 0 ? 0 : 1);
  }

  private void hunt() {
    long seed = number("--seed", 1);
    long count = number("--count", 10_000);
    int length = (int) number("--length", 120);
    List<OracleSetting> settings =
        Optional.ofNullable(options.get("--setting"))
            .flatMap(OracleSetting::named)
            .map(List::of)
            .orElse(OracleSetting.all());
    for (; quotas.statements() < count && differences < number("--stop", 5); seed++) {
      Script script = ScriptGenerator.script(seed, length);
      OracleSetting setting = settings.get(Math.floorMod(seed, settings.size()));
      Outcome outcome = run(script, setting);
      outcome.difference().ifPresent(difference -> report(script, setting, difference));
    }
    System.out.print(quotas.report());
    System.out.println(differences + " differences; next seed " + seed);
  }

  /// `--setting plain` runs plain SQLite against itself, to see what the generator reaches.
  private Outcome run(Script script, OracleSetting setting) {
    if ("plain".equals(options.get("--setting"))) {
      try (PlainSqlite twin = PlainSqlite.inMemory()) {
        return Oracle.run(script, "plain", twin, Refusals.ANYWHERE, quotas);
      }
    }
    return Oracle.run(script, setting, Refusals.ANYWHERE, quotas, this::isLookedFor);
  }

  /// `--pass STATE,ORDER` goes on behind differences of these kinds.
  private boolean isLookedFor(Difference difference) {
    String passed = options.getOrDefault("--pass", "");
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
            (int) number("--shrink", 400));
    Oracle.run(shrunk, setting, Refusals.ANYWHERE, StatementObserver.NONE, this::isLookedFor)
        .difference()
        .ifPresent(smallest -> System.out.println(smallest.report()));
    System.out.println("--- script\n" + shrunk.toText());
  }

  private long number(String option, long otherwise) {
    String value = options.get(option);
    return value == null ? otherwise : Long.parseLong(value);
  }
}
