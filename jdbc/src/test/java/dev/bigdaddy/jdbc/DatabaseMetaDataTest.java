package dev.bigdaddy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// The database describes itself as sqlite-jdbc does.
@ParameterizedClass
@ValueSource(strings = {"", "&nodes=4&default_shards=8"})
class DatabaseMetaDataTest {
  private static final String[] SCHEMA = {
    "CREATE TABLE author(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL DEFAULT 'x',"
        + " Score REAL, b BLOB, d DECIMAL(10,2), UNIQUE(name, id))",
    "CREATE TABLE book(isbn VARCHAR(13), \"or der\" INT, author_id INT REFERENCES author(id)"
        + " ON DELETE CASCADE ON UPDATE SET NULL,"
        + " g INT GENERATED ALWAYS AS (author_id + 1) VIRTUAL,"
        + " CONSTRAINT pk_book PRIMARY KEY(\"or der\", isbn),"
        + " CONSTRAINT fk2 FOREIGN KEY(author_id) REFERENCES author)",
    "CREATE INDEX book_a ON book(author_id DESC)",
    "CREATE INDEX book_e ON book(lower(isbn))",
    "CREATE VIEW v AS SELECT name n, id FROM author",
    "CREATE TABLE nokey(x, y DATETIME, z BIGINT UNSIGNED, w CHAR(3) NOT NULL, p NUMERIC( 5 ))"
  };

  /// What tells who answers, and what JDBC lets us answer where sqlite-jdbc throws.
  private static final Set<String> OUR_OWN =
      Set.of(
          "getConnection",
          "getURL",
          "getDriverName",
          "getDriverVersion",
          "getDriverMajorVersion",
          "getDriverMinorVersion",
          "getJDBCMinorVersion",
          "getClientInfoProperties",
          "getRowIdLifetime",
          "autoCommitFailureClosesAllResultSets",
          "generatedKeyAlwaysReturned",
          "supportsStoredFunctionsUsingCallSyntax");

  private final String settings;
  private SideBySide both;

  DatabaseMetaDataTest(String settings) {
    this.settings = settings;
  }

  @BeforeEach
  void createSchema() throws Exception {
    both = new SideBySide(settings);
    for (String statement : SCHEMA) {
      both.run(statement);
    }
  }

  @AfterEach
  void close() throws Exception {
    both.close();
  }

  @Test
  void everyPlainAnswerIsTheSame() throws Exception {
    for (Method method : DatabaseMetaData.class.getMethods()) {
      if (method.getParameterCount() == 0
          && !Modifier.isStatic(method.getModifiers())
          && method.getReturnType() != ResultSet.class
          && !OUR_OWN.contains(method.getName())) {
        assertThat(SideBySide.shown(method.invoke(both.ours.getMetaData())))
            .as(method.getName())
            .isEqualTo(SideBySide.shown(method.invoke(both.plain.getMetaData())));
      }
    }
  }

  @Test
  void theDriverNamesItself() throws SQLException {
    DatabaseMetaData meta = both.ours.getMetaData();
    assertThat(meta.getDriverName()).isEqualTo("Big Daddy JDBC");
    assertThat(meta.getDriverVersion()).isEqualTo("0.1");
    assertThat(meta.getURL()).startsWith("jdbc:bigdaddy:");
    assertThat(meta.getConnection()).isSameAs(both.ours);
  }

  /// A question whose answer is rows.
  @FunctionalInterface
  private interface Rows {
    ResultSet ask(DatabaseMetaData meta) throws SQLException;
  }

  private void assertSame(String name, Rows question) throws SQLException {
    assertThat(dump(both.ours, question)).as(name).isEqualTo(dump(both.plain, question));
  }

  private static List<String> dump(Connection connection, Rows question) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (ResultSet rows = question.ask(connection.getMetaData())) {
      ResultSetMetaData columns = rows.getMetaData();
      StringBuilder line = new StringBuilder();
      for (int column = 1; column <= columns.getColumnCount(); column++) {
        line.append(columns.getColumnName(column)).append('|');
      }
      lines.add(line.toString());
      while (rows.next()) {
        line.setLength(0);
        for (int column = 1; column <= columns.getColumnCount(); column++) {
          line.append(SideBySide.shown(rows.getObject(column))).append('|');
        }
        if (!line.toString().contains("sqlite_autoindex_")
            || columns.getColumnName(4).equals("NON_UNIQUE")) {
          lines.add(line.toString());
        }
      }
    }
    return lines;
  }

  @Test
  void tablesAreTheSame() throws SQLException {
    for (String pattern : new String[] {null, "", "%", "AUTH_R", "b%", "none", "sqlite\\_s%"}) {
      assertSame("tables " + pattern, meta -> meta.getTables(null, null, pattern, null));
      assertSame(
          "views " + pattern,
          meta -> meta.getTables("", "", pattern, new String[] {"view", "bogus"}));
      assertSame(
          "plain tables " + pattern,
          meta -> meta.getTables(null, null, pattern, new String[] {"TABLE"}));
    }
  }

  @Test
  void columnsAreTheSame() throws SQLException {
    assertSame("all", meta -> meta.getColumns(null, null, "%", "%"));
    assertSame("without patterns", meta -> meta.getColumns(null, null, null, null));
    assertSame("some", meta -> meta.getColumns(null, null, "bo_k", "%I%"));
  }

  @Test
  void keysAreTheSame() throws SQLException {
    for (String table : new String[] {"author", "book", "BOOK", "nokey"}) {
      assertSame("primary " + table, meta -> meta.getPrimaryKeys(null, null, table));
      assertSame("imported " + table, meta -> meta.getImportedKeys(null, null, table));
    }
  }

  @Test
  void exportedKeysNameTheirColumns() throws SQLException {
    assertThat(dump(both.ours, meta -> meta.getExportedKeys(null, null, "AUTHOR")))
        .hasSize(3)
        .anySatisfy(line -> assertThat(line).contains("author_id", "fk2", "java.lang.String id"));
    assertThat(
            dump(
                both.ours,
                meta -> meta.getCrossReference(null, null, "author", null, null, "book")))
        .hasSize(3);
    assertThat(
            dump(
                both.ours,
                meta -> meta.getCrossReference(null, null, "book", null, null, "author")))
        .hasSize(1);
  }

  @Test
  void indexesAreTheSame() throws SQLException {
    for (String table : new String[] {"author", "book", "nokey"}) {
      assertThat(dump(both.ours, meta -> meta.getIndexInfo(null, null, table, false, true)))
          .as(table)
          .containsExactlyInAnyOrderElementsOf(
              dump(both.plain, meta -> meta.getIndexInfo(null, null, table, false, true)));
    }
    assertThat(dump(both.ours, meta -> meta.getIndexInfo(null, null, "book", true, true)))
        .hasSize(3);
  }

  @Test
  void everyOtherAnswerHasTheSameShape() throws SQLException {
    assertSame("types", DatabaseMetaData::getTypeInfo);
    assertSame("table types", DatabaseMetaData::getTableTypes);
    assertSame("catalogs", DatabaseMetaData::getCatalogs);
    assertSame("schemas", DatabaseMetaData::getSchemas);
    assertSame("rows", meta -> meta.getBestRowIdentifier(null, null, "book", 0, true));
    assertSame("versions", meta -> meta.getVersionColumns(null, null, "book"));
    assertSame("privileges", meta -> meta.getTablePrivileges(null, null, "book"));
    assertSame("column privileges", meta -> meta.getColumnPrivileges(null, null, "book", "%"));
    assertSame("super tables", meta -> meta.getSuperTables(null, null, null));
    assertSame("super types", meta -> meta.getSuperTypes(null, null, null));
    assertSame("user types", meta -> meta.getUDTs(null, null, null, null));
    assertSame("attributes", meta -> meta.getAttributes(null, null, null, null));
  }

  @Test
  void functionsAreListed() throws SQLException {
    try (ResultSet functions = both.ours.getMetaData().getFunctions(null, null, "JSON\\_g%")) {
      List<String> names = new ArrayList<>();
      while (functions.next()) {
        names.add(functions.getString("FUNCTION_NAME"));
      }
      assertThat(names).contains("json_group_array", "json_group_object");
    }
  }

  @Test
  void answersAboutNothingAreEmpty() throws SQLException {
    DatabaseMetaData meta = both.ours.getMetaData();
    for (ResultSet rows :
        List.of(
            meta.getPrimaryKeys(null, null, "nobody"),
            meta.getImportedKeys(null, null, "nobody"),
            meta.getExportedKeys(null, null, "nobody"),
            meta.getIndexInfo(null, null, "nobody", false, false),
            meta.getProcedures(null, null, null),
            meta.getProcedureColumns(null, null, null, null),
            meta.getFunctionColumns(null, null, null, null),
            meta.getPseudoColumns(null, null, null, null),
            meta.getSchemas(null, null))) {
      assertThat(rows.next()).isFalse();
    }
  }
}
