package dev.bigdaddy.bench;

import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import java.util.Locale;
import java.util.Random;

/// Prints what a lookup by a column that is no key costs with a virtual index, beside a lookup by the
/// key, on 2 to 16 nodes: it shall cost at most three times as much, and not grow with the nodes.
final class IndexBench {
  private static final int LOOKUPS = 5_000;
  private static final int BATCH = 500;
  private static final double MOST_TIMES = 3;
  private static final int[] NODES = {2, 4, 8, 16};

  private final int rows;

  IndexBench(int rows) {
    this.rows = rows;
  }

  void run() throws Exception {
    System.out.printf("%n%-36s %14s %14s %8s %8s%n", "lookup", "by the key", "by an index", "times",
        "goal");
    try (Directories directories = new Directories()) {
      for (int nodes : NODES) {
        Settings settings =
            Settings.defaults()
                .with("nodes", Integer.toString(nodes))
                .with("default_shards", "32")
                .with("synchronous", "OFF");
        try (BigDaddy database = BigDaddy.open(directories.next(), settings);
            Session session = database.session()) {
          load(session);
          line(nodes, session);
        }
      }
    }
  }

  private void load(Session session) {
    session.sql("CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, score INT)");
    session.sql("CREATE INDEX t_name ON t(name)");
    session.sql("BEGIN");
    for (int from = 0; from < rows; from += BATCH) {
      StringBuilder sql = new StringBuilder("INSERT INTO t VALUES ");
      for (int id = from; id < Math.min(rows, from + BATCH); id++) {
        sql.append(id == from ? "(" : ",(").append(id).append(",'name ").append(id * 7L % rows);
        sql.append("',").append(id).append(')');
      }
      session.sql(sql.toString());
    }
    session.sql("COMMIT");
  }

  private void line(int nodes, Session session) throws Exception {
    Rounds.Comparison both =
        Rounds.compare(
            LOOKUPS,
            () -> {
              Random random = new Random(7);
              long found = 0;
              for (int i = 0; i < LOOKUPS; i++) {
                String name = "name " + random.nextInt(rows);
                found += found(session, "SELECT id, score FROM t WHERE name = ?", name);
              }
              return found;
            },
            () -> {
              Random random = new Random(7);
              long found = 0;
              for (int i = 0; i < LOOKUPS; i++) {
                long id = random.nextInt(rows);
                found += found(session, "SELECT id, score FROM t WHERE id = ?", id);
              }
              return found;
            });
    double times = both.ours() / both.plain();
    System.out.printf(
        Locale.ROOT,
        "%-36s %11.2f us %11.2f us %7.2fx %8s %s%n",
        "one row, " + nodes + " nodes",
        both.plain() / 1000,
        both.ours() / 1000,
        times,
        "<= 3",
        times <= MOST_TIMES ? "met" : "missed");
  }

  private static long found(Session session, String sql, Object value) {
    long found = 0;
    try (ResultCursor rows = session.query(sql, value)) {
      while (rows.next()) {
        found++;
      }
    }
    return found;
  }
}
