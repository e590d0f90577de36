package dev.bigdaddy.engine;

import java.nio.file.Path;

/// A process that reshards a table until it dies at the place that a system property names.
final class ReshardVictim {
  private ReshardVictim() {}

  public static void main(String[] arguments) {
    Settings settings = Settings.defaults();
    // Closing waits for the jobs' thread: it gets to the place behind a job's last commit.
    try (BigDaddy db = BigDaddy.open(Path.of(arguments[0]), settings)) {
      long job = db.tables().reshard(arguments[1], Integer.parseInt(arguments[2]));
      ReshardingTest.waitUntil(() -> db.tables().progress(job).isOver());
    }
    System.exit(0);
  }
}
