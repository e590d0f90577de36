package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.TableOperations.Shard;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A plan is made anew if the rows of a table move that it looked at, and else stays.
@Timeout(60)
class PlacedPlansTest {
  @TempDir Path directory;

  private static boolean isKnown(BigDaddy db, String sql) {
    return db.sql(sql).cacheStats().cacheHit();
  }

  @Test
  void reshardingOneTableLeavesThePlansOfOthers() {
    try (BigDaddy db = TestDb.open(directory.resolve("db"), 4, 1)) {
      run(
          db,
          "CREATE TABLE t(id INTEGER PRIMARY KEY, n) /* SHARDS=4 */",
          "CREATE TABLE u(id INTEGER PRIMARY KEY, n) /* SHARDS=5 */",
          "CREATE TABLE w(id INTEGER PRIMARY KEY, n)",
          "CREATE VIEW v AS SELECT * FROM t",
          "INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)",
          "INSERT INTO u VALUES (1, 1), (2, 2), (3, 3)");
      String[] stay = {
        "SELECT * FROM u WHERE id = 1",
        "SELECT count(*) FROM u",
        "INSERT INTO w(n) SELECT n FROM u",
        "UPDATE u SET n = n + 1 WHERE id = 2",
        "UPDATE w SET n = 1",
      };
      String[] go = {
        "SELECT * FROM t WHERE id = 1",
        "SELECT count(*) FROM v",
        "SELECT u.n, (SELECT max(n) FROM t) FROM u",
        "UPDATE t SET n = n + 1 WHERE id = 2",
        "DELETE FROM w WHERE id IN (SELECT id FROM t)",
      };
      run(db, stay);
      run(db, go);
      ReshardingTest.waitFor(db, db.tables().reshard("t", 7));
      assertThat(stay).allMatch(sql -> isKnown(db, sql));
      assertThat(go).noneMatch(sql -> isKnown(db, sql));
      assertThat(go).allMatch(sql -> isKnown(db, sql));
      run(db, "CREATE TABLE x(a)");
      assertThat(stay).noneMatch(sql -> isKnown(db, sql));
    }
  }

  @Test
  void aTransactionWhoseSnapshotIsOlderKeepsItsPlacement() {
    try (BigDaddy db = BigDaddy.open(directory.resolve("db"), TestDb.settings(4, 1).with("move_wait", "1"));
        Session session = db.session()) {
      run(
          db,
          "CREATE TABLE t(id INTEGER PRIMARY KEY, n) /* SHARDS=4 */",
          "CREATE TABLE u(id INTEGER PRIMARY KEY, n) /* SHARDS=5 */",
          "INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)",
          "INSERT INTO u VALUES (1, 1), (2, 2), (3, 3)");
      run(session, "BEGIN", "SELECT * FROM u WHERE id = 1");
      ReshardingTest.waitFor(db, db.tables().reshard("t", 7));
      // Another session's plan is of the new placement, which is not the transaction's.
      assertThat(ask(db, "SELECT sum(n) FROM t")).isEqualTo("6");
      assertThat(ask(session, "SELECT sum(n) FROM t")).isEqualTo("6");
      assertThat(ask(session, "SELECT n FROM t WHERE id = 3")).isEqualTo("3");
      assertThat(ask(db, "SELECT n FROM t WHERE id = 3")).isEqualTo("3");
      run(session, "COMMIT");
      assertThat(ask(session, "SELECT n FROM t WHERE id = 3")).isEqualTo("3");
    }
  }

  @Test
  void aWriteBehindASnapshotThatRowsHaveLeftIsRefusedAndCounted() {
    try (BigDaddy db = BigDaddy.open(directory.resolve("db"), TestDb.settings(4, 1).with("move_wait", "1"));
        Session session = db.session()) {
      run(
          db,
          "CREATE TABLE t(id INTEGER PRIMARY KEY, n) /* SHARDS=4 */",
          "WITH c(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM c WHERE i < 50)"
              + " INSERT INTO t SELECT i, 1 FROM c");
      run(session, "BEGIN");
      assertThat(ask(session, "SELECT sum(n) FROM t")).isEqualTo("50");
      ReshardingTest.waitFor(db, db.tables().reshard("t", 7));
      assertThat(db.tables().snapshotConflicts()).isZero();
      assertThatThrownBy(() -> run(session, "UPDATE t SET n = 2"))
          .isInstanceOfSatisfying(
              BigDaddyException.class, e -> assertThat(e.sqliteCode()).isEqualTo(517));
      assertThat(db.tables().snapshotConflicts()).isOne();
      run(session, "ROLLBACK", "UPDATE t SET n = 2");
      assertThat(ask(db, "SELECT sum(n) FROM t")).isEqualTo("100");
      assertThat(db.tables().snapshotConflicts()).isOne();
    }
  }

  /// The writers that a statement takes for one table are those through which the next reads another.
  @Test
  void aTransactionThatTakesMoreNodesLearnsWhereTheRowsOfAllTablesLie() {
    try (BigDaddy db = BigDaddy.open(directory.resolve("db"), TestDb.settings(4, 1).with("move_wait", "1"));
        Session session = db.session()) {
      run(
          db,
          "CREATE TABLE a(id INTEGER PRIMARY KEY) /* SHARDS=8 */",
          "CREATE TABLE t(id INTEGER PRIMARY KEY, n) /* SHARDS=3 */",
          "WITH c(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM c WHERE i < 50)"
              + " INSERT INTO t SELECT i, 1 FROM c");
      run(session, "BEGIN", "INSERT INTO a VALUES (1)");
      String held = db.explain("SELECT * FROM a WHERE id = 1").nodes().getFirst().node();
      List<Shard> others =
          db.tables().listShards().stream()
              .filter(s -> s.table().equals("t") && !("node-" + s.node()).equals(held))
              .toList();
      Shard moved = others.getFirst();
      ReshardingTest.waitFor(
          db, db.tables().moveShard("t", moved.id(), others.getLast().node()));
      // Rows on every node, so that the transaction holds all of them.
      run(
          session,
          "WITH c(i) AS (VALUES (2) UNION ALL SELECT i + 1 FROM c WHERE i < 90)"
              + " INSERT INTO a SELECT i FROM c");
      assertThat(ask(session, "SELECT count(*), sum(n) FROM t")).isEqualTo("50|50");
      run(session, "UPDATE t SET n = 2", "COMMIT");
      assertThat(ask(db, "SELECT count(*), sum(n) FROM t")).isEqualTo("50|100");
    }
  }
}
