package dev.bigdaddy.conductor.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.topology.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShadowSchemaTest {
  @Test
  void aChangeMakesTheNextVersionAndLeavesThisOne() {
    try (ShadowSchema empty = ShadowSchema.of(List.of());
        ShadowSchema next = empty.apply("CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT UNIQUE)")) {
      assertThat(empty.objects()).isEmpty();
      assertThat(next.objects()).extracting(SchemaObject::type, SchemaObject::name)
          .containsExactly(
              org.assertj.core.api.Assertions.tuple("table", "t"),
              org.assertj.core.api.Assertions.tuple("index", "sqlite_autoindex_t_1"));
      assertThatThrownBy(() -> empty.describe("SELECT a FROM t"))
          .isInstanceOf(StorageException.class)
          .hasMessage("no such table: t");
      assertThat(next.describe("SELECT a, a || ? AS \"x y\", count(*) FROM t").columnNames())
          .containsExactly("a", "x y", "count(*)");
      assertThat(next.describe("SELECT a, ?3 FROM t").declaredTypes()).containsExactly("TEXT", null);
    }
  }

  @Test
  void aFailedChangeIsSqlitesErrorAndChangesNothing() {
    try (ShadowSchema schema = ShadowSchema.of(List.of()).apply("CREATE TABLE t(a)")) {
      assertThatThrownBy(() -> schema.apply("CREATE TABLE T(b)"))
          .isInstanceOf(StorageException.class)
          .hasMessage("table T already exists");
      assertThat(schema.objects()).hasSize(1);
    }
  }

  @Test
  void itIsBuiltAgainFromItsObjects() {
    List<String> ddl =
        List.of(
            "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, a REFERENCES t)",
            "CREATE INDEX i ON t(a) WHERE a > 1",
            "CREATE VIEW v AS SELECT * FROM later",
            "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM missing; END",
            "CREATE VIRTUAL TABLE f USING fts5(x)");
    ShadowSchema schema = ShadowSchema.of(List.of());
    for (String statement : ddl) {
      ShadowSchema next = schema.apply(statement);
      schema.close();
      schema = next;
    }
    try (ShadowSchema made = schema;
        ShadowSchema again = ShadowSchema.of(made.objects())) {
      assertThat(again.objects()).containsExactlyInAnyOrderElementsOf(made.objects());
      assertThat(again.describe("SELECT * FROM t").columnNames()).containsExactly("id", "a");
    }
  }

  @Test
  void itsConnectionsAreAllAlike() {
    try (ShadowSchema schema = ShadowSchema.of(List.of()).apply("CREATE TABLE t(a)")) {
      List<SqliteConnection> taken = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        SqliteConnection connection = schema.take();
        assertThat(connection.describe("SELECT a FROM t").columnNames()).containsExactly("a");
        assertThat(taken).doesNotContain(connection);
        taken.add(connection);
      }
      taken.forEach(schema::giveBack);
      assertThat(schema.queryPlan("SELECT * FROM t WHERE rowid = 1", new Object[0]).steps())
          .containsExactly("SEARCH t USING INTEGER PRIMARY KEY (rowid=?)");
    }
  }

  @Test
  void aClosedVersionStillServesStatementsThatHoldIt() {
    ShadowSchema schema = ShadowSchema.of(List.of()).apply("CREATE TABLE t(a)");
    SqliteConnection held = schema.take();
    schema.close();
    assertThat(held.describe("SELECT a FROM t").columnNames()).containsExactly("a");
    schema.giveBack(held);
    assertThat(schema.describe("SELECT a FROM t").columnNames()).containsExactly("a");
  }
}
