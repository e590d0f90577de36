package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.errorOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// ALTER TABLE on tables of several nodes: placement, counts and the hidden column stay right, also
/// after the database was opened again.
@Timeout(60)
class AlterSpreadTablesTest {
  @TempDir Path directory;

  @Test
  void aTableKeepsItsShardsAndCountsUnderAnotherName() {
    String before;
    try (BigDaddy db = TestDb.open(directory, 4, 8)) {
      run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
      run(db, "INSERT INTO t VALUES (1,1),(2,2),(3,3),(4,4),(5,5),(6,6),(7,7),(8,8),(9,9)");
    }
    before = StoredCounts.of(directory, "t");
    try (BigDaddy db = TestDb.open(directory, 4, 8)) {
      run(db, "ALTER TABLE t RENAME TO \"other one\"");
      assertThat(db.check()).isEmpty();
    }
    assertThat(StoredCounts.of(directory, "other one")).isEqualTo(before);
    try (BigDaddy db = TestDb.open(directory, 4, 8)) {
      run(db, "INSERT INTO \"other one\"(v) VALUES (10)", "CREATE TABLE t(a)");
      assertThat(ask(db, "SELECT id FROM \"other one\" WHERE v = 10")).isEqualTo("10");
      assertThat(ask(db, "SELECT count(*) FROM t")).isEqualTo("0");
      assertThat(db.check()).isEmpty();
    }
  }

  @Test
  void aRenamedShardKeyStillFindsItsNode() {
    try (BigDaddy db = TestDb.open(directory, 4, 8)) {
      run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, k TEXT) /* SHARD_KEY=k */");
      run(db, "INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c'),(4,'d')");
      run(db, "ALTER TABLE t RENAME COLUMN k TO \"Key\"", "ALTER TABLE t ADD COLUMN w DEFAULT 7");
    }
    try (BigDaddy db = TestDb.open(directory, 4, 8)) {
      run(db, "INSERT INTO t VALUES (5, 'e', 8)");
      assertThat(ask(db, "SELECT * FROM t WHERE key = 'e'")).isEqualTo("5|e|8");
      assertThat(ask(db, "SELECT * FROM t WHERE key = 'b'")).isEqualTo("2|b|7");
      assertThat(db.sql("SELECT * FROM t WHERE key = 'b'").shardStats()).hasSize(1);
      assertThat(codeOf(() -> run(db, "ALTER TABLE t DROP COLUMN key")))
          .isEqualTo(ErrorCode.NOT_SUPPORTED);
      assertThat(db.check()).isEmpty();
    }
  }

  @Test
  void anErrorOnOneNodeLeavesTheTableAsItWasOnAll() {
    try (BigDaddy db = TestDb.open(directory, 4, 8);
        Session session = db.session()) {
      run(session, "CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
      run(session, "INSERT INTO t VALUES (1,1),(2,2),(3,3),(4,4),(5,5),(6,6),(7,7),(8,-1)");
      run(session, "BEGIN", "INSERT INTO t VALUES (9,9)");
      assertThat(
              errorOf(() -> run(session, "ALTER TABLE t ADD COLUMN g AS (v) CHECK (g > 0)")))
          .hasMessageContaining("CHECK constraint failed");
      run(session, "COMMIT");
      assertThat(ask(session, "SELECT count(*), max(v) FROM t")).isEqualTo("9|9");
      run(session, "ALTER TABLE t ADD COLUMN g AS (v + 1) CHECK (g >= 0)");
      assertThat(ask(session, "SELECT sum(g) FROM t")).isEqualTo("45");
      assertThat(db.check()).isEmpty();
    }
  }

  @Test
  void aColumnThatTheTableCannotHaveIsRefused() {
    try (BigDaddy db = TestDb.open(directory, 4, 8)) {
      run(db, "CREATE TABLE t(a, oid)");
      assertThat(codeOf(() -> run(db, "ALTER TABLE t ADD COLUMN _virtualShard")))
          .isEqualTo(ErrorCode.SQL);
      assertThat(codeOf(() -> run(db, "ALTER TABLE t RENAME COLUMN oid TO _virtualshard")))
          .isEqualTo(ErrorCode.SQL);
      assertThat(ask(db, "SELECT count(*) FROM t")).isEqualTo("0");
    }
  }
}
