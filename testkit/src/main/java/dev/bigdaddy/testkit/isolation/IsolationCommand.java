package dev.bigdaddy.testkit.isolation;

import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import dev.bigdaddy.testkit.isolation.IsolationLoad.Fault;
import dev.bigdaddy.testkit.isolation.IsolationRun.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/// Records histories of concurrent transactions and judges each by what the documentation promises.
///
///     java -cp … dev.bigdaddy.testkit.isolation.IsolationCommand [SEED [HISTORIES [NODES [FAULT]]]]
///
/// FAULT plants one, to see that it is found: `loose-reads`, `lost-updates`; `moving` is none: the rows
/// move meanwhile. Exits with 1 at a finding.
/// The seed repeats what the clients do; how their threads meet is up to the machine.
public final class IsolationCommand {
  private static final int SESSIONS = 5;
  private static final int TRANSACTIONS = 120;

  private IsolationCommand() {}

  /// Exits with 1 if a history breaks the promise.
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    long seed = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1;
    int histories = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 50;
    int nodes = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 4;
    String fourth = arguments.length > 3 ? arguments[3] : "none";
    boolean moving = fourth.equals("moving");
    Fault fault =
        moving ? Fault.NONE : Fault.valueOf(fourth.replace('-', '_').toUpperCase(Locale.ROOT));
    Placement placement = moving ? Placement.MOVING : Placement.FIXED;
    Settings settings =
        Settings.defaults()
            .with("nodes", Integer.toString(nodes))
            .with("synchronous", seed % 2 == 0 ? "FULL" : "OFF");
    Path directory = Files.createTempDirectory("bigdaddy-isolation");
    try (BigDaddy database = BigDaddy.open(directory.resolve("db"), settings)) {
      IsolationRun run = new IsolationRun(database, nodes, seed, fault, placement);
      for (int i = 1; i <= histories; i++) {
        List<String> findings = run.next(SESSIONS, TRANSACTIONS);
        if (!findings.isEmpty()) {
          System.out.println("FOUND in history %d of seed %d:".formatted(i, seed));
          findings.forEach(System.out::println);
          System.exit(1);
        }
        if (i % 10 == 0 || i == histories) {
          System.out.println(
              "%d histories: %d transactions committed, %d refused or undone, %d reshardings"
                  .formatted(i, run.committed(), run.refused(), run.moves()));
        }
      }
    }
    System.out.println("every history is as promised");
  }
}
