package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ids of spread tables are those that SQLite would assign.
class IdsTest {
  @TempDir Path directory;
  private BigDaddy db;

  @BeforeEach
  void open() {
    db = TestDb.open(directory.resolve("db"), 4, 8);
    run(
        db,
        "CREATE TABLE t(id INTEGER PRIMARY KEY, v CHECK (v < 100))",
        "CREATE TABLE a(id INTEGER PRIMARY KEY AUTOINCREMENT, v)",
        "CREATE TABLE k(id INTEGER PRIMARY KEY, k TEXT) /* SHARD_KEY=k */");
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void anIdIsOneMoreThanTheLargest() {
    run(db, "INSERT INTO t(v) VALUES (1), (2)", "INSERT INTO t VALUES (10, 3)");
    run(db, "INSERT INTO t(v) VALUES (4)", "DELETE FROM t WHERE id = 11");
    run(db, "INSERT INTO t(v) VALUES (5)");
    assertThat(ask(db, "SELECT * FROM t")).isEqualTo("1|1 2|2 10|3 11|5");
  }

  @Test
  void anIdFollowsOneGivenInTheSameStatement() {
    run(db, "INSERT INTO t VALUES (100, 1), (NULL, 2), (50, 3), (NULL, 4)");
    assertThat(ask(db, "SELECT * FROM t")).isEqualTo("50|3 100|1 101|2 102|4");
  }

  @Test
  void afterNegativeIdsComesTheNextOne() {
    run(db, "INSERT INTO t VALUES (-5, 1)", "INSERT INTO t(v) VALUES (2)");
    assertThat(ask(db, "SELECT * FROM t")).isEqualTo("-5|1 -4|2");
  }

  @Test
  void autoincrementNeverUsesAnIdAgain() {
    run(db, "INSERT INTO a(v) VALUES (1), (2), (3)", "DELETE FROM a", "INSERT INTO a(v) VALUES (4)");
    assertThat(ask(db, "SELECT * FROM a")).isEqualTo("4|4");
    run(db, "INSERT INTO a VALUES (-7, 0)", "DELETE FROM a", "INSERT INTO a(v) VALUES (5)");
    assertThat(ask(db, "SELECT * FROM a")).isEqualTo("5|5");
  }

  @Test
  void autoincrementStartsAtOneWhateverNegativeIdsThereAre() {
    run(db, "INSERT INTO a VALUES (-7, 0)", "INSERT INTO a(v) VALUES (5)");
    assertThat(ask(db, "SELECT * FROM a")).isEqualTo("-7|0 1|5");
  }

  @Test
  void anIdOfAFailedStatementIsTakenAgain() {
    try (Session session = db.session()) {
      run(session, "BEGIN", "INSERT INTO t(v) VALUES (1)");
      assertThat(codeOf(() -> session.sql("INSERT INTO t(v) VALUES (2), (1000)")))
          .isEqualTo(ErrorCode.CONSTRAINT);
      run(session, "INSERT INTO t(v) VALUES (3)", "COMMIT");
    }
    assertThat(ask(db, "SELECT * FROM t")).isEqualTo("1|1 2|3");
  }

  @Test
  void anIdRolledBackToASavepointIsTakenAgain() {
    try (Session session = db.session()) {
      run(session, "BEGIN", "INSERT INTO t(v) VALUES (1)", "SAVEPOINT s");
      run(session, "INSERT INTO t(v) VALUES (2), (3)", "ROLLBACK TO s");
      run(session, "INSERT INTO t(v) VALUES (4)", "COMMIT");
    }
    assertThat(ask(db, "SELECT * FROM t")).isEqualTo("1|1 2|4");
  }

  @Test
  void anIdThatOnlyThisTransactionDeletedIsNotGivenToOthers() {
    run(db, "INSERT INTO k VALUES (1, 'a'), (2, 'b')");
    try (Session session = db.session()) {
      run(session, "BEGIN", "DELETE FROM k WHERE k = 'b'", "INSERT INTO k(k) VALUES ('c')");
      insertBesides(8);
      run(session, "ROLLBACK");
    }
    assertIdsAreDistinct();
  }

  @Test
  void idsOfARunningTransactionStayTakenWhenAnotherTableIsMade() {
    try (Session session = db.session()) {
      run(session, "BEGIN", "INSERT INTO k(k) VALUES ('a')");
      run(db, "CREATE TABLE other(x) /* SHARDS=1 */");
      insertBesides(8);
      run(session, "COMMIT");
    }
    assertIdsAreDistinct();
  }

  @Test
  void anIdGivenWhileARunningTransactionWasAssignedItIsRefused() {
    try (Session session = db.session()) {
      run(session, "BEGIN", "INSERT INTO k(k) VALUES ('a')");
      for (int i = 0; i < 8; i++) {
        String key = "k" + i;
        assertThat(codeOf(() -> db.sql("INSERT INTO k VALUES (1, ?)", key)))
            .isEqualTo(ErrorCode.BUSY);
      }
      run(session, "COMMIT");
    }
    assertThat(codeOf(() -> db.sql("INSERT INTO k VALUES (1, 'z')")))
        .isEqualTo(ErrorCode.CONSTRAINT);
    assertThat(ask(db, "SELECT * FROM k")).isEqualTo("1|a");
  }

  @Test
  void manySessionsNeverGetTheSameId() throws Exception {
    int sessions = 6;
    int each = 40;
    try (ExecutorService threads = Executors.newFixedThreadPool(sessions)) {
      List<Callable<Void>> work = new ArrayList<>();
      for (int s = 0; s < sessions; s++) {
        int number = s;
        work.add(
            () -> {
              for (int i = 0; i < each; i++) {
                insertPatiently(number + "-" + i);
              }
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
    }
    assertThat(ask(db, "SELECT count(*), count(DISTINCT id), min(id) FROM k"))
        .isEqualTo(sessions * each + "|" + sessions * each + "|1");
  }

  private void insertPatiently(String key) {
    while (true) {
      try {
        db.sql("INSERT INTO k(k) VALUES (?)", key);
        return;
      } catch (dev.bigdaddy.conductor.BigDaddyException e) {
        if (e.code() != ErrorCode.BUSY) {
          throw e;
        }
      }
    }
  }

  @Test
  void lastInsertRowidIsTheSessionsOwn() {
    run(
        db,
        "CREATE TABLE w(id INTEGER PRIMARY KEY, u UNIQUE) /* SHARDS=1 */",
        "CREATE TABLE n2(id INTEGER PRIMARY KEY, v) /* SHARDS=1 */",
        "CREATE TABLE n(p PRIMARY KEY) WITHOUT ROWID /* SHARDS=1 */");
    try (Session first = db.session();
        Session second = db.session()) {
      run(first, "INSERT INTO w VALUES (7, 'x')");
      assertThat(first.lastInsertRowid()).isEqualTo(7);
      run(second, "INSERT INTO w VALUES (8, 'x') ON CONFLICT(u) DO UPDATE SET u = 'y'");
      run(second, "INSERT INTO n VALUES (1)");
      assertThat(second.lastInsertRowid()).isZero();
      run(second, "INSERT INTO w VALUES (9, 'z') ON CONFLICT(u) DO UPDATE SET u = 'y'");
      assertThat(second.lastInsertRowid()).isEqualTo(9);
      run(first, "INSERT INTO n2 VALUES (5, 5)");
      run(second, "INSERT INTO w VALUES (5, 'five') ON CONFLICT(u) DO UPDATE SET u = 'y'");
      assertThat(second.lastInsertRowid()).isEqualTo(5);
      run(first, "INSERT INTO t(v) VALUES (1), (2)");
      assertThat(ask(first, "SELECT last_insert_rowid()")).isEqualTo("2");
      assertThat(ask(second, "SELECT last_insert_rowid()")).isEqualTo("5");
    }
  }

  @Test
  void sqliteSequenceTellsOfAllNodesAndCanBeWritten() {
    run(db, "INSERT INTO a(v) VALUES (1), (2), (3), (4), (5)");
    assertThat(ask(db, "SELECT * FROM sqlite_sequence")).isEqualTo("a|5");
    run(db, "UPDATE sqlite_sequence SET seq = 9", "INSERT INTO a(v) VALUES (6)");
    assertThat(ask(db, "SELECT max(id) FROM a")).isEqualTo("10");
    run(db, "DELETE FROM sqlite_sequence", "INSERT INTO a(v) VALUES (7)");
    assertThat(ask(db, "SELECT max(id) FROM a")).isEqualTo("11");
    assertThat(ask(db, "SELECT * FROM sqlite_sequence")).isEqualTo("a|11");
  }

  @Test
  void behindTheLargestIdOfAllAutoincrementFailsAndOthersAreRandom() {
    run(db, "INSERT INTO a VALUES (9223372036854775807, 1)");
    assertThat(codeOf(() -> db.sql("INSERT INTO a(v) VALUES (2)"))).isEqualTo(ErrorCode.LIMIT);
    run(db, "INSERT INTO t VALUES (9223372036854775807, 1)");
    run(db, "INSERT INTO t(v) VALUES (2)", "INSERT INTO t(v) VALUES (3), (4)");
    assertThat(ask(db, "SELECT count(*), count(DISTINCT id), min(id) > 0 FROM t WHERE v > 1"))
        .isEqualTo("3|3|1");
  }

  private void insertBesides(int rows) {
    for (int i = 0; i < rows; i++) {
      try {
        db.sql("INSERT INTO k(k) VALUES (?)", "besides" + i);
      } catch (dev.bigdaddy.conductor.BigDaddyException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
      }
    }
  }

  private void assertIdsAreDistinct() {
    assertThat(ask(db, "SELECT id FROM k GROUP BY id HAVING count(*) > 1")).isEmpty();
    assertThat(ask(db, "SELECT count(*) > 2 FROM k")).isEqualTo("1");
  }
}
