package dev.bigdaddy.bench;

import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import java.util.Locale;
import java.util.Random;

/// Prints what an UPSERT of one row costs, beside a plain INSERT, into small and large tables on 4
/// nodes: it shall not grow with the table, neither where the row's node decides it, nor where a
/// UNIQUE column beside the key makes it a gathered one.
final class UpsertBench {
  private static final int WRITES = 300;
  private static final int BATCH = 500;

  private final int rows;

  UpsertBench(int rows) {
    this.rows = rows;
  }

  void run() throws Exception {
    System.out.printf("%n%-10s %16s %22s %22s%n", "rows", "INSERT", "UPSERT on its node",
        "UPSERT, gathered");
    for (int size : new int[] {Math.max(BATCH, rows / 100), rows}) {
      try (Directories directories = new Directories()) {
        Settings settings =
            Settings.defaults()
                .with("nodes", "4")
                .with("default_shards", "8")
                .with("synchronous", "OFF");
        try (BigDaddy database = BigDaddy.open(directories.next(), settings);
            Session session = database.session()) {
          load(session, size);
          System.out.printf(
              Locale.ROOT,
              "%-10d %13.0f us %19.0f us %19.0f us%n",
              size,
              time(session, "INSERT INTO k VALUES (?, ?)", size),
              time(session, "INSERT INTO k VALUES (?, ?) ON CONFLICT(id) DO UPDATE SET n = n + 1", 0),
              time(
                  session,
                  "INSERT INTO t VALUES (?1, 'm' || ?1, ?2) ON CONFLICT(id) DO UPDATE SET n = n + 1",
                  0));
        }
      }
    }
  }

  private static void load(Session session, int size) {
    session.sql("CREATE TABLE k(id INTEGER PRIMARY KEY, n INTEGER)");
    session.sql("CREATE TABLE t(id INTEGER PRIMARY KEY, mail TEXT UNIQUE, n INTEGER)");
    session.sql("BEGIN");
    for (int from = 0; from < size; from += BATCH) {
      StringBuilder keys = new StringBuilder("INSERT INTO k VALUES ");
      StringBuilder mails = new StringBuilder("INSERT INTO t VALUES ");
      for (int id = from; id < from + BATCH; id++) {
        keys.append(id == from ? "(" : ",(").append(id).append(",0)");
        mails.append(id == from ? "(" : ",(").append(id).append(",'m").append(id).append("',0)");
      }
      session.sql(keys.toString());
      session.sql(mails.toString());
    }
    session.sql("COMMIT");
  }

  /// Microseconds a statement; the first tenth warms up.
  private static double time(Session session, String sql, int firstId) {
    Random random = new Random(1);
    long start = 0;
    int warm = WRITES / 10;
    for (int i = 0; i < WRITES + warm; i++) {
      if (i == warm) {
        start = System.nanoTime();
      }
      long id = firstId > 0 ? firstId + i : random.nextInt(BATCH);
      session.sql(sql, id, 0);
    }
    return (System.nanoTime() - start) / 1e3 / WRITES;
  }
}
