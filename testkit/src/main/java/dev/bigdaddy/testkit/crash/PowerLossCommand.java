package dev.bigdaddy.testkit.crash;

import dev.bigdaddy.testkit.crash.PowerLossRun.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Loses power at many points of a recorded run, and checks what each leaves.
///
///     java -cp … dev.bigdaddy.testkit.crash.PowerLossCommand [SEED [POINTS [RECOVERIES [FAULT]]]]
///
/// Needs strace. FAULT plants one, to see that it is found: `synchronous-off`, `no-log-fsync`,
/// `no-node-fsync`, `no-directory-fsync`. Exits with 1 if anything was found.
public final class PowerLossCommand {
  private static final int POINTS_PER_RUN = 250;
  private static final int TRANSACTIONS = 70;

  private PowerLossCommand() {}

  /// Exits with 1 if anything was lost, half or wrong, with 2 if strace cannot be used.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    long seed = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1;
    int points = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
    int recoveries = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 40;
    String fault = arguments.length > 3 ? arguments[3] : "";
    String obstacle = Strace.obstacle();
    if (obstacle != null) {
      System.err.println(obstacle);
      System.exit(2);
    }
    int runs = Math.max(1, points / POINTS_PER_RUN);
    int checked = 0;
    int inOpenings = 0;
    for (int i = 0; i < runs; i++) {
      Path scratch = Files.createTempDirectory("bigdaddy-power");
      Options options =
          planted(fault, Options.of(seed + i, TRANSACTIONS, points / runs, recoveries / runs));
      PowerLossRun run = new PowerLossRun(scratch, options, System.out::println);
      run.run();
      checked += run.points();
      inOpenings += run.recoveryPoints();
      if (!run.findings().isEmpty()) {
        System.out.println("FOUND with seed %d (%s):".formatted(seed + i, scratch));
        run.findings().stream().limit(20).forEach(System.out::println);
        System.exit(1);
      }
      System.out.println(
          "seed %d: %d transactions acknowledged, power lost %d times, and %d times in openings"
              .formatted(seed + i, run.acknowledged(), run.points(), run.recoveryPoints()));
    }
    System.out.println(
        "%d losses of power and %d in openings: nothing lost, nothing half"
            .formatted(checked, inOpenings));
  }

  private static Options planted(String fault, Options options) {
    return switch (fault) {
      case "" -> options;
      case "synchronous-off" -> options.synchronous("OFF");
      case "no-log-fsync" -> options.withoutFsyncOf(name -> name.startsWith("commit.log"));
      case "no-node-fsync" -> options.withoutFsyncOf(name -> name.startsWith("node-"));
      case "no-directory-fsync" -> options.withoutFsyncOf(String::isEmpty);
      default -> throw new IllegalArgumentException("no such fault: " + fault);
    };
  }
}
