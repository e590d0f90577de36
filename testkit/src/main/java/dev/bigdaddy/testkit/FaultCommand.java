package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.OracleRun.Refusals;
import java.util.Optional;
import java.util.Set;

/// Shows that the generated queries find each {@link PlanningFault}, and after how many queries.
///
///     java -cp … dev.bigdaddy.testkit.FaultCommand --seed 1 --most 20000
///
/// Options: `--seed` of the first script; `--most` queries for one fault; `--only` a part of a
/// fault's name; `--show 1` prints each difference.
public final class FaultCommand {
  private static final int QUERIES_A_SCRIPT = 300;

  private FaultCommand() {}

  /// How a fault was found.
  ///
  /// @param queries that ran until then
  record Found(int queries, Optional<Difference> difference) {}

  /// Exits with 1 if a fault was not found.
  public static void main(String[] arguments) {
    Optional<CommandOptions> read =
        CommandOptions.of(arguments, Set.of("--only", "--seed", "--most", "--show"));
    if (read.isEmpty()) {
      System.err.println("usage: FaultCommand [--only NAME] [--seed N] [--most N] [--show 1]");
      System.exit(2);
    }
    CommandOptions options = read.orElseThrow();
    int missed = 0;
    for (PlanningFault fault : PlanningFault.values()) {
      if (fault.toString().contains(options.text("--only").orElse(""))) {
        Found found =
            hunt(fault, options.number("--seed", 1), (int) options.number("--most", 20_000));
        boolean seen = found.difference().isPresent();
        missed += seen ? 0 : 1;
        System.out.printf(
            "%s: %s after %d queries%n", fault, seen ? "found" : "NOT FOUND", found.queries());
        if (options.text("--show").isPresent()) {
          found.difference().ifPresent(difference -> System.out.println(difference.report()));
        }
      }
    }
    System.exit(missed == 0 ? 0 : 1);
  }

  /// Runs scripts until one differs or so many queries ran.
  static Found hunt(PlanningFault fault, long firstSeed, int most) {
    Quotas quotas = new Quotas();
    Optional<Difference> difference = Optional.empty();
    for (long seed = firstSeed; difference.isEmpty() && quotas.queries() < most; seed++) {
      Script script = QueryScripts.of(seed, QUERIES_A_SCRIPT).script();
      try (FaultySpreading faulty = new FaultySpreading(fault)) {
        difference =
            Oracle.run(script, fault.toString(), faulty, Refusals.ANYWHERE, quotas).difference();
      }
    }
    return new Found(quotas.queries(), difference);
  }
}
