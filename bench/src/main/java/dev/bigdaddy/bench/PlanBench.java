package dev.bigdaddy.bench;

import dev.bigdaddy.conductor.Session;

/// What planning costs: a statement whose plan is cached, and new ones of several shapes, each of
/// which differs from all others in a number.
final class PlanBench {
  /// Another table that is placed as the benchmark's own.
  static final String OTHER_TABLE = "CREATE TABLE o(id INTEGER PRIMARY KEY, note TEXT)";

  private static final int PLANS = 10_000;
  private static final double MOST_MICROS = 30;
  private static final String POINT = "SELECT name, score FROM t WHERE id = ?";

  private final Session session;
  private int serial;

  PlanBench(Session session) {
    this.session = session;
  }

  void run() throws Exception {
    double cached =
        Rounds.time(
            PLANS * 10,
            () -> {
              long columns = 0;
              for (int i = 0; i < PLANS * 10; i++) {
                columns += session.describe(POINT).columns().size();
              }
              return columns;
            });
    Bench.alone("plan a statement: cached", cached / 1000, "us", 1);
    fresh("plan a new statement: point read", POINT + " AND grp > ");
    fresh("plan a new statement: aggregate", "SELECT count(*), sum(grp) FROM t WHERE score > ");
    fresh("plan a new statement: ORDER BY", "SELECT id, name FROM t ORDER BY score LIMIT ");
    fresh(
        "plan a new statement: join",
        "SELECT t.name, o.note FROM t JOIN o ON t.id = o.id WHERE t.grp > ");
  }

  private void fresh(String work, String text) throws Exception {
    double nanos =
        Rounds.time(
            PLANS,
            () -> {
              long columns = 0;
              for (int i = 0; i < PLANS; i++) {
                columns += session.describe(text + serial++).columns().size();
              }
              return columns;
            });
    Bench.alone(work, nanos / 1000, "us", MOST_MICROS);
  }
}
