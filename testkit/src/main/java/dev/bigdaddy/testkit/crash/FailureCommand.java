package dev.bigdaddy.testkit.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Lets the disk fail under working processes, and checks after each.
///
///     java -cp … dev.bigdaddy.testkit.crash.FailureCommand [SEED [ROUNDS]]
///
/// Needs strace. Exits with 1 at the first finding.
public final class FailureCommand {
  private FailureCommand() {}

  /// Exits with 1 if anything was lost, half, or not readable, with 2 if strace cannot be used.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    long seed = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1;
    int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    String obstacle = Strace.obstacle();
    if (obstacle != null) {
      System.err.println(obstacle);
      System.exit(2);
    }
    Path root = Files.createTempDirectory("bigdaddy-failure");
    FailureRounds rounds = new FailureRounds(root, seed);
    for (int round = 1; round <= count; round++) {
      List<String> findings = rounds.next();
      if (!findings.isEmpty()) {
        System.out.println("FOUND in round %d of seed %d (%s):".formatted(round, seed, root));
        findings.stream().limit(20).forEach(System.out::println);
        Files.write(root.resolve("story"), rounds.story());
        System.exit(1);
      }
    }
    System.out.printf("%-40s %s%n", "failed", "transactions that met it");
    rounds.failures().forEach((name, met) -> System.out.printf("%-40s %d%n", name, met));
    System.out.println(rounds.reads() + " reads meanwhile; nothing lost, nothing half");
  }
}
