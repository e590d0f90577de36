package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.errorOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Schema changes: atomic over nodes and topology, and never a wrong answer beside them.
class SchemaChangesTest {
  @TempDir Path directory;
  private BigDaddy db;
  private Session one;
  private Session two;

  @BeforeEach
  void open() {
    db = TestDb.open(directory.resolve("db"), 4, 8);
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
  void aRolledBackTableNeverWas() {
    run(one, "BEGIN", "CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
    run(one, "INSERT INTO t(v) VALUES (1), (2), (3)");
    assertThat(ask(one, "SELECT count(*) FROM t")).isEqualTo("3");
    assertThat(errorOf(() -> two.sql("SELECT * FROM t"))).hasMessage("no such table: t");
    run(one, "ROLLBACK");
    assertThat(errorOf(() -> one.sql("SELECT * FROM t"))).hasMessage("no such table: t");
    run(one, "CREATE TABLE t(id INTEGER PRIMARY KEY, w)", "INSERT INTO t(w) VALUES (9)");
    assertThat(ask(two, "SELECT * FROM t")).isEqualTo("1|9");
  }

  @Test
  void aRolledBackDropKeepsTheTable() {
    run(one, "CREATE TABLE t(id INTEGER PRIMARY KEY, v)", "INSERT INTO t(v) VALUES (1), (2)");
    run(one, "BEGIN", "DROP TABLE t");
    assertThat(errorOf(() -> one.sql("SELECT * FROM t"))).hasMessage("no such table: t");
    assertThat(ask(two, "SELECT count(*) FROM t")).isEqualTo("2");
    run(one, "ROLLBACK", "INSERT INTO t(v) VALUES (3)");
    assertThat(ask(two, "SELECT * FROM t")).isEqualTo("1|1 2|2 3|3");
  }

  @Test
  void aTableRolledBackToASavepointCanBeMadeAgain() {
    run(one, "BEGIN", "SAVEPOINT s", "CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
    run(one, "INSERT INTO t(v) VALUES (1), (2)", "ROLLBACK TO s");
    assertThat(errorOf(() -> one.sql("SELECT * FROM t"))).hasMessage("no such table: t");
    run(one, "CREATE TABLE t(id INTEGER PRIMARY KEY, w)", "INSERT INTO t(w) VALUES (7)", "COMMIT");
    assertThat(ask(two, "SELECT * FROM t")).isEqualTo("1|7");
    run(two, "CREATE TABLE u(id INTEGER PRIMARY KEY)", "INSERT INTO u VALUES (1), (2)");
    assertThat(ask(one, "SELECT count(*) FROM u")).isEqualTo("2");
  }

  @Test
  void aSavepointRolledBackToLeavesTheCommittedSchemaAlone() {
    run(two, "CREATE TABLE kept(x)");
    run(one, "BEGIN", "SAVEPOINT s", "CREATE TABLE t(x)", "ROLLBACK TO s", "COMMIT");
    assertThat(ask(two, "SELECT name FROM sqlite_schema")).isEqualTo("kept");
    run(two, "CREATE TABLE other(x)");
    assertThat(ask(one, "SELECT name FROM sqlite_schema")).isEqualTo("kept other");
  }

  @Test
  void aFailedSchemaChangeLeavesNothing() {
    run(one, "CREATE TABLE t(id INTEGER PRIMARY KEY, v)", "INSERT INTO t(v) VALUES (1), (1)");
    assertThat(codeOf(() -> one.sql("CREATE UNIQUE INDEX i ON t(id, v, missing)")))
        .isEqualTo(ErrorCode.SQL);
    run(one, "CREATE TABLE w(v) /* SHARDS=1 */", "INSERT INTO w VALUES (1), (1)");
    assertThat(codeOf(() -> one.sql("CREATE UNIQUE INDEX i ON w(v)")))
        .isEqualTo(ErrorCode.CONSTRAINT);
    assertThat(ask(two, "SELECT name FROM sqlite_schema WHERE type = 'index'")).isEmpty();
    run(two, "CREATE INDEX i ON w(v)");
    assertThat(ask(one, "SELECT name FROM sqlite_schema WHERE type = 'index'")).isEqualTo("i");
  }

  @Test
  void aTransactionThatReadBeforeAChangeCannotWriteByItsFormerPlan() {
    run(one, "CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
    for (int id = 1; id <= 8; id++) {
      run(one, "BEGIN");
      ask(one, "SELECT count(*) FROM t");
      run(two, "CREATE TABLE other" + id + "(x) /* SHARDS=1 */");
      int row = id;
      assertThat(errorOf(() -> one.sql("INSERT INTO t VALUES (?, 0)", row)).sqliteCode())
          .isEqualTo(517);
      run(one, "ROLLBACK");
    }
  }

  @Test
  void aTransactionThatWroteBeforeAChangeCannotUndoIt() {
    run(one, "CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
    for (int id = 1; id <= 8; id++) {
      run(one, "BEGIN", "INSERT INTO t VALUES (" + id + ", 0)");
      boolean changed = tryRun(two, "CREATE TABLE other" + id + "(x) /* SHARDS=1 */");
      if (changed) {
        assertThat(codeOf(() -> one.sql("CREATE TABLE mine(x) /* SHARDS=1 */")))
            .isEqualTo(ErrorCode.BUSY);
      }
      run(one, "ROLLBACK");
      if (changed) {
        assertThat(ask(one, "SELECT count(*) FROM other" + id)).isEqualTo("0");
      }
    }
    assertThat(ask(one, "SELECT count(*) > 1 FROM sqlite_schema")).isEqualTo("1");
  }

  private static boolean tryRun(Session session, String sql) {
    try {
      session.sql(sql);
      return true;
    } catch (BigDaddyException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
      return false;
    }
  }

  /// The table is dropped and made anew again and again, whole and spread in turn, always with the
  /// same rows, in one transaction: nobody may ever see a part of them.
  @Test
  void readersNeverSeeATableThatMovesInParts() throws Exception {
    run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, v) /* SHARDS=1 */", "INSERT INTO t " + ROWS);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger answers = new AtomicInteger();
    List<Callable<Void>> work = new ArrayList<>();
    for (String question :
        List.of("SELECT count(*), sum(v) FROM t", "SELECT count(*), sum(v) FROM t WHERE id >= 1")) {
      work.add(
          () -> {
            try (Session session = db.session()) {
              while (!stop.get()) {
                assertThat(ask(session, question)).isEqualTo("8|360");
                run(session, "BEGIN");
                assertThat(ask(session, question)).isEqualTo("8|360");
                assertThat(ask(session, question)).isEqualTo("8|360");
                run(session, "COMMIT");
                answers.incrementAndGet();
              }
            }
            return null;
          });
    }
    work.add(
        () -> {
          try {
            for (int round = 0; round < 25; round++) {
              String shards = round % 2 == 0 ? "8" : "1";
              retryWhileBusy(
                  "DROP TABLE t",
                  "CREATE TABLE t(id INTEGER PRIMARY KEY, v) /* SHARDS=" + shards + " */",
                  "INSERT INTO t " + ROWS);
            }
          } finally {
            stop.set(true);
          }
          return null;
        });
    runAll(work);
    assertThat(answers.get()).isPositive();
  }

  private static final String ROWS =
      "VALUES (1,10),(2,20),(3,30),(4,40),(5,50),(6,60),(7,70),(8,80)";

  /// Writers plan their rows' places; a change of the table in between must not misplace them.
  @Test
  void writersNeverMisplaceRowsOfATableThatIsMadeAnew() throws Exception {
    run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, v) /* SHARDS=3 */");
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger written = new AtomicInteger();
    List<Callable<Void>> work = new ArrayList<>();
    for (int writer = 0; writer < 2; writer++) {
      work.add(
          () -> {
            try (Session session = db.session()) {
              while (!stop.get()) {
                if (tryRun(session, "INSERT INTO t(v) VALUES (1), (2), (3)")) {
                  written.incrementAndGet();
                }
              }
            }
            return null;
          });
    }
    work.add(
        () -> {
          try {
            for (int round = 0; round < 25; round++) {
              int shards = 2 + round % 7;
              retryWhileBusy(
                  "DROP TABLE t",
                  "CREATE TABLE t(id INTEGER PRIMARY KEY, v) /* SHARDS=" + shards + " */");
            }
          } finally {
            stop.set(true);
          }
          return null;
        });
    runAll(work);
    assertThat(written.get()).isPositive();
    run(db, "INSERT INTO t(v) VALUES (1), (2), (3)");
    assertThat(ask(db, "SELECT count(*) % 3, count(*) = count(DISTINCT id) FROM t"))
        .isEqualTo("0|1");
    one.close();
    two.close();
    db.close();
    assertThat(StoredCounts.of(directory.resolve("db"), "t")).contains("0:");
  }

  private void retryWhileBusy(String... statements) {
    try (Session session = db.session()) {
      while (true) {
        try {
          session.sql("BEGIN IMMEDIATE");
          run(session, statements);
          session.sql("COMMIT");
          return;
        } catch (BigDaddyException e) {
          if (e.code() != ErrorCode.BUSY) {
            throw e;
          }
          if (session.inTransaction()) {
            session.sql("ROLLBACK");
          }
        }
      }
    }
  }

  private static void runAll(List<Callable<Void>> work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
    }
  }

  @Test
  void sessionsThatMakeTablesAtOnceAllSucceedOrAreBusy() throws Exception {
    int sessions = 4;
    AtomicInteger made = new AtomicInteger();
    List<Callable<Void>> work = new ArrayList<>();
    for (int s = 0; s < sessions; s++) {
      int number = s;
      work.add(
          () -> {
            try (Session session = db.session()) {
              for (int i = 0; i < 5; i++) {
                if (tryRun(session, "CREATE TABLE t" + number + "_" + i + "(id INTEGER PRIMARY KEY)")) {
                  made.incrementAndGet();
                }
              }
            }
            return null;
          });
    }
    runAll(work);
    assertThat(ask(db, "SELECT count(*) FROM sqlite_schema")).isEqualTo(made.toString());
    one.close();
    two.close();
    db.close();
    db = TestDb.open(directory.resolve("db"), 4, 8);
    assertThat(ask(db, "SELECT count(*) FROM sqlite_schema")).isEqualTo(made.toString());
  }

  @Test
  void plansAreMadeAnewAfterAChangeOfAnotherSession() {
    run(one, "CREATE TABLE t(id INTEGER PRIMARY KEY, v) /* SHARDS=1 */", "INSERT INTO t VALUES (1, 2)");
    assertThat(ask(two, "SELECT * FROM t")).isEqualTo("1|2");
    run(one, "ALTER TABLE t ADD COLUMN w DEFAULT 3");
    assertThat(ask(two, "SELECT * FROM t")).isEqualTo("1|2|3");
    run(one, "ALTER TABLE t RENAME TO u");
    assertThat(errorOf(() -> two.sql("SELECT * FROM t"))).hasMessage("no such table: t");
    assertThat(ask(two, "SELECT * FROM u")).isEqualTo("1|2|3");
  }

  /// Who has begun IMMEDIATE is never told to wait, as in SQLite; whoever comes later is.
  @Test
  void anImmediateTransactionChangesTheSchemaWhoeverWaitsForIt() throws Exception {
    for (int round = 0; round < 3; round++) {
      run(one, "BEGIN IMMEDIATE");
      String waiting = "CREATE TABLE waiting" + round + "(x)";
      Thread other = Thread.ofVirtual().start(() -> tryRun(two, waiting));
      Thread.sleep(30);
      run(one, "CREATE TABLE first" + round + "(x)", "COMMIT");
      other.join();
      assertThat(ask(two, "SELECT count(*) FROM first" + round)).isEqualTo("0");
    }
  }

  @Test
  void createTableAsTakesTheColumnsAndRowsOfItsSelect() {
    run(one, "CREATE TABLE w(a TEXT, b REAL) /* SHARDS=1 */", "INSERT INTO w VALUES ('x', 1.5)");
    run(one, "CREATE TABLE c1 AS SELECT a, b+1, CAST(b AS INT) AS i FROM w LIMIT 5 OFFSET 0 ; ");
    assertThat(ask(two, "SELECT sql FROM sqlite_schema WHERE name = 'c1'"))
        .isEqualTo("CREATE TABLE c1(a TEXT,\"b+1\",i INT)");
    assertThat(ask(two, "SELECT * FROM c1")).isEqualTo("x|2.5|1");
    run(one, "CREATE TABLE c2 AS VALUES (1, 'a'), (2, 'b') -- two rows");
    assertThat(ask(two, "SELECT * FROM c2")).isEqualTo("1|a 2|b");
    run(one, "CREATE TABLE c3 AS SELECT 1 AS n UNION ALL SELECT 2 ORDER BY n DESC");
    assertThat(ask(two, "SELECT * FROM c3")).isEqualTo("2 1");
  }
}
