package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.errorOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Temporary objects belong to one session; what it shares with others goes on as before.
@Timeout(30)
class TemporaryObjectsTest {
  @TempDir Path directory;
  private BigDaddy db;
  private Session one;
  private Session two;

  @BeforeEach
  void open() {
    db = TestDb.open(directory, 4, 8);
    run(
        db,
        "CREATE TABLE t(id INTEGER PRIMARY KEY, v)",
        "CREATE TABLE w(id INTEGER PRIMARY KEY, v) /* SHARDS=1 */",
        "INSERT INTO t VALUES (1,1),(2,2),(3,3),(4,4)",
        "INSERT INTO w VALUES (1,1),(2,2)");
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
  void eachSessionHasItsOwn() {
    run(one, "CREATE TEMP TABLE x(a)", "INSERT INTO x VALUES (1)");
    assertThat(errorOf(() -> ask(two, "SELECT * FROM x"))).hasMessageContaining("no such table: x");
    run(two, "CREATE TEMP TABLE x(b)", "INSERT INTO x VALUES (2),(3)");
    assertThat(ask(one, "SELECT * FROM x")).isEqualTo("1");
    assertThat(ask(two, "SELECT * FROM x")).isEqualTo("2 3");
    assertThat(ask(one, "SELECT sql FROM sqlite_temp_schema")).isEqualTo("CREATE TABLE x(a)");
  }

  @Test
  void theyAreGoneWithTheirSession() {
    run(one, "CREATE TEMP TABLE x(a)");
    one.close();
    one = db.session();
    assertThat(codeOf(() -> ask(one, "SELECT * FROM x"))).isEqualTo(ErrorCode.SQL);
    run(two, "INSERT INTO w VALUES (3,3)");
    assertThat(ask(one, "SELECT count(*) FROM w")).isEqualTo("3");
  }

  @Test
  void aCallWithoutSessionCannotMakeOne() {
    assertThat(codeOf(() -> run(db, "CREATE TEMP TABLE x(a)"))).isEqualTo(ErrorCode.MISUSE);
    run(db, "INSERT INTO w VALUES (3,3)");
  }

  @Test
  void otherSessionsWriteBetweenTwoReadsThroughTheSessionsConnection() {
    run(one, "CREATE TEMP TABLE x(a)", "INSERT INTO x VALUES (1),(2),(3)");
    String join = "SELECT a, v FROM x JOIN w ON id = a ORDER BY a";
    assertThat(ask(one, join)).isEqualTo("1|1 2|2");
    run(two, "INSERT INTO w VALUES (3,3)", "INSERT INTO t VALUES (5,5)");
    assertThat(ask(one, join)).isEqualTo("1|1 2|2 3|3");
    assertThat(ask(one, "SELECT count(*) FROM x JOIN t ON id > a")).isEqualTo("9");
    run(one, "INSERT INTO w VALUES (4,4)", "INSERT INTO t VALUES (6,6)");
    assertThat(ask(two, "SELECT count(*) FROM w")).isEqualTo("4");
    assertThat(ask(two, "SELECT count(*) FROM t")).isEqualTo("6");
  }

  @Test
  void aTransactionThatReadsThemBesideTheHomeNodeHoldsItsWriter() {
    run(one, "CREATE TEMP TABLE x(a)", "INSERT INTO x VALUES (1)", "BEGIN");
    assertThat(ask(one, "SELECT count(*) FROM x JOIN w ON id = a")).isEqualTo("1");
    assertThat(codeOf(() -> run(two, "INSERT INTO w VALUES (3,3)"))).isEqualTo(ErrorCode.BUSY);
    run(one, "COMMIT");
    run(two, "INSERT INTO w VALUES (3,3)");
  }

  @Test
  void aTransactionThatReadsOnlyThemHoldsNothing() {
    run(one, "CREATE TEMP TABLE x(a)", "INSERT INTO x VALUES (1)", "BEGIN");
    assertThat(ask(one, "SELECT count(*) FROM x")).isEqualTo("1");
    run(two, "INSERT INTO w VALUES (3,3)");
    assertThat(ask(one, "SELECT count(*) FROM x")).isEqualTo("1");
    run(one, "COMMIT");
  }

  @Test
  void aTransactionIsNotShownWhatChangedOnTheHomeNodeSinceItsFirstRead() {
    run(one, "CREATE TEMP TABLE x(a)", "INSERT INTO x VALUES (1)", "BEGIN");
    assertThat(ask(one, "SELECT count(*) FROM w")).isEqualTo("2");
    run(two, "INSERT INTO w VALUES (3,3)");
    assertThat(codeOf(() -> ask(one, "SELECT count(*) FROM x, w"))).isEqualTo(ErrorCode.BUSY);
    assertThat(ask(one, "SELECT count(*) FROM w")).isEqualTo("2");
    run(one, "ROLLBACK");
    assertThat(ask(one, "SELECT count(*) FROM x, w")).isEqualTo("3");
  }

  @Test
  void anotherSessionsSchemaChangeIsSeenBelowThem() {
    run(one, "CREATE TEMP TABLE x(a)", "CREATE TEMP VIEW all_w AS SELECT * FROM w");
    run(
        one,
        "CREATE TEMP TRIGGER w_new AFTER INSERT ON w BEGIN INSERT INTO x VALUES (new.id); END");
    run(two, "ALTER TABLE w ADD COLUMN more DEFAULT 9", "INSERT INTO w(id) VALUES (3)");
    assertThat(ask(one, "SELECT id, more FROM all_w")).isEqualTo("1|9 2|9 3|9");
    run(one, "INSERT INTO w(id) VALUES (4)");
    assertThat(ask(one, "SELECT * FROM x")).isEqualTo("4");
    run(two, "DROP TABLE w");
    assertThat(errorOf(() -> ask(one, "SELECT * FROM all_w")))
        .hasMessageContaining("no such table: w");
    assertThat(ask(one, "SELECT * FROM x")).isEqualTo("4");
  }

  @Test
  void aTableOfSeveralNodesIsReadBehindANameThatHidesIt() {
    run(one, "CREATE TEMP TABLE t(a)", "INSERT INTO t VALUES (7)");
    assertThat(ask(one, "SELECT * FROM t")).isEqualTo("7");
    assertThat(ask(one, "SELECT count(*) FROM main.t")).isEqualTo("4");
    assertThat(codeOf(() -> run(one, "INSERT INTO main.t VALUES (9,9)")))
        .isEqualTo(ErrorCode.NOT_SUPPORTED);
    assertThat(ask(two, "SELECT count(*) FROM t")).isEqualTo("4");
    run(one, "DROP TABLE t");
    assertThat(ask(one, "SELECT count(*) FROM t")).isEqualTo("4");
  }

  @Test
  void triggersOnTablesOfSeveralNodesAreRefused() {
    run(one, "CREATE TEMP TABLE x(a)");
    assertThat(
            codeOf(
                () ->
                    run(
                        one,
                        "CREATE TEMP TRIGGER n AFTER INSERT ON t BEGIN INSERT INTO x VALUES (1);"
                            + " END")))
        .isEqualTo(ErrorCode.NOT_SUPPORTED);
    assertThat(
            codeOf(
                () ->
                    run(
                        one,
                        "CREATE TEMP TRIGGER n AFTER INSERT ON w BEGIN DELETE FROM t; END")))
        .isEqualTo(ErrorCode.NOT_SUPPORTED);
    assertThat(codeOf(() -> run(one, "CREATE TEMP TABLE y(a) /* SHARDS=4 */")))
        .isEqualTo(ErrorCode.BAD_HINT);
  }

  @Test
  void anOpenCursorGoesOnWhileTheSessionWrites() {
    run(one, "CREATE TEMP TABLE x(a)", "INSERT INTO x VALUES (1),(2),(3)");
    try (ResultCursor cursor = one.query("SELECT a FROM x ORDER BY a")) {
      assertThat(cursor.next()).isTrue();
      run(one, "INSERT INTO w VALUES (7,7)", "INSERT INTO t VALUES (7,7)");
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.longAt(0)).isEqualTo(2);
    }
  }
}
