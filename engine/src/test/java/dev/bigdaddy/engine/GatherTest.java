package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.QueryResult;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.ShardStats;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Gathering enough rows that the nodes are attached: it sees one instant, and what its transaction
/// wrote.
@Timeout(120)
class GatherTest {
  private static final int ROWS = 6_000;
  private static final String GATHERED =
      "WITH RECURSIVE c(n) AS (SELECT 6000 UNION ALL SELECT n FROM c WHERE n < 0)"
          + " SELECT count(*), sum(v), max(n) FROM t, c";

  @TempDir Path directory;
  private BigDaddy db;

  @BeforeEach
  void open() {
    db = TestDb.open(directory, 4, 8);
    run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, v INTEGER, w TEXT COLLATE NOCASE)");
    for (int from = 0; from < ROWS; from += 500) {
      StringBuilder sql = new StringBuilder("INSERT INTO t VALUES ");
      for (int id = from; id < from + 500; id++) {
        sql.append(id == from ? "" : ",").append('(').append(id).append(",100,'Word ");
        sql.append(id % 50).append("')");
      }
      db.sql(sql.toString());
    }
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void theStatementIsGathered() {
    assertThat(db.explain(GATHERED).rung()).isEqualTo("gather");
    QueryResult result = db.sql(GATHERED);
    assertThat(TestDb.text(result)).isEqualTo("6000|600000|6000");
    assertThat(result.shardStats()).hasSize(4);
    assertThat(result.shardStats().stream().mapToLong(ShardStats::rowsReturned).sum())
        .isEqualTo(ROWS);
  }

  @Test
  void collationsSurvive() {
    assertThat(
            ask(
                db,
                "SELECT w, count(*), max(n) FROM (SELECT w, row_number() OVER (ORDER BY id) n FROM t)"
                    + " WHERE w = 'WORD 7' GROUP BY w"))
        .isEqualTo("Word 7|120|5958");
  }

  @Test
  void itSeesOneInstantUnderTransfers() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> transfers = CompletableFuture.supplyAsync(() -> transfer(over));
    try {
      for (int i = 0; i < 40; i++) {
        assertThat(ask(db, GATHERED)).isEqualTo("6000|600000|6000");
      }
    } finally {
      over.set(true);
    }
    assertThat(transfers.get()).isPositive();
  }

  private int transfer(AtomicBoolean over) {
    Random random = new Random(5);
    int done = 0;
    try (Session session = db.session()) {
      while (!over.get()) {
        try {
          session.sql("BEGIN IMMEDIATE");
          session.sql("UPDATE t SET v = v - 1 WHERE id = ?", random.nextInt(ROWS));
          session.sql("UPDATE t SET v = v + 1 WHERE id = ?", random.nextInt(ROWS));
          session.sql("COMMIT");
          done++;
        } catch (BigDaddyException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
          if (session.inTransaction()) {
            session.sql("ROLLBACK");
          }
        }
      }
    }
    return done;
  }

  @Test
  void aTransactionGathersWhatItSees() {
    try (Session session = db.session();
        Session other = db.session()) {
      run(session, "BEGIN");
      assertThat(ask(session, GATHERED)).isEqualTo("6000|600000|6000");
      run(other, "UPDATE t SET v = v + 1 WHERE id = 17");
      assertThat(ask(session, GATHERED)).as("its snapshot").isEqualTo("6000|600000|6000");
      run(session, "COMMIT", "BEGIN", "UPDATE t SET v = v + 10 WHERE id = 18");
      assertThat(ask(session, GATHERED)).as("its own row").isEqualTo("6000|600011|6000");
      assertThat(ask(other, GATHERED)).isEqualTo("6000|600001|6000");
      run(session, "ROLLBACK");
      assertThat(ask(session, GATHERED)).isEqualTo("6000|600001|6000");
    }
  }
}
