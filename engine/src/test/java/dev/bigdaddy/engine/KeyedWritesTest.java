package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.QueryResult;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.ShardStats;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Gathered writes of few rows in large tables read as many rows as their keys, foreign keys and triggers
/// meet, however large the tables are.
@Timeout(120)
class KeyedWritesTest {
  private static final int ROWS = 100_000;
  private static final int SMALL = 1_000;
  private static final int NODES = 4;

  @TempDir static Path directory;
  private static BigDaddy db;
  private static Session session;

  @BeforeAll
  static void open() {
    db = TestDb.open(directory, NODES, 8);
    session = db.session();
    run(
        session,
        "CREATE TABLE t(id INTEGER PRIMARY KEY, mail TEXT UNIQUE, n INTEGER)",
        "CREATE TABLE c(id INTEGER PRIMARY KEY, t REFERENCES t, note)",
        "CREATE TABLE k(id INTEGER PRIMARY KEY, n INTEGER)",
        "BEGIN");
    for (int from = 0; from < ROWS; from += 500) {
      StringBuilder mails = new StringBuilder("INSERT INTO t VALUES ");
      StringBuilder keys = new StringBuilder("INSERT INTO k VALUES ");
      for (int id = from; id < from + 500; id++) {
        mails.append(id == from ? "" : ",").append("(%d,'m%d',0)".formatted(id, id));
        keys.append(id == from ? "" : ",").append("(%d,0)".formatted(id));
      }
      run(session, mails.toString());
      if (from < SMALL) {
        run(session, keys.toString());
      }
    }
    run(session, "COMMIT");
  }

  @AfterAll
  static void close() {
    session.close();
    db.close();
  }

  private static long rowsRead(QueryResult result) {
    return result.shardStats().stream().mapToLong(ShardStats::rowsReturned).sum();
  }

  @Test
  void anUpsertLoadsItsRivalsOnly() {
    String sql = "INSERT INTO t VALUES (7, 'm9', 1) ON CONFLICT(id) DO UPDATE SET n = n + 1";
    assertThat(db.explain(sql).rung()).isEqualTo("gather, execute, apply");
    assertThat(rowsRead(session.sql(sql.replace("m9", "m7")))).isLessThanOrEqualTo(1 + 1);
    assertThat(ask(session, "SELECT n FROM t WHERE id = 7")).isEqualTo("1");
  }

  @Test
  void replaceAndIgnoreLoadTheirRivalsOnly() {
    QueryResult replaced = session.sql("REPLACE INTO t VALUES (5, 'm6', 9)");
    assertThat(rowsRead(replaced)).isLessThanOrEqualTo(2);
    QueryResult ignored = session.sql("INSERT OR IGNORE INTO t VALUES (5, 'new', 9), (8, 'm6', 9)");
    assertThat(rowsRead(ignored)).isLessThanOrEqualTo(3);
    QueryResult bound = session.sql("REPLACE INTO t VALUES (?, ?, ?)", 10, "m10", 9);
    // Once by each of its keys.
    assertThat(rowsRead(bound)).isLessThanOrEqualTo(1 + 1);
    assertThat(ask(session, "SELECT id, mail, n FROM t WHERE id IN (5, 6, 8, 10)"))
        .isEqualTo("5|m6|9 8|m8|0 10|m10|9");
  }

  @Test
  void onlyARowWithoutAnIdNeedsTheLargest() {
    QueryResult replaced = session.sql("REPLACE INTO t(mail, n) VALUES ('m20', 9)");
    // Both keys may take the row with the largest rowid away, and the next one.
    assertThat(rowsRead(replaced)).isLessThanOrEqualTo(1 + 3 * NODES);
    QueryResult upserted =
        session.sql("INSERT INTO t(mail) VALUES (?) ON CONFLICT(mail) DO UPDATE SET n = 7", "m21");
    assertThat(rowsRead(upserted)).isLessThanOrEqualTo(1 + NODES);
    assertThat(ask(session, "SELECT id, mail, n FROM t WHERE mail IN ('m20', 'm21') ORDER BY n"))
        .isEqualTo("21|m21|7 %d|m20|9".formatted(ROWS));
    run(session, "UPDATE t SET id = 20 WHERE mail = 'm20'");
  }

  @Test
  void anUpdateOfKeysLoadsItsRowsAndTheirRivalsOnly() {
    // Found once, and loaded once.
    QueryResult moved = session.sql("UPDATE t SET id = id + 1000000 WHERE id IN (200, 201)");
    assertThat(rowsRead(moved)).isLessThanOrEqualTo(2 + 2);
    QueryResult replaced = session.sql("UPDATE OR REPLACE t SET mail = 'm300' WHERE id = 301");
    assertThat(rowsRead(replaced)).isLessThanOrEqualTo(1 + 2);
    QueryResult ignored = session.sql("UPDATE OR IGNORE t SET mail = 'm303' WHERE id = 302");
    assertThat(rowsRead(ignored)).isLessThanOrEqualTo(1 + 2);
    assertThat(
            ask(
                session,
                "SELECT id, mail FROM t WHERE id IN (200, 1000200, 1000201, 300, 301, 302, 303)"
                    + " ORDER BY id"))
        .isEqualTo("301|m300 302|m302 303|m303 1000200|m200 1000201|m201");
    run(session, "UPDATE t SET id = id - 1000000 WHERE id > 1000000");
  }

  @Test
  void aForeignKeysParentIsLoadedByItsKey() {
    run(session, "PRAGMA foreign_keys = ON");
    QueryResult inserted = session.sql("INSERT INTO c VALUES (1, 70, ''), (2, 80, '')");
    run(session, "PRAGMA foreign_keys = OFF");
    assertThat(rowsRead(inserted)).isLessThanOrEqualTo(2 + NODES);
    assertThat(ask(session, "SELECT count(*) FROM c")).isEqualTo("2");
  }

  @Test
  void whatGoesTakesItsChildrenAlong() {
    run(
        session,
        "CREATE TABLE d(id INTEGER PRIMARY KEY, t REFERENCES t ON DELETE CASCADE)",
        "CREATE TABLE e(id INTEGER PRIMARY KEY, d REFERENCES d ON DELETE SET NULL, n)",
        "INSERT INTO d SELECT id, id / 10 FROM t WHERE id < 2000",
        "INSERT INTO e SELECT id, id, 0 FROM t WHERE id < 2000");
    // Nothing below fires it.
    run(
        session,
        "CREATE TABLE seen(id INTEGER PRIMARY KEY, d)",
        "INSERT INTO seen SELECT id, id FROM t WHERE id < 2000",
        "CREATE TRIGGER d_new AFTER INSERT ON d BEGIN INSERT INTO seen(d) VALUES (new.id); END");
    run(session, "PRAGMA foreign_keys = ON");
    QueryResult deleted = session.sql("DELETE FROM t WHERE id = 100");
    QueryResult moved = session.sql("UPDATE d SET t = 101 WHERE id = 20");
    run(session, "PRAGMA foreign_keys = OFF");
    // Itself, its ten children, one of each, all their parents once more, and none of c.
    assertThat(rowsRead(deleted)).isLessThanOrEqualTo(1 + 10 + 10 + 1 + 10);
    assertThat(rowsRead(moved)).isLessThanOrEqualTo(3);
    assertThat(
            ask(
                session,
                "SELECT (SELECT count(*) FROM d), (SELECT count(*) FROM e WHERE d IS NULL)"))
        .isEqualTo("1990|10");
    run(session, "DROP TABLE e", "DROP TABLE d", "DROP TABLE seen");
  }

  @Test
  void triggersFindTheirRowsByTheKeyThatTheyAreGiven() {
    run(
        session,
        "CREATE TABLE log(id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT, n)",
        "CREATE TABLE total(id INTEGER PRIMARY KEY, of INTEGER, n INTEGER)",
        "INSERT INTO log(what, n) SELECT 'old', n FROM t WHERE id < 3000",
        "INSERT INTO total SELECT id, id, 0 FROM t WHERE id < 3000",
        "CREATE TRIGGER k_log AFTER UPDATE ON k BEGIN"
            + " INSERT INTO log(what, n) VALUES ('update', new.n);"
            + " UPDATE total SET n = n + 1 WHERE of = new.id; END");
    QueryResult updated = session.sql("UPDATE k SET n = 5 WHERE id = 100");
    QueryResult inserted = session.sql("INSERT INTO k VALUES (100000, 1)");
    assertThat(rowsRead(updated)).isLessThanOrEqualTo(1 + 1 + NODES);
    assertThat(inserted.shardStats()).hasSize(1);
    assertThat(ask(session, "SELECT n FROM total WHERE of = 100")).isEqualTo("1");
    assertThat(ask(session, "SELECT what, n FROM log WHERE id = 3001")).isEqualTo("update|5");
    run(session, "DROP TRIGGER k_log", "DROP TABLE log", "DROP TABLE total");
    run(session, "DELETE FROM k WHERE id = 100000");
  }

  @Test
  void whereEveryKeyHasTheShardKeyNothingIsGathered() {
    String sql = "INSERT INTO k VALUES (7, 1) ON CONFLICT(id) DO UPDATE SET n = n + 1";
    assertThat(db.explain(sql).rung()).isEqualTo("split by shard key");
    QueryResult result = session.sql(sql);
    assertThat(result.shardStats()).hasSize(1);
    assertThat(ask(session, "SELECT n FROM k WHERE id = 7")).isEqualTo("1");
  }
}
