package dev.bigdaddy.engine;

import dev.bigdaddy.conductor.TableOperations.Progress;
import java.nio.file.Path;

/// A process that runs a statement about nodes, and its jobs, until it dies at the place that a
/// system property names.
final class NodeVictim {
  private NodeVictim() {}

  public static void main(String[] arguments) {
    // Closing waits for the jobs' thread: it gets to the place behind a job's last commit.
    try (BigDaddy db = BigDaddy.open(Path.of(arguments[0]), Settings.defaults())) {
      TestDb.run(db, arguments[1]);
      ReshardingTest.waitUntil(
          () -> db.tables().listJobs().stream().allMatch(Progress::isOver));
    }
    System.exit(0);
  }
}
