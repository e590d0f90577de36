package dev.bigdaddy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both drivers describe whole schemas alike, table by table: Chinook, which nobody here wrote, and
/// one with names, types and keys of every kind. What the driver's page names as different is left
/// out here and nowhere else.
class SchemaAgreementTest {
  private static final String SPREAD = "&nodes=4&default_shards=8";

  /// A question whose answer is rows.
  @FunctionalInterface
  private interface Rows {
    ResultSet ask(DatabaseMetaData meta) throws SQLException;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", SPREAD})
  void chinookIsDescribedTheSame(String settings) throws Exception {
    Path file = Path.of(System.getProperty("chinook", "../shared/data/chinook.sql"));
    assumeTrue(Files.isReadable(file), () -> "Chinook is not here: " + file);
    try (SideBySide both = open(settings, Files.readString(file))) {
      assertSameTables(both);
      for (String table : tables(both)) {
        assertSameColumns(both, table);
        assertSameIndexes(both, table);
        assertSame(both, "primary " + table, meta -> meta.getPrimaryKeys(null, null, table));
        assertSame(both, "imported " + table, meta -> meta.getImportedKeys(null, null, table));
        assertSame(both, "exported " + table, meta -> meta.getExportedKeys(null, null, table));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", SPREAD})
  void aSchemaOfEveryKindIsDescribedTheSame(String settings) throws Exception {
    try (SideBySide both = open(settings, resource("schema.sql"))) {
      assertSameTables(both);
      for (String table : tables(both)) {
        assertSameColumns(both, table);
        assertSameIndexes(both, table);
        if (!List.of("commented", "named_inline").contains(table)) {
          assertSame(both, "primary " + table, meta -> meta.getPrimaryKeys(null, null, table));
        }
      }
    }
  }

  /// sqlite-jdbc reads CREATE TABLE with regular expressions, and gives the names and columns of
  /// some keys to others.
  @ParameterizedTest
  @ValueSource(strings = {"", SPREAD})
  void keysHaveTheirNamesAndColumns(String settings) throws Exception {
    try (SideBySide both = open(settings, resource("schema.sql"))) {
      assertThat(keys(both, meta -> meta.getImportedKeys(null, null, "c2")))
          .containsExactly(
              "c2.w 1 -> c2.id, set default, key '', primary ''",
              "c2.y 1 -> p2.b, no action, key 'c2_fk3', primary 'p2_pk'",
              "c2.z 1 -> p2.c, no action, key '', primary ''",
              "c2.y 1 -> p2.b, cascade, key 'c2_fk1', primary 'p2_pk'",
              "c2.x 2 -> p2.a, no action, key 'c2_fk3', primary 'p2_pk'",
              "c2.x 2 -> p2.a, cascade, key 'c2_fk1', primary 'p2_pk'");
      assertThat(keys(both, meta -> meta.getExportedKeys(null, null, "UNNAMED")))
          .containsExactly(
              "refs_unnamed.u2 1 -> unnamed.k, no action, key '', primary ''",
              "refs_unnamed.k 1 -> unnamed.k, no action, key '', primary ''");
      assertThat(
              keys(both, meta -> meta.getCrossReference(null, null, "c2", null, null, "c2")))
          .containsExactly("c2.w 1 -> c2.id, set default, key '', primary ''");
      assertThat(keys(both, meta -> meta.getCrossReference(null, null, null, null, null, "c2")))
          .hasSize(6);
      assertThat(keys(both, meta -> meta.getCrossReference(null, null, "c2", null, null, null)))
          .hasSize(2);
      try (ResultSet key =
          both.ours.getMetaData().getPrimaryKeys(null, null, "named_inline")) {
        assertThat(key.getString("PK_NAME")).isEqualTo("ni_pk");
      }
    }
  }

  private static SideBySide open(String settings, String script) throws Exception {
    SideBySide both = new SideBySide(settings);
    for (String statement : SqlText.statements(script)) {
      if (statement.contains("CREATE ")) {
        both.run(statement);
      }
    }
    return both;
  }

  private static String resource(String name) throws IOException {
    try (InputStream text =
        Objects.requireNonNull(SchemaAgreementTest.class.getResourceAsStream(name))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> tables(SideBySide both) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet tables = both.plain.getMetaData().getTables(null, null, "%", null)) {
      while (tables.next()) {
        if (!tables.getString("TABLE_NAME").startsWith("sqlite_")) {
          names.add(tables.getString("TABLE_NAME"));
        }
      }
    }
    assertThat(names).hasSizeGreaterThan(10);
    return names;
  }

  private static void assertSameTables(SideBySide both) throws SQLException {
    for (String[] types :
        new String[][] {null, {"TABLE"}, {"VIEW"}, {"SYSTEM TABLE"}, {"TABLE", "VIEW"}}) {
      Rows question = meta -> meta.getTables(null, null, "%", types);
      Predicate<String> noIndex = row -> !row.contains("sqlite_autoindex_");
      assertThat(dump(both.ours, question))
          .isEqualTo(dump(both.plain, question).stream().filter(noIndex).toList())
          .noneMatch(row -> row.contains("irtualShard"));
    }
  }

  private static void assertSameColumns(SideBySide both, String table) throws SQLException {
    String pattern = table.replaceAll("([%_\\\\])", "\\\\$1");
    for (String columns : new String[] {null, "%", "%a%", "_"}) {
      Rows question = meta -> meta.getColumns(null, null, pattern, columns);
      assertThat(dump(both.ours, question))
          .as("columns %s of %s", columns, table)
          .isEqualTo(dump(both.plain, question))
          .noneMatch(row -> row.contains("irtualShard"));
    }
    assertSame(
        both, "row id of " + table, meta -> meta.getBestRowIdentifier(null, null, table, 0, true));
    assertSame(both, "versions of " + table, meta -> meta.getVersionColumns(null, null, table));
  }

  /// In another order, as JDBC demands one, and only unique ones if they are asked for.
  private static void assertSameIndexes(SideBySide both, String table) throws SQLException {
    Rows all = meta -> meta.getIndexInfo(null, null, table, false, true);
    assertThat(dump(both.ours, all))
        .as("indexes of " + table)
        .containsExactlyInAnyOrderElementsOf(dump(both.plain, all));
    Rows unique = meta -> meta.getIndexInfo(null, null, table, true, true);
    assertThat(dump(both.ours, unique))
        .as("unique indexes of " + table)
        .containsExactlyInAnyOrderElementsOf(
            dump(both.plain, unique).stream()
                .filter(row -> !row.contains("NON_UNIQUE=java.lang.Integer 1"))
                .toList());
  }

  private static void assertSame(SideBySide both, String name, Rows question)
      throws SQLException {
    assertThat(dump(both.ours, question)).as(name).isEqualTo(dump(both.plain, question));
  }

  /// The column names, then each row.
  private static List<String> dump(Connection connection, Rows question) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (ResultSet rows = question.ask(connection.getMetaData())) {
      ResultSetMetaData columns = rows.getMetaData();
      List<String> line = new ArrayList<>();
      for (int column = 1; column <= columns.getColumnCount(); column++) {
        line.add(columns.getColumnName(column));
      }
      lines.add(line.toString());
      while (rows.next()) {
        line.clear();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
          line.add(
              columns.getColumnName(column) + "=" + SideBySide.shown(rows.getObject(column)));
        }
        lines.add(line.toString());
      }
    }
    return lines;
  }

  /// Foreign keys in short.
  private static List<String> keys(SideBySide both, Rows question) throws SQLException {
    List<String> keys = new ArrayList<>();
    try (ResultSet rows = question.ask(both.ours.getMetaData())) {
      while (rows.next()) {
        keys.add(
            "%s.%s %d -> %s.%s, %s, key '%s', primary '%s'"
                .formatted(
                    rows.getString("FKTABLE_NAME"),
                    rows.getString("FKCOLUMN_NAME"),
                    rows.getInt("KEY_SEQ"),
                    rows.getString("PKTABLE_NAME"),
                    rows.getString("PKCOLUMN_NAME"),
                    rule(rows.getInt("DELETE_RULE")),
                    rows.getString("FK_NAME"),
                    rows.getString("PK_NAME")));
      }
    }
    return keys;
  }

  private static String rule(int rule) {
    return switch (rule) {
      case DatabaseMetaData.importedKeyCascade -> "cascade";
      case DatabaseMetaData.importedKeySetDefault -> "set default";
      case DatabaseMetaData.importedKeyNoAction -> "no action";
      default -> "rule " + rule;
    };
  }
}
