package dev.bigdaddy.conductor.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.sql.SqlParser;
import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserTableTest {
  private static UserTable table(String columns) {
    CreateTable create =
        (CreateTable) SqlParser.parse("CREATE TABLE t" + columns).statement();
    return new UserTable(
        create, TableLayout.spread(new TableName("t"), List.of(), 2, 2));
  }

  /// The quirks of "ROWIDs and the INTEGER PRIMARY KEY"; SQLite itself tells which column is the
  /// rowid: it makes no index for such a key.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(id INTEGER PRIMARY KEY)",
        "(id integer primary key, x)",
        "(id \"INTEGER\" PRIMARY KEY)",
        "(id [Integer] PRIMARY KEY ASC)",
        "(id INTEGER PRIMARY KEY DESC)",
        "(id INT PRIMARY KEY)",
        "(id BIGINT PRIMARY KEY)",
        "(id INTEGER(8) PRIMARY KEY)",
        "(id UNSIGNED INTEGER PRIMARY KEY)",
        "(id PRIMARY KEY)",
        "(id TEXT PRIMARY KEY)",
        "(id INTEGER, PRIMARY KEY (id))",
        "(id INTEGER, PRIMARY KEY (id DESC))",
        "(id INTEGER, PRIMARY KEY (id ASC))",
        "(id INTEGER, PRIMARY KEY (\"id\"))",
        "(id INTEGER, PRIMARY KEY ('id'))",
        "(id INTEGER, PRIMARY KEY (id COLLATE NOCASE))",
        "(id INTEGER, PRIMARY KEY (ID))",
        "(a INTEGER, b INTEGER, PRIMARY KEY (a, b))",
        "(id INTEGER PRIMARY KEY AUTOINCREMENT)",
        "(id INTEGER CONSTRAINT c NOT NULL PRIMARY KEY)",
        "(id INTEGER UNIQUE)",
        "(x)",
        "(id INTEGER PRIMARY KEY, rowid, oid, _rowid_)",
      })
  void theRowidsAliasIsSqlites(String columns) {
    UserTable table = table(columns);
    try (SqliteConnection sqlite = SqliteConnection.inMemory()) {
      sqlite.execute("CREATE TABLE t" + columns);
      boolean hasKey = count(sqlite, "SELECT count(*) FROM pragma_table_info('t') WHERE pk") > 0;
      boolean indexed =
          count(sqlite, "SELECT count(*) FROM pragma_index_list('t') WHERE origin = 'pk'") > 0;
      assertThat(table.rowidAlias().isPresent()).as(columns).isEqualTo(hasKey && !indexed);
    }
  }

  private static long count(SqliteConnection sqlite, String sql) {
    try (RowCursor row = sqlite.query(sql)) {
      row.next();
      return row.longAt(0);
    }
  }

  @Test
  void aTableWithoutRowidHasNoAlias() {
    UserTable table = table("(id INTEGER PRIMARY KEY, x) WITHOUT ROWID");
    assertThat(table.rowidAlias()).isEmpty();
    assertThat(table.rowidName()).isEmpty();
    assertThat(table.hasRowid()).isFalse();
    assertThat(table.isRowidName("rowid")).isFalse();
  }

  @Test
  void theRowidGoesByTheNameThatNoColumnHides() {
    assertThat(table("(x)").rowidName()).contains("rowid");
    assertThat(table("(RowId, x)").rowidName()).contains("_rowid_");
    assertThat(table("(rowid, _rowid_)").rowidName()).contains("oid");
    assertThat(table("(rowid, _rowid_, OID)").rowidName()).isEmpty();
    assertThat(table("(rowid, x)").isRowidName("ROWID")).isFalse();
    assertThat(table("(rowid, x)").isRowidName("Oid")).isTrue();
  }

  /// SQLite's own indexes tell the keys and their collations.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a UNIQUE, b TEXT COLLATE NOCASE UNIQUE, c COLLATE RTRIM PRIMARY KEY)",
        "(a TEXT COLLATE NOCASE, b, UNIQUE (a, b), UNIQUE (b COLLATE RTRIM), PRIMARY KEY (b, a))",
        "(a TEXT COLLATE NOCASE, UNIQUE (a COLLATE BINARY))",
        "(a, b, c, UNIQUE (c, a))",
        "(\"odd name\" PRIMARY KEY, \"b\"\"c\" UNIQUE)",
      })
  void theUniqueKeysAreSqlites(String columns) {
    List<String> mine =
        table(columns).uniqueKeys().stream()
            .map(key -> String.join(",", key.columns()) + key.collations() + key.primary())
            .sorted()
            .toList();
    try (SqliteConnection sqlite = SqliteConnection.inMemory()) {
      sqlite.execute("CREATE TABLE t" + columns);
      List<String> theirs = new java.util.ArrayList<>();
      try (RowCursor rows =
          sqlite.query(
              "SELECT (SELECT group_concat(name, ',') || '[' || group_concat(coll, ', ') || ']' FROM"
                  + " (SELECT * FROM pragma_index_xinfo(l.name) WHERE key ORDER BY seqno)) ||"
                  + " CASE l.origin WHEN 'pk' THEN 'true' ELSE 'false' END"
                  + " FROM pragma_index_list('t') l")) {
        while (rows.next()) {
          theirs.add(String.valueOf(rows.textAt(0)));
        }
      }
      assertThat(mine).containsExactlyElementsOf(theirs.stream().sorted().toList());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "INTEGER; INTEGER", "int; INTEGER", "POINT; INTEGER", "FLOATING POINT; INTEGER",
        "VARCHAR(10); TEXT", "CHARINT; INTEGER", "clob; TEXT", "MyText; TEXT", "BLOB; NONE",
        "''; NONE", "REAL; REAL", "DOUBLE PRECISION; REAL", "FLOAT; REAL", "DECIMAL(10,5); NUMERIC",
        "BOOLEAN; NUMERIC", "DATE; NUMERIC", "STRING; NUMERIC", "ANY; NUMERIC", "ınteger; NUMERIC",
        "\"b l o b\"; NUMERIC"
      })
  void affinitiesAreSqlites(String type, Affinity affinity) {
    assertThat(table("(x " + type + ")").column("x").affinity()).isEqualTo(affinity);
    try (SqliteConnection sqlite = SqliteConnection.inMemory()) {
      sqlite.execute("CREATE TABLE t(x " + type + ")");
      sqlite.update("INSERT INTO t VALUES ('12'), ('1.5'), ('a'), (1), (1.0)");
      sqlite.execute("CREATE TABLE u(x " + affinity.typeName() + ")");
      sqlite.update("INSERT INTO u VALUES ('12'), ('1.5'), ('a'), (1), (1.0)");
      String types = "SELECT count(DISTINCT typeof(t.x) = typeof(u.x)) * min(typeof(t.x) = typeof(u.x))"
          + " FROM t JOIN u ON t.rowid = u.rowid";
      assertThat(count(sqlite, types)).isEqualTo(1);
    }
  }

  @Test
  void columnsAreFoundInAnyCaseOfLetters() {
    UserTable table = table("(A TEXT COLLATE nocase, \"b c\" INT, d COLLATE odd, e AS (1))");
    assertThat(table.position("a")).isZero();
    assertThat(table.position("B C")).isEqualTo(1);
    assertThat(table.position("nope")).isEqualTo(-1);
    assertThat(table.column("a").collation()).contains(Collation.NOCASE);
    assertThat(table.column("d").collation()).isEmpty();
    assertThat(table.column("e").generated()).isTrue();
    assertThat(table.isHiddenColumn("_VIRTUALshard")).isTrue();
  }

  @Test
  void aWholeTableHasNoHiddenColumn() {
    CreateTable create = (CreateTable) SqlParser.parse("CREATE TABLE t(x)").statement();
    UserTable whole = new UserTable(create, TableLayout.whole(new TableName("t"), NodeId.HOME));
    assertThat(whole.isHiddenColumn(UserTable.VIRTUAL_SHARD)).isFalse();
  }

  @Test
  void aKeyContainsTheShardKeyOnlyUnderItsOwnCollation() {
    UserTable table = table("(a TEXT, b, UNIQUE (a, b), UNIQUE (a COLLATE NOCASE))");
    UniqueKey both = table.uniqueKeys().getFirst();
    UniqueKey folded = table.uniqueKeys().getLast();
    assertThat(both.contains(List.of("A"), table)).isTrue();
    assertThat(both.contains(List.of("b", "a"), table)).isTrue();
    assertThat(folded.contains(List.of("a"), table)).isFalse();
    assertThat(folded.contains(List.of("b"), table)).isFalse();
    assertThat(both.contains(List.of(), table)).isFalse();
    assertThat(table("(x STRICT)").strict()).isFalse();
    assertThat(Optional.of(table("(x ANY) STRICT").column("x").affinity())).contains(Affinity.NONE);
  }
}
