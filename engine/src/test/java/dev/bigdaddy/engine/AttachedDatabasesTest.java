package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.storage.SqliteConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Attached files: a session's own, written by others too, and never one of ours.
@Timeout(60)
class AttachedDatabasesTest {
  @TempDir Path directory;
  private BigDaddy db;
  private Session session;
  private Path file;

  @BeforeEach
  void open() {
    db = TestDb.open(directory.resolve("db"), 2, 8);
    session = db.session();
    file = directory.resolve("other.db");
    try (SqliteConnection plain = SqliteConnection.newPlainFile(file)) {
      plain.execute("CREATE TABLE s(id INTEGER PRIMARY KEY, v); INSERT INTO s VALUES (1, 'one')");
    }
    session.sql("CREATE TABLE spread(id INTEGER PRIMARY KEY, v)");
    session.sql("ATTACH ? AS x", file.toString());
  }

  @AfterEach
  void close() {
    session.close();
    db.close();
  }

  private void plain(String sql) {
    try (SqliteConnection plain = SqliteConnection.plainFile(file)) {
      plain.execute(sql);
    }
  }

  @Test
  void whatIsWrittenIsInTheFile() {
    session.sql("INSERT INTO x.s VALUES (2, 'two')");
    session.sql("INSERT INTO spread SELECT * FROM s");
    assertThat(ask(session, "SELECT group_concat(v) FROM spread")).isEqualTo("one,two");
    try (SqliteConnection plain = SqliteConnection.plainFile(file);
        var rows = plain.query("SELECT count(*) FROM s")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.longAt(0)).isEqualTo(2);
    }
    assertThat(session.sql("PRAGMA database_list").rows().getLast())
        .containsExactly(2L, "x", file.toAbsolutePath().toString());
  }

  @Test
  void aSchemaThatOthersChangeIsSeen() {
    assertThat(ask(session, "SELECT v FROM s")).isEqualTo("one");
    plain("ALTER TABLE s ADD COLUMN w DEFAULT 'new'; CREATE TABLE later(a)");
    assertThat(ask(session, "SELECT w FROM s")).isEqualTo("new");
    assertThat(ask(session, "SELECT count(*) FROM later")).isEqualTo("0");
    session.sql("INSERT INTO spread VALUES (1, 'a')");
    assertThat(ask(session, "SELECT spread.v || s.w FROM spread JOIN s USING (id)"))
        .isEqualTo("anew");
  }

  @Test
  void aTransactionReadsOneInstantOfTheFile() {
    plain("PRAGMA journal_mode = WAL");
    session.sql("BEGIN");
    assertThat(ask(session, "SELECT count(*) FROM s")).isEqualTo("1");
    plain("INSERT INTO s VALUES (5, 'five')");
    assertThat(ask(session, "SELECT count(*) FROM s")).isEqualTo("1");
    assertThat(ask(session, "SELECT count(*) FROM s LEFT JOIN spread USING (id)")).isEqualTo("1");
    session.sql("COMMIT");
    assertThat(ask(session, "SELECT count(*) FROM s")).isEqualTo("2");
  }

  @Test
  void aTransactionLocksNoFileThatItDoesNotUse() {
    session.sql("BEGIN IMMEDIATE");
    session.sql("INSERT INTO spread VALUES (7, 'seven')");
    plain("INSERT INTO s VALUES (6, 'six')");
    plain("CREATE TABLE young(a)");
    assertThat(ask(session, "SELECT count(*) FROM young")).isEqualTo("0");
    session.sql("COMMIT");
    assertThat(ask(session, "SELECT count(*) FROM s")).isEqualTo("2");
  }

  @Test
  void anotherSessionSeesNothingOfIt() {
    assertThat(ask(session, "SELECT v FROM s")).isEqualTo("one");
    try (Session other = db.session()) {
      assertThatThrownBy(() -> other.sql("SELECT v FROM s")).hasMessage("no such table: s");
      assertThatThrownBy(() -> other.sql("SELECT v FROM x.s")).hasMessage("no such table: x.s");
      other.sql("CREATE TABLE s(v)");
      other.sql("INSERT INTO s VALUES ('main')");
      assertThat(ask(other, "SELECT v FROM s")).isEqualTo("main");
    }
    assertThat(ask(session, "SELECT v FROM s")).isEqualTo("main");
    assertThat(ask(session, "SELECT v FROM x.s")).isEqualTo("one");
  }

  @Test
  void twoSessionsWriteOneFileInTurn() {
    try (Session other = db.session()) {
      other.sql("ATTACH ? AS y", file.toString());
      for (int i = 10; i < 20; i++) {
        session.sql("INSERT INTO x.s VALUES (?, 'x')", (long) i);
        other.sql("UPDATE y.s SET v = 'y' WHERE id = ?", (long) i);
      }
      assertThat(ask(session, "SELECT count(*) FROM s WHERE v = 'y'")).isEqualTo("10");
    }
  }

  @Test
  void filesOfADatabaseAreRefused() throws IOException {
    Path node = directory.resolve("db").resolve("node-0.db");
    Path absent = directory.resolve("db").resolve("node-77.db");
    Path link = directory.resolve("link.db");
    Files.createSymbolicLink(link, node);
    for (String name :
        new String[] {
          node.toString(),
          absent.toString(),
          link.toString(),
          "file:" + node + "?mode=ro",
          "file://" + node.toString().replace("node", "%6eode")
        }) {
      assertThatThrownBy(() -> session.sql("ATTACH ? AS y", name))
          .isInstanceOfSatisfying(
              BigDaddyException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
    }
    assertThat(absent).doesNotExist();
    assertThatThrownBy(() -> session.sql("VACUUM x INTO ?", absent.toString()))
        .hasMessageStartingWith("not supported yet: a file inside the directory");
    session.sql("VACUUM x INTO ?", directory.resolve("copy.db").toString());
    assertThat(directory.resolve("copy.db")).exists();
    assertThatThrownBy(() -> session.sql("SELECT * FROM y.t")).hasMessage("no such table: y.t");
  }

  @Test
  void whatCannotBeOpenedOrWrittenIsSqlitesError() {
    assertThatThrownBy(
            () -> session.sql("ATTACH ? AS y", directory.resolve("no/such/dir.db").toString()))
        .hasMessageStartingWith("unable to open database: ");
    session.sql("ATTACH ? AS readonly", "file:" + file + "?mode=ro");
    assertThatThrownBy(() -> session.sql("DELETE FROM readonly.s"))
        .hasMessage("attempt to write a readonly database");
    session.sql("DETACH readonly");
    assertThat(ask(session, "SELECT v FROM s")).isEqualTo("one");
  }

  @Test
  void aSessionOfOneStatementCannotAttach() {
    assertThatThrownBy(() -> db.sql("ATTACH ':memory:' AS y"))
        .isInstanceOfSatisfying(
            BigDaddyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MISUSE));
  }

  @Test
  void writesThatMixSpreadTablesAreRefusedByName() {
    assertThatThrownBy(
            () -> session.sql("UPDATE spread SET v = s.v FROM x.s WHERE s.id = spread.id"))
        .hasMessage("not supported yet: the attached x.s in a write with spread tables");
    assertThatThrownBy(
            () -> session.sql("DELETE FROM x.s WHERE id IN (SELECT id FROM main.spread)"))
        .hasMessage("not supported yet: spread tables in a write to the attached table x.s");
    assertThatThrownBy(() -> session.sql("PRAGMA integrity_check"))
        .hasMessageStartingWith("not supported yet: PRAGMA integrity_check beside attached");
    assertThat(ask(session, "PRAGMA main.integrity_check")).isEqualTo("ok");
    assertThat(ask(session, "PRAGMA x.integrity_check")).isEqualTo("ok");
  }

  @Test
  void aVirtualTableOfAnAttachedFileWorks() {
    session.sql("INSERT INTO spread VALUES (1, 'a'), (2, 'b')");
    session.sql("CREATE VIRTUAL TABLE x.words USING fts5(word)");
    session.sql("INSERT INTO x.words VALUES ('hello there'), ('good bye')");
    assertThat(ask(session, "SELECT word FROM words WHERE words MATCH 'hello'"))
        .isEqualTo("hello there");
    assertThat(
            ask(
                session,
                "SELECT count(DISTINCT word) FROM words, spread WHERE words MATCH 'hello OR bye'"))
        .isEqualTo("2");
    session.sql("DROP TABLE x.words");
    assertThat(ask(session, "SELECT count(*) FROM x.sqlite_schema")).isEqualTo("1");
  }
}
