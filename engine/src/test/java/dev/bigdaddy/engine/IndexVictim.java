package dev.bigdaddy.engine;

import java.nio.file.Path;

/// A process that makes an index until it dies at the place that a system property names.
final class IndexVictim {
  private IndexVictim() {}

  public static void main(String[] arguments) {
    BigDaddy db = BigDaddy.open(Path.of(arguments[0]), Settings.defaults());
    db.sql("CREATE INDEX by_s ON t(s)");
    long job = db.tables().listJobs().getFirst().id();
    if (arguments[1].equals("cancel")) {
      db.tables().cancel(job);
    }
    ReshardingTest.waitUntil(() -> db.tables().progress(job).isOver());
    System.exit(0);
  }
}
