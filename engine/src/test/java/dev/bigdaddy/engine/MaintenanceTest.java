package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.errorOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// VACUUM, ANALYZE, REINDEX and the PRAGMAs that a plain file cannot show.
@Timeout(60)
class MaintenanceTest {
  @TempDir Path directory;
  private BigDaddy db;
  private Session session;

  @BeforeEach
  void open() {
    db = TestDb.open(directory, 4, 8);
    session = db.session();
  }

  @AfterEach
  void close() {
    session.close();
    db.close();
  }

  @Test
  void vacuumKeepsTheRowidsByWhichRowsArePlaced() {
    run(session, "CREATE TABLE t(a)", "CREATE TABLE r(a) /* REFERENCE */");
    for (int i = 1; i <= 40; i++) {
      session.sql("INSERT INTO t VALUES (?)", i);
      session.sql("INSERT INTO r VALUES (?)", i);
    }
    run(session, "DELETE FROM t WHERE a % 3 = 0", "DELETE FROM r WHERE a % 3 = 0");
    String rows = ask(session, "SELECT rowid, a FROM t ORDER BY a");
    String copies = ask(session, "SELECT rowid, a FROM r ORDER BY a");
    run(session, "VACUUM");
    assertThat(ask(session, "SELECT rowid, a FROM t ORDER BY a")).isEqualTo(rows);
    assertThat(ask(session, "SELECT rowid, a FROM r ORDER BY a")).isEqualTo(copies);
    assertThat(ask(session, "SELECT a FROM t WHERE rowid = 40")).isEqualTo("40");
    assertThat(ask(session, "SELECT name FROM sqlite_schema")).isEqualTo("t r");
    run(session, "UPDATE r SET a = -a WHERE rowid = 38", "INSERT INTO t VALUES (41)");
    assertThat(ask(session, "SELECT max(rowid), count(*) FROM t")).isEqualTo("41|28");
    assertThat(ask(session, "SELECT count(*) FROM t JOIN r ON r.a = -38")).isEqualTo("28");
  }

  @Test
  void figuresOfNodesAreNotShown() {
    run(session, "CREATE TABLE t(a PRIMARY KEY, b)", "CREATE INDEX i ON t(b)");
    run(session, "INSERT INTO t VALUES (1,1),(2,1),(3,2)", "ANALYZE", "ANALYZE t");
    assertThat(codeOf(() -> ask(session, "SELECT * FROM sqlite_stat1")))
        .isEqualTo(ErrorCode.NOT_SUPPORTED);
    assertThat(codeOf(() -> run(session, "DELETE FROM sqlite_stat1")))
        .isEqualTo(ErrorCode.NOT_SUPPORTED);
    run(session, "DROP TABLE sqlite_stat1");
    assertThat(ask(session, "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'"))
        .isEqualTo("0");
    run(session, "ANALYZE");
  }

  @Test
  void figuresOfOurOwnTablesAreNotShown() {
    run(session, "CREATE TABLE w(a PRIMARY KEY) /* SHARDS=1 */", "INSERT INTO w VALUES (1),(2)");
    run(session, "ANALYZE");
    assertThat(ask(session, "SELECT tbl, stat FROM sqlite_stat1")).isEqualTo("w|2 1");
  }

  @Test
  void figuresAreStillThereAfterOpeningAgain() {
    run(session, "CREATE TABLE w(a PRIMARY KEY) /* SHARDS=1 */", "INSERT INTO w VALUES (1),(2)");
    run(session, "ANALYZE", "DROP TABLE sqlite_stat4", "CREATE TABLE later(a) /* SHARDS=1 */");
    String schema = ask(session, "SELECT type, name, tbl_name, sql FROM sqlite_schema");
    session.close();
    db.close();
    open();
    assertThat(ask(session, "SELECT tbl, stat FROM sqlite_stat1")).isEqualTo("w|2 1");
    assertThat(ask(session, "SELECT type, name, tbl_name, sql FROM sqlite_schema"))
        .isEqualTo(schema);
    run(session, "ANALYZE w");
  }

  @Test
  void foreignKeysCanBeDeferredInATransactionOfTheHomeNode() {
    try (BigDaddy whole = TestDb.open(directory.resolve("whole"), 1, 1);
        Session one = whole.session()) {
      run(one, "CREATE TABLE boss(id INTEGER PRIMARY KEY)");
      run(one, "CREATE TABLE worker(id INTEGER PRIMARY KEY, boss REFERENCES boss)");
      run(one, "PRAGMA foreign_keys = ON", "BEGIN", "PRAGMA defer_foreign_keys = ON");
      run(one, "INSERT INTO worker VALUES (1, 1)");
      assertThat(codeOf(() -> run(one, "COMMIT"))).isEqualTo(ErrorCode.CONSTRAINT);
      run(one, "INSERT INTO boss VALUES (1)", "COMMIT");
      assertThat(codeOf(() -> run(one, "INSERT INTO worker VALUES (2, 2)")))
          .isEqualTo(ErrorCode.CONSTRAINT);
    }
    run(session, "BEGIN", "PRAGMA defer_foreign_keys = ON");
    assertThat(ask(session, "PRAGMA defer_foreign_keys")).isEqualTo("1");
    run(session, "ROLLBACK");
    assertThat(ask(session, "PRAGMA defer_foreign_keys")).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PRAGMA journal_mode = DELETE",
        "PRAGMA locking_mode = EXCLUSIVE",
        "PRAGMA synchronous = FULL",
        "PRAGMA busy_timeout = 7",
        "PRAGMA secure_delete = ON",
        "PRAGMA writable_schema = ON",
        "PRAGMA query_only = ON",
        "PRAGMA reverse_unordered_selects = ON",
        "PRAGMA encoding = 'UTF-16'",
        "PRAGMA page_size = 8192",
        "PRAGMA auto_vacuum = FULL",
        "PRAGMA legacy_alter_table = ON",
        "PRAGMA max_page_count = 100",
        "PRAGMA no_such_pragma",
        "PRAGMA schema_version = 5",
        "SELECT * FROM pragma_cache_size('main')",
        "VACUUM temp INTO 'copy.db'"
      })
  void whatCannotBeDoneIsRefused(String sql) {
    assertThat(codeOf(() -> run(session, sql))).isEqualTo(ErrorCode.NOT_SUPPORTED);
  }

  @Test
  void whatIsSoAlreadyMayBeAskedFor() {
    assertThat(ask(session, "PRAGMA journal_mode = WAL")).isEqualTo("wal");
    assertThat(ask(session, "PRAGMA journal_mode")).isEqualTo("wal");
    assertThat(ask(session, "PRAGMA locking_mode = NORMAL")).isEqualTo("normal");
    assertThat(ask(session, "PRAGMA busy_timeout = 150")).isEqualTo("150");
    assertThat(ask(session, "PRAGMA synchronous")).isEqualTo("0");
    assertThat(ask(session, "PRAGMA synchronous = OFF")).isEmpty();
    assertThat(ask(session, "PRAGMA secure_delete = 0")).isEqualTo("0");
  }

  @Test
  void aHintIsTheSessionsOwn() {
    run(session, "PRAGMA cache_size = 77");
    assertThat(ask(session, "PRAGMA cache_size")).isEqualTo("77");
    try (Session other = db.session()) {
      assertThat(ask(other, "PRAGMA cache_size")).isEqualTo("-2000");
    }
  }

  @Test
  void vacuumInATransactionFailsAsInSqlite() {
    run(session, "CREATE TABLE t(a)", "BEGIN");
    assertThat(errorOf(() -> run(session, "VACUUM")))
        .hasMessageContaining("cannot VACUUM from within a transaction");
    run(session, "COMMIT", "VACUUM");
  }

  @Test
  void checksLookAtTheSchemaOfNow() {
    run(session, "CREATE TABLE a(id INTEGER PRIMARY KEY) /* SHARDS=1 */");
    assertThat(ask(session, "PRAGMA foreign_key_check")).isEmpty();
    run(session, "CREATE TABLE b(x REFERENCES a) /* SHARDS=1 */", "INSERT INTO b VALUES (5)");
    assertThat(ask(session, "PRAGMA foreign_key_check")).isEqualTo("b|1|a|0");
  }
}
