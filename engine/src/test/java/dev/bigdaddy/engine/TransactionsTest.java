package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.errorOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Transactions over whole and spread tables.
class TransactionsTest {
  private static final int SQLITE_BUSY_SNAPSHOT = 517;

  @TempDir Path directory;
  private BigDaddy db;
  private Session one;
  private Session two;

  @BeforeEach
  void open() {
    db = TestDb.open(directory.resolve("db"), 4, 8);
    run(
        db,
        "CREATE TABLE t(id INTEGER PRIMARY KEY, v)",
        "CREATE TABLE u(id INTEGER PRIMARY KEY, v UNIQUE)",
        "CREATE TABLE w(id INTEGER PRIMARY KEY, v) /* SHARDS=1 */");
    for (int i = 1; i <= 16; i++) {
      db.sql("INSERT INTO t VALUES (?, ?)", i, i * 10);
    }
    one = db.session();
    two = db.session();
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
    db.close();
  }

  @Test
  void aTransactionReadsItsOwnWritesAndOthersDoNot() {
    run(one, "BEGIN", "INSERT INTO t VALUES (100, 1)", "UPDATE t SET v = v + 1 WHERE id = 3");
    run(one, "DELETE FROM t WHERE id = 5", "INSERT INTO w VALUES (1, 1)");
    assertThat(ask(one, "SELECT count(*), sum(v) FROM t")).isEqualTo("16|1312");
    assertThat(ask(one, "SELECT v FROM t WHERE id IN (3, 5, 100)")).isEqualTo("31 1");
    assertThat(ask(one, "SELECT count(*) FROM t JOIN w ON t.v = w.v")).isEqualTo("1");
    assertThat(ask(two, "SELECT count(*), sum(v) FROM t")).isEqualTo("16|1360");
    run(one, "COMMIT");
    assertThat(ask(two, "SELECT count(*), sum(v) FROM t")).isEqualTo("16|1312");
  }

  @Test
  void rollbackUndoesAllNodes() {
    run(one, "BEGIN", "UPDATE t SET v = -v WHERE id > 0", "INSERT INTO w VALUES (1, 1)", "ROLLBACK");
    assertThat(ask(one, "SELECT sum(v) FROM t")).isEqualTo("1360");
    assertThat(ask(one, "SELECT count(*) FROM w")).isEqualTo("0");
    assertThat(one.inTransaction()).isFalse();
  }

  @Test
  void savepointsNestAsInSqlite() {
    run(one, "SAVEPOINT a", "INSERT INTO t VALUES (100, 1)", "SAVEPOINT b");
    run(one, "DELETE FROM t", "ROLLBACK TO b", "INSERT INTO t VALUES (101, 2)", "RELEASE b");
    assertThat(one.inTransaction()).isTrue();
    assertThat(ask(one, "SELECT count(*) FROM t")).isEqualTo("18");
    run(one, "RELEASE A");
    assertThat(one.inTransaction()).isFalse();
    assertThat(ask(two, "SELECT count(*) FROM t")).isEqualTo("18");
    assertThat(errorOf(() -> one.sql("RELEASE a"))).hasMessage("no such savepoint: a");
    assertThat(errorOf(() -> one.sql("ROLLBACK TO a"))).hasMessage("no such savepoint: a");
  }

  @Test
  void aSavepointFromBeforeTheFirstWriteIsRolledBackTo() {
    run(one, "BEGIN", "SAVEPOINT a", "INSERT INTO t VALUES (100, 1)");
    assertThat(ask(one, "SELECT count(*) FROM t")).isEqualTo("17");
    run(one, "ROLLBACK TO a");
    assertThat(ask(one, "SELECT count(*), sum(v) FROM t")).isEqualTo("16|1360");
    run(one, "UPDATE t SET v = 0 WHERE id = 1", "SAVEPOINT b", "DELETE FROM t", "ROLLBACK TO a");
    assertThat(ask(one, "SELECT count(*), sum(v) FROM t")).isEqualTo("16|1360");
    run(one, "INSERT INTO t VALUES (102, 3)", "COMMIT");
    assertThat(ask(two, "SELECT count(*) FROM t")).isEqualTo("17");
  }

  @Test
  void aFailedStatementLeavesNothingAndTheTransactionGoesOn() {
    run(db, "INSERT INTO u VALUES (1, 10), (2, 20)");
    run(one, "BEGIN", "INSERT INTO u VALUES (100, 1)");
    assertThat(errorOf(() -> one.sql("INSERT INTO u VALUES (101, 2), (102, 3), (103, 10)")))
        .hasMessage("UNIQUE constraint failed: u.v");
    assertThat(errorOf(() -> one.sql("INSERT INTO u VALUES (104, 4), (100, 5)")))
        .hasMessage("UNIQUE constraint failed: u.id");
    assertThat(codeOf(() -> one.sql("UPDATE u SET v = 20 WHERE id = 1")))
        .isEqualTo(ErrorCode.CONSTRAINT);
    run(one, "INSERT INTO w VALUES (1, 1)");
    assertThat(codeOf(() -> one.sql("INSERT INTO w VALUES (2, 1), (1, 1)")))
        .isEqualTo(ErrorCode.CONSTRAINT);
    run(one, "COMMIT");
    assertThat(ask(db, "SELECT id, v FROM u")).isEqualTo("1|10 2|20 100|1");
    assertThat(ask(db, "SELECT id FROM w")).isEqualTo("1");
    db.close();
    assertThat(StoredCounts.of(directory.resolve("db"), "u")).contains("0:");
  }

  @Test
  void aDeferredTransactionSeesOneInstant() {
    run(one, "BEGIN");
    assertThat(ask(one, "SELECT v FROM t WHERE id = 1")).isEqualTo("10");
    run(two, "UPDATE t SET v = v + 1000", "INSERT INTO w VALUES (1, 1)");
    assertThat(ask(one, "SELECT sum(v) FROM t")).isEqualTo("1360");
    assertThat(ask(one, "SELECT count(*) FROM w")).isEqualTo("0");
    run(one, "COMMIT");
    assertThat(ask(one, "SELECT sum(v) FROM t")).isEqualTo("17360");
  }

  @Test
  void aWriteOnANodeThatChangedSinceTheSnapshotIsRefusedForGood() {
    run(one, "BEGIN");
    assertThat(ask(one, "SELECT count(*) FROM t")).isEqualTo("16");
    run(two, "UPDATE t SET v = v + 1000 WHERE id = 1");
    for (int attempt = 0; attempt < 2; attempt++) {
      BigDaddyException error = errorOf(() -> one.sql("UPDATE t SET v = v + 1 WHERE id = 1"));
      assertThat(error.code()).isEqualTo(ErrorCode.BUSY);
      assertThat(error.sqliteCode()).isEqualTo(SQLITE_BUSY_SNAPSHOT);
      assertThat(ask(one, "SELECT v FROM t WHERE id = 1")).isEqualTo("10");
    }
    run(one, "ROLLBACK");
    assertThat(ask(one, "SELECT v FROM t WHERE id = 1")).isEqualTo("1010");
  }

  @Test
  void theSnapshotHoldsAlsoOnANodeWhoseWriterCameTooLate() {
    run(one, "BEGIN", "UPDATE t SET v = v + 1 WHERE id = " + idNotOn("node-0"));
    assertThat(ask(one, "SELECT count(*) FROM w")).isEqualTo("0");
    run(two, "INSERT INTO w VALUES (1, 1)");
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThat(errorOf(() -> one.sql("INSERT INTO w VALUES (2, 2)")).sqliteCode())
          .isEqualTo(SQLITE_BUSY_SNAPSHOT);
      assertThat(ask(one, "SELECT count(*) FROM w")).isEqualTo("0");
    }
    run(one, "ROLLBACK");
  }

  private int idNotOn(String node) {
    for (int id = 1; id <= 16; id++) {
      if (!db.sql("SELECT * FROM t WHERE id = ?", id).shardStats().getFirst().node().equals(node)) {
        return id;
      }
    }
    throw new AssertionError("all rows lie on " + node);
  }

  @Test
  void aWriterThatIsTakenIsBusy() {
    run(one, "BEGIN IMMEDIATE");
    BigDaddyException error = errorOf(() -> two.sql("INSERT INTO t VALUES (100, 1)"));
    assertThat(error.code()).isEqualTo(ErrorCode.BUSY);
    assertThat(error).hasMessage("database is locked");
    assertThat(ask(two, "SELECT count(*) FROM t")).isEqualTo("16");
    run(one, "INSERT INTO t VALUES (100, 1)", "COMMIT");
    run(two, "INSERT INTO t VALUES (101, 2)");
    assertThat(ask(two, "SELECT count(*) FROM t")).isEqualTo("18");
  }

  @Test
  void transactionsThatWantEachOthersNodesGetBusyAndNeverHang() {
    int other = idNotOn("node-0");
    run(one, "BEGIN", "INSERT INTO w VALUES (1, 1)");
    run(two, "BEGIN", "UPDATE t SET v = 0 WHERE id = " + other);
    assertThat(codeOf(() -> two.sql("INSERT INTO w VALUES (2, 2)"))).isEqualTo(ErrorCode.BUSY);
    assertThat(codeOf(() -> one.sql("UPDATE t SET v = 1 WHERE id = " + other)))
        .isEqualTo(ErrorCode.BUSY);
    run(two, "ROLLBACK");
    run(one, "UPDATE t SET v = 1 WHERE id = " + other, "COMMIT");
    assertThat(ask(two, "SELECT v FROM t WHERE id = ?", other)).isEqualTo("1");
  }

  @Test
  void orRollbackEndsTheTransaction() {
    run(one, "BEGIN", "INSERT INTO w VALUES (1, 1)", "UPDATE t SET v = 0 WHERE id = 1");
    assertThat(errorOf(() -> one.sql("INSERT OR ROLLBACK INTO w VALUES (2, 1), (1, 2)")))
        .hasMessage("UNIQUE constraint failed: w.id");
    assertThat(one.inTransaction()).isFalse();
    run(one, "INSERT INTO w VALUES (3, 3)");
    assertThat(errorOf(() -> one.sql("COMMIT")))
        .hasMessage("cannot commit - no transaction is active");
    assertThat(ask(two, "SELECT id FROM w")).isEqualTo("3");
    assertThat(ask(two, "SELECT sum(v) FROM t")).isEqualTo("1360");
  }

  @Test
  void raiseRollbackTellsItsOwnMessage() {
    run(
        db,
        "CREATE TRIGGER no BEFORE INSERT ON w WHEN NEW.v = 9 BEGIN"
            + " SELECT raise(ROLLBACK, 'no nines'); END");
    assertThat(errorOf(() -> one.sql("INSERT INTO w VALUES (1, 9)"))).hasMessage("no nines");
    run(one, "BEGIN", "INSERT INTO w VALUES (2, 2)");
    assertThat(errorOf(() -> one.sql("INSERT INTO w VALUES (1, 9)"))).hasMessage("no nines");
    assertThat(one.inTransaction()).isFalse();
    assertThat(ask(two, "SELECT count(*) FROM w")).isEqualTo("0");
  }

  @Test
  void orFailKeepsTheRowsBeforeTheFailingOne() {
    run(one, "INSERT INTO w VALUES (3, 3)");
    assertThat(codeOf(() -> one.sql("INSERT OR FAIL INTO w VALUES (1, 1), (2, 2), (3, 0), (4, 4)")))
        .isEqualTo(ErrorCode.CONSTRAINT);
    assertThat(ask(two, "SELECT id FROM w")).isEqualTo("1 2 3");
  }

  @Test
  void aDeferredForeignKeyKeepsTheTransactionOpen() {
    run(
        db,
        "CREATE TABLE p(id INTEGER PRIMARY KEY) /* SHARDS=1 */",
        "CREATE TABLE c(p REFERENCES p DEFERRABLE INITIALLY DEFERRED) /* SHARDS=1 */");
    run(one, "PRAGMA foreign_keys = ON", "BEGIN", "INSERT INTO c VALUES (7)");
    assertThat(errorOf(() -> one.sql("COMMIT"))).hasMessage("FOREIGN KEY constraint failed");
    assertThat(one.inTransaction()).isTrue();
    run(one, "INSERT INTO p VALUES (7)", "COMMIT");
    assertThat(ask(two, "SELECT count(*) FROM p JOIN c ON c.p = p.id")).isEqualTo("1");
  }

  @Test
  void wrongTransactionStatementsHaveSqlitesErrors() {
    assertThat(errorOf(() -> one.sql("COMMIT")))
        .hasMessage("cannot commit - no transaction is active");
    assertThat(errorOf(() -> one.sql("ROLLBACK")))
        .hasMessage("cannot rollback - no transaction is active");
    run(one, "BEGIN");
    assertThat(errorOf(() -> one.sql("BEGIN")))
        .hasMessage("cannot start a transaction within a transaction");
    assertThat(codeOf(() -> db.sql("BEGIN"))).isEqualTo(ErrorCode.MISUSE);
  }

  @Test
  void closingASessionGivesItsWritersBack() {
    run(one, "BEGIN IMMEDIATE", "INSERT INTO t VALUES (100, 1)");
    one.close();
    run(two, "INSERT INTO t VALUES (101, 2)");
    assertThat(ask(two, "SELECT count(*) FROM t")).isEqualTo("17");
    assertThat(codeOf(() -> one.sql("SELECT 1"))).isEqualTo(ErrorCode.MISUSE);
  }

  @Test
  void aCursorWhoseTransactionEndedSaysSo() {
    for (String end : List.of("COMMIT", "ROLLBACK")) {
      for (String write : List.of("", "INSERT INTO t VALUES (100, 1)")) {
        one.sql("BEGIN");
        if (!write.isEmpty()) {
          one.sql(write);
        }
        ResultCursor cursor = one.query("SELECT * FROM t");
        assertThat(cursor.next()).isTrue();
        one.sql(end);
        assertThat(codeOf(cursor::next)).isEqualTo(ErrorCode.SQL);
        cursor.close();
        run(two, "DELETE FROM t WHERE id = 100");
      }
    }
  }

  @Test
  void aCursorOverWhatIsRolledBackEndsInATypedErrorOrGoesOn() {
    for (String end :
        List.of("ROLLBACK TO s", "INSERT INTO t VALUES (200, 2), (100, 1)", "RELEASE s", "SELECT 1")) {
      for (String question :
          List.of("SELECT id FROM t", "SELECT id FROM w", "SELECT v FROM t ORDER BY v DESC")) {
        run(one, "BEGIN", "INSERT INTO t VALUES (100, 1)", "INSERT INTO w VALUES (1, 1), (2, 2)");
        run(one, "SAVEPOINT s", "DELETE FROM t WHERE id = 1");
        ResultCursor cursor = one.query(question);
        assertThat(cursor.next()).isTrue();
        try {
          one.sql(end);
        } catch (BigDaddyException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.CONSTRAINT);
        }
        int rows = 1;
        try {
          while (cursor.next()) {
            rows++;
          }
          assertThat(rows).isEqualTo(question.contains("w") ? 2 : 16);
        } catch (BigDaddyException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.SQL);
        }
        cursor.close();
        run(one, "ROLLBACK");
      }
    }
  }

  @Test
  void aCursorOfAClosedSessionSaysSo() {
    ResultCursor cursor = one.query("SELECT * FROM t");
    assertThat(cursor.next()).isTrue();
    one.close();
    assertThat(codeOf(cursor::next)).isEqualTo(ErrorCode.MISUSE);
  }

  @Test
  void aCursorOfAnAutocommitStatementOutlivesLaterTransactions() {
    try (ResultCursor cursor = one.query("SELECT id FROM t ORDER BY id")) {
      assertThat(cursor.next()).isTrue();
      run(one, "BEGIN", "DELETE FROM t", "COMMIT");
      int rows = 1;
      while (cursor.next()) {
        rows++;
      }
      assertThat(rows).isEqualTo(16);
    }
  }

  @Test
  void readersAreGivenBackWhateverHappens() {
    List<String> statements = new ArrayList<>();
    statements.add("SELECT * FROM t");
    statements.add("SELECT abs(-9223372036854775808) FROM t");
    statements.add("SELECT count(*) FROM t WHERE abs(-9223372036854775807 - 1) > v");
    statements.add("SELECT sum(9223372036854775807) FROM t");
    statements.add("SELECT * FROM t JOIN w ON abs(-9223372036854775808) = w.v");
    statements.add("SELECT v FROM t ORDER BY v LIMIT 'x'");
    run(two, "INSERT INTO w VALUES (1, 1)");
    for (int round = 0; round < 40; round++) {
      for (String statement : statements) {
        try {
          ResultCursor unused = db.query(statement);
          unused.next();
          unused.close();
        } catch (BigDaddyException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.SQL);
        }
      }
    }
    assertThat(ask(db, "SELECT count(*) FROM t")).isEqualTo("16");
  }
}
