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

/// Gathered INSERTs of known rows into large tables read as many rows as their keys meet, however large
/// the tables are.
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
    assertThat(rowsRead(session.sql(sql.replace("m9", "m7")))).isLessThanOrEqualTo(1 + 1 + NODES);
    assertThat(ask(session, "SELECT n FROM t WHERE id = 7")).isEqualTo("1");
  }

  @Test
  void replaceAndIgnoreLoadTheirRivalsOnly() {
    QueryResult replaced = session.sql("REPLACE INTO t VALUES (5, 'm6', 9)");
    assertThat(rowsRead(replaced)).isLessThanOrEqualTo(2 + NODES);
    QueryResult ignored = session.sql("INSERT OR IGNORE INTO t VALUES (5, 'new', 9), (8, 'm6', 9)");
    assertThat(rowsRead(ignored)).isLessThanOrEqualTo(3 + NODES);
    assertThat(ask(session, "SELECT id, mail, n FROM t WHERE id IN (5, 6, 8)"))
        .isEqualTo("5|m6|9 8|m8|0");
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
  void whereEveryKeyHasTheShardKeyNothingIsGathered() {
    String sql = "INSERT INTO k VALUES (7, 1) ON CONFLICT(id) DO UPDATE SET n = n + 1";
    assertThat(db.explain(sql).rung()).isEqualTo("split by shard key");
    QueryResult result = session.sql(sql);
    assertThat(result.shardStats()).hasSize(1);
    assertThat(ask(session, "SELECT n FROM k WHERE id = 7")).isEqualTo("1");
  }
}
