package dev.bigdaddy.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.storage.StorageException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class SqliteConnectionTest {
  private final SqliteConnection db = SqliteConnection.inMemory();

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void valuesKeepTheirTypes() {
    try (RowCursor row =
        db.query(
            "SELECT ?, ?, ?, ?, ?, ?, ?",
            null,
            1L,
            2,
            1.5,
            "t\0ext",
            new byte[] {1, 2},
            new byte[0])) {
      assertThat(row.next()).isTrue();
      assertThat(row.columnCount()).isEqualTo(7);
      assertThat(row.valueAt(0)).isNull();
      assertThat(row.valueAt(1)).isEqualTo(1L);
      assertThat(row.valueAt(2)).isEqualTo(2L);
      assertThat(row.valueAt(3)).isEqualTo(1.5);
      assertThat(row.valueAt(4)).isEqualTo("t\0ext");
      assertThat(row.valueAt(5)).isEqualTo(new byte[] {1, 2});
      assertThat(row.type(6)).isEqualTo(ValueType.BLOB);
      assertThat(row.valueAt(6)).isEqualTo(new byte[0]);
      assertThat(row.next()).isFalse();
      assertThat(row.next()).isFalse();
    }
  }

  @Test
  void invalidUtf8SurvivesAsBytes() {
    byte[] invalid = {'a', (byte) 0xff, (byte) 0xc3, 'b'};
    db.execute("CREATE TABLE t(x TEXT)");
    db.update("INSERT INTO t VALUES(CAST(? AS TEXT))", invalid);
    try (RowCursor row = db.query("SELECT x FROM t")) {
      row.next();
      assertThat(row.type(0)).isEqualTo(ValueType.TEXT);
      assertThat(row.blobAt(0)).isEqualTo(invalid);
      assertThat(row.textAt(0)).isEqualTo(new String(invalid, StandardCharsets.UTF_8));
    }
  }

  @Test
  void errorsCarrySqlitesOwnMessageAndExtendedCode() {
    db.execute("CREATE TABLE t(a UNIQUE, b CHECK(b > 0))");
    db.update("INSERT INTO t VALUES(1, 1)");
    assertThatThrownBy(() -> db.update("INSERT INTO t VALUES(1, 1)"))
        .isInstanceOfSatisfying(
            StorageException.class,
            e -> {
              assertThat(e.getMessage()).isEqualTo("UNIQUE constraint failed: t.a");
              assertThat(e.sqliteCode()).isEqualTo(2067);
              assertThat(e.kind()).isEqualTo(Kind.SQL);
            });
    assertThatThrownBy(() -> db.query("SELECT nope FROM t"))
        .isInstanceOfSatisfying(
            StorageException.class,
            e -> {
              assertThat(e.getMessage()).isEqualTo("no such column: nope");
              assertThat(e.sqliteCode()).isEqualTo(1);
            });
    assertThatThrownBy(() -> db.execute("SELECT 1; SELEC (2)"))
        .hasMessage("near \"SELEC\": syntax error");
    assertThatThrownBy(() -> db.query("SELECT abs(?)", Long.MIN_VALUE))
        .hasMessage("integer overflow");
    assertThat(TestDatabase.number(db, "SELECT abs(?)", -3L)).isEqualTo(3);
  }

  @Test
  void anErrorInTheMiddleOfRowsIsExact() {
    String sql = "SELECT abs(column1) FROM (VALUES(1), (-9223372036854775808), (3))";
    for (int i = 0; i < 3; i++) {
      try (RowCursor rows = db.query(sql)) {
        assertThat(rows.next()).isTrue();
        assertThatThrownBy(rows::next).hasMessage("integer overflow");
      }
    }
  }

  @Test
  void twoCursorsOfOneTextDoNotShareAStatement() {
    String sql = "SELECT column1 FROM (VALUES(1), (2), (3))";
    try (RowCursor first = db.query(sql);
        RowCursor second = db.query(sql)) {
      assertThat(first.next() && second.next() && first.next()).isTrue();
      assertThat(first.longAt(0)).isEqualTo(2);
      assertThat(second.longAt(0)).isEqualTo(1);
    }
  }

  @Test
  void aClosedCursorCannotTouchItsSuccessor() {
    String sql = "SELECT column1 FROM (VALUES(1), (2))";
    RowCursor old = db.query(sql);
    assertThat(old.next()).isTrue();
    old.close();
    try (RowCursor next = db.query(sql)) {
      assertThat(next.next()).isTrue();
      old.close();
      assertThatThrownBy(() -> old.longAt(0)).isInstanceOf(IllegalStateException.class);
      assertThat(next.longAt(0)).isEqualTo(1);
      assertThat(next.next()).isTrue();
    }
  }

  @Test
  void manyTextsEvictOnlyStatementsThatRest() {
    String sql = "SELECT column1 FROM (VALUES(1), (2))";
    try (RowCursor open = db.query(sql)) {
      assertThat(open.next()).isTrue();
      for (int i = 0; i < 1000; i++) {
        assertThat(TestDatabase.number(db, "SELECT " + i)).isEqualTo(i);
      }
      String large = "SELECT 1 /*" + "x".repeat(2 << 20) + "*/";
      assertThatThrownBy(() -> db.query(large)).isInstanceOf(StorageException.class);
      assertThat(open.next()).isTrue();
      assertThat(open.longAt(0)).isEqualTo(2);
    }
  }

  @Test
  void anUpdateCountsOnlyItsOwnChanges() {
    assertThat(db.update("CREATE TABLE t(a)")).isZero();
    assertThat(db.update("INSERT INTO t VALUES(1), (2), (3)")).isEqualTo(3);
    assertThat(db.update("SELECT * FROM t")).isZero();
    assertThat(db.update("PRAGMA user_version = 3")).isZero();
    assertThat(db.update("UPDATE t SET a = a WHERE a > 5")).isZero();
    assertThat(db.update("DELETE FROM t WHERE a > 1 RETURNING a")).isEqualTo(2);
    assertThat(db.update("CREATE TABLE u AS SELECT * FROM t")).isZero();
    assertThat(db.update("DROP TABLE u")).isZero();
    assertThat(db.update("WITH x AS (SELECT 7) INSERT INTO t SELECT * FROM x")).isEqualTo(1);
    assertThat(db.lastInsertRowid()).isEqualTo(2);
    assertThat(db.totalChanges()).isEqualTo(6);
  }

  @Test
  void triggersDoNotCount() {
    db.execute("CREATE TABLE t(a); CREATE TABLE log(a); CREATE VIEW v AS SELECT a FROM t;");
    db.execute("CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO log VALUES(1), (2); END");
    db.execute("CREATE TRIGGER i INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES(new.a); END");
    assertThat(db.update("INSERT INTO t VALUES(1)")).isEqualTo(1);
    assertThat(db.update("INSERT INTO v VALUES(1)")).isZero();
    assertThat(TestDatabase.number(db, "SELECT count(*) FROM log")).isEqualTo(4);
  }

  @Test
  void columnsTellTheirTables() {
    db.execute(
        "CREATE TABLE origin(id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT NOT NULL, b);"
            + "CREATE VIEW seen AS SELECT a AS renamed, b FROM origin");
    assertThat(db.origins("SELECT id, a, renamed, seen.b, id + 1 FROM origin, seen"))
        .containsExactly(
            new ColumnOrigin("origin", false, true),
            new ColumnOrigin("origin", true, false),
            new ColumnOrigin("origin", false, false),
            new ColumnOrigin("origin", false, false),
            ColumnOrigin.NONE);
  }

  @Test
  void describeTellsTheShapeWithoutRunning() {
    db.execute("CREATE TABLE t(a INTEGER, b VARCHAR(3))");
    StatementShape shape = db.describe("SELECT a, b AS \"B c\", a + ?3 FROM t");
    assertThat(shape.columnNames()).containsExactly("a", "B c", "a + ?3");
    assertThat(shape.declaredTypes()).containsExactly("INTEGER", "VARCHAR(3)", null);
    assertThat(shape.parameterCount()).isEqualTo(3);
    assertThat(db.describe("INSERT INTO t VALUES(?, ?)").columnNames()).isEmpty();
    assertThat(db.describe("-- nothing").parameterCount()).isZero();
  }

  @Test
  void anEmptyTextDoesNothing() {
    assertThat(db.update(" -- nothing")).isZero();
    try (RowCursor rows = db.query("/* nothing */")) {
      assertThat(rows.next()).isFalse();
      assertThat(rows.columnCount()).isZero();
    }
  }

  @Test
  void aWrongNumberOfParametersIsRefused() {
    assertThatThrownBy(() -> db.query("SELECT ?, ?", 1L))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> db.query("SELECT 1", 1L)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aStarSeesNewColumns() {
    db.execute("CREATE TABLE t(a); INSERT INTO t VALUES(1)");
    assertThat(TestDatabase.number(db, "SELECT * FROM t")).isEqualTo(1);
    db.execute("ALTER TABLE t ADD COLUMN b DEFAULT 2");
    try (RowCursor row = db.query("SELECT * FROM t")) {
      assertThat(row.columnCount()).isEqualTo(2);
      assertThat(row.columnName(1)).isEqualTo("b");
      assertThat(row.next()).isTrue();
      assertThat(row.longAt(1)).isEqualTo(2);
    }
  }

  @Test
  void inTransactionAsksSqlite() {
    assertThat(db.inTransaction()).isFalse();
    db.execute("BEGIN");
    assertThat(db.inTransaction()).isTrue();
    db.execute("COMMIT; SAVEPOINT s");
    assertThat(db.inTransaction()).isTrue();
    db.execute("RELEASE s");
    assertThat(db.inTransaction()).isFalse();
  }

  @Test
  void aDatabaseTravelsAsBytes() {
    db.execute("CREATE TABLE t(a); INSERT INTO t VALUES(7)");
    byte[] image = db.serialize("main");
    try (SqliteConnection other = SqliteConnection.inMemory()) {
      assertThat(TestDatabase.number(other, "SELECT count(*) FROM sqlite_schema")).isZero();
      other.deserialize("main", image);
      assertThat(TestDatabase.number(other, "SELECT a FROM t")).isEqualTo(7);
      other.update("INSERT INTO t VALUES(8)");
      assertThat(TestDatabase.number(other, "SELECT count(*) FROM t")).isEqualTo(2);
    }
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void anyThreadMayInterrupt() throws Exception {
    Thread canceller =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!Thread.interrupted()) {
                    db.interrupt();
                  }
                });
    try {
      assertThatThrownBy(
              () ->
                  db.update(
                      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                          + " SELECT count(*) FROM n"))
          .isInstanceOfSatisfying(
              StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED));
    } finally {
      canceller.interrupt();
      canceller.join();
    }
    assertThat(TestDatabase.number(db, "SELECT 5")).isEqualTo(5);
  }

  @Test
  void aTemporaryDatabaseWorks() {
    try (SqliteConnection scratch = SqliteConnection.temporary()) {
      scratch.execute("CREATE TABLE t(a); INSERT INTO t VALUES(zeroblob(4000000))");
      assertThat(TestDatabase.number(scratch, "SELECT length(a) FROM t")).isEqualTo(4_000_000);
    }
  }

  @Test
  void afterCloseNothingRuns() {
    db.close();
    db.interrupt();
    assertThatThrownBy(() -> db.query("SELECT 1"))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
  }
}
