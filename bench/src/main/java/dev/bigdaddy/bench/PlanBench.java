package dev.bigdaddy.bench;

import dev.bigdaddy.conductor.Session;
import java.util.List;

/// What planning costs: a statement whose plan is cached, and new ones of several shapes, each of
/// which differs from all others in a number.
final class PlanBench {
  /// Another table that is placed as the benchmark's own.
  static final String OTHER_TABLE = "CREATE TABLE o(id INTEGER PRIMARY KEY, note TEXT)";

  private static final int PLANS = 10_000;
  private static final double MOST_MICROS = 30;
  private static final String POINT = "SELECT name, score FROM t WHERE id = ?";

  /// Rounds of all shapes before one counts: a server plans more than one.
  private static final int WARM_UP = 15;

  /// A kind of statement, and its text but for the number at its end.
  private record Shape(String name, String text) {}

  private static final List<Shape> SHAPES =
      List.of(
          new Shape("point read", POINT + " AND grp > "),
          new Shape("aggregate", "SELECT count(*), sum(grp) FROM t WHERE score > "),
          new Shape("ORDER BY", "SELECT id, name FROM t ORDER BY score LIMIT "),
          new Shape(
              "join", "SELECT t.name, o.note FROM t JOIN o ON t.id = o.id WHERE t.grp > "));

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
    ReadBench.alone("plan a statement: cached", cached / 1000, "us", 1);
    for (int i = 0; i < WARM_UP; i++) {
      for (Shape shape : SHAPES) {
        plan(shape.text());
      }
    }
    for (Shape shape : SHAPES) {
      double nanos = Rounds.time(PLANS, () -> plan(shape.text()));
      ReadBench.alone("plan a new statement: " + shape.name(), nanos / 1000, "us", MOST_MICROS);
    }
  }

  /// Plans a statement many times, each time with another number behind it.
  private long plan(String text) {
    long columns = 0;
    for (int i = 0; i < PLANS; i++) {
      columns += session.describe(text + serial++).columns().size();
    }
    return columns;
  }
}
