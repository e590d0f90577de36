package dev.bigdaddy.testkit.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Kills working processes, hundreds of times, and checks after each.
///
///     java -cp … dev.bigdaddy.testkit.crash.CrashCommand [SEED [ROUNDS [NODES]]]
///
/// Exits with 1 at the first finding, and leaves the database for a look. The seed repeats the work and
/// the places of the crashes; when threads meet them is up to the machine.
public final class CrashCommand {
  private CrashCommand() {}

  /// Exits with 1 if anything was lost, half or wrong.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    long seed = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1;
    int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 300;
    int nodes = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
    Path root = Files.createTempDirectory("bigdaddy-crash");
    CrashRounds rounds = new CrashRounds(root, seed, nodes);
    for (int round = 1; round <= count; round++) {
      List<String> findings = rounds.next();
      if (!findings.isEmpty()) {
        System.out.println("\nFOUND in round %d of seed %d (%s):".formatted(round, seed, root));
        findings.stream().limit(20).forEach(System.out::println);
        Files.write(root.resolve("story"), rounds.story());
        System.exit(1);
      }
      if (round % 10 == 0 || round == count) {
        System.out.println("%d rounds, %d crashes".formatted(round, rounds.crashes()));
      }
    }
    System.out.printf("%n%-32s %6s %8s%n", "crash", "tried", "reached");
    rounds
        .tallies()
        .forEach(
            (name, tally) ->
                System.out.printf("%-32s %6d %8d%n", name, tally.tried(), tally.reached()));
    System.out.println("nothing lost, nothing half");
  }
}
