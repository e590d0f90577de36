package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn.Role;
import dev.bigdaddy.testkit.GeneratedTable.Rowids;
import dev.bigdaddy.testkit.QuerySchema.Index;
import dev.bigdaddy.testkit.QuerySchema.Placement;
import dev.bigdaddy.testkit.QuerySchema.QueryTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes a database to be queried: tables that have a key in common, most of them spread by it,
/// some by another column, some whole, some on every node; their rows; indexes and views.
///
/// Used by one thread.
final class QuerySchemaGenerator {
  private static final int ROWS_A_STATEMENT = 12;

  private final Dice dice;
  private final KeyFamily family;
  private final int keys;
  private final boolean extremes;
  private final String shards;
  private final List<ScriptStatement> statements = new ArrayList<>();
  private final List<QueryTable> tables = new ArrayList<>();
  private final Map<String, Index> indexes = new HashMap<>();

  QuerySchemaGenerator(Dice dice) {
    this.dice = dice;
    family = dice.pick(KeyFamily.values());
    keys = dice.between(4, 24);
    extremes = dice.chance(25);
    shards = dice.pick("", "", "SHARDS=8 ", "SHARDS=8 ", "SHARDS=16 ", "SHARDS=5 ");
  }

  /// The statements that make and fill the database.
  List<ScriptStatement> statements() {
    return List.copyOf(statements);
  }

  QuerySchema schema() {
    parent();
    int children = dice.between(1, 2);
    for (int number = 1; number <= children; number++) {
      child("c" + number);
    }
    other("d1", Placement.SPREAD);
    if (dice.chance(70)) {
      other("r1", Placement.REFERENCE);
    }
    if (dice.chance(60)) {
      other("w1", Placement.WHOLE);
    }
    List<GeneratedTable> views = views();
    if (dice.chance(20)) {
      other("x1", Placement.TEMPORARY);
    }
    return new QuerySchema(family, keys, extremes, tables, views, indexes);
  }

  /// Spread by its primary key, which is the common key.
  private void parent() {
    boolean alias = family == KeyFamily.ROWID;
    boolean withoutRowid = !alias && dice.chance(30);
    GeneratedColumn key =
        QuerySchema.column(
            QuerySchema.KEY, family.type(), family.collation() + " PRIMARY KEY", Role.KEY);
    List<GeneratedColumn> columns = columns("a", key);
    Rowids rowids = alias ? Rowids.KEY : withoutRowid ? Rowids.NONE : Rowids.HIDDEN;
    GeneratedTable table = new GeneratedTable("p", columns, List.of(QuerySchema.KEY), rowids);
    create(table, "", withoutRowid ? " WITHOUT ROWID" : "", hint(""), Placement.SPREAD);
    List<Integer> numbers = new ArrayList<>();
    for (int number = 1; number <= keys; number++) {
      if (dice.chance(90)) {
        numbers.add(number);
      }
    }
    fill(table, numbers.size(), row -> family.value(dice, numbers.get(row)));
  }

  /// Spread by the common key, which is not unique here; sometimes the key has another affinity or
  /// collation, so that equal keys lie apart.
  private void child(String name) {
    KeyFamily own = dice.chance(85) ? family : dice.pick(KeyFamily.values());
    GeneratedColumn key =
        QuerySchema.column(QuerySchema.KEY, own.type(), own.collation(), Role.KEY);
    boolean composite = dice.chance(20);
    String letter = name.equals("c1") ? "f" : "g";
    if (dice.chance(30)) {
      GeneratedColumn number = QuerySchema.column("n", "INTEGER", "", Role.KEY);
      List<GeneratedColumn> columns = new ArrayList<>(List.of(key, number));
      columns.addAll(columns(letter));
      boolean withoutRowid = dice.chance(50);
      GeneratedTable table =
          new GeneratedTable(
              name,
              columns,
              List.of(QuerySchema.KEY, "n"),
              withoutRowid ? Rowids.NONE : Rowids.HIDDEN);
      String shardKey = composite ? "SHARD_KEY=(k,n)" : dice.pick("", "SHARD_KEY=k");
      create(
          table,
          ", PRIMARY KEY (k, n)",
          withoutRowid ? " WITHOUT ROWID" : "",
          hint(shardKey),
          Placement.SPREAD);
      fill(table, rows(), row -> childKey(own));
      return;
    }
    GeneratedColumn id = QuerySchema.column("id", "INTEGER", "PRIMARY KEY", Role.PLAIN);
    boolean hasId = dice.chance(70);
    List<GeneratedColumn> columns = new ArrayList<>(hasId ? List.of(id, key) : List.of(key));
    columns.addAll(columns(letter));
    List<String> primaryKey = hasId ? List.of("id") : List.of();
    GeneratedTable table =
        new GeneratedTable(name, columns, primaryKey, hasId ? Rowids.KEY : Rowids.HIDDEN);
    String shardKey = composite ? "SHARD_KEY=(k," + letter + "1)" : "SHARD_KEY=k";
    create(table, "", "", hint(shardKey), Placement.SPREAD);
    fill(table, rows(), row -> childKey(own));
  }

  /// Spread by an id, or not at all; the common key is an ordinary column.
  private void other(String name, Placement placement) {
    GeneratedColumn id = QuerySchema.column("id", "INTEGER", "PRIMARY KEY", Role.PLAIN);
    GeneratedColumn key =
        QuerySchema.column(QuerySchema.KEY, family.type(), family.collation(), Role.KEY);
    List<GeneratedColumn> columns = new ArrayList<>(List.of(id, key));
    columns.addAll(columns(name.substring(0, 1).equals("d") ? "h" : name.substring(0, 1)));
    GeneratedTable table =
        new GeneratedTable(name, columns, List.of("id"), Rowids.KEY);
    String hint =
        switch (placement) {
          case SPREAD -> dice.pick("", hint(""), "/* SHARDS=3 */");
          case WHOLE -> "/* SHARDS=1 */";
          case REFERENCE -> "/* REFERENCE */";
          case TEMPORARY -> "";
        };
    create(table, "", "", hint, placement);
    fill(table, rows(), row -> childKey(family));
  }

  private List<GeneratedColumn> columns(String letter, GeneratedColumn... before) {
    List<GeneratedColumn> columns = new ArrayList<>(List.of(before));
    int count = dice.between(1, 4);
    for (int number = 1; number <= count; number++) {
      String type = dice.pick("INTEGER", "INTEGER", "TEXT", "TEXT", "REAL", "NUMERIC", "BLOB", "");
      String collation =
          type.equals("TEXT") ? dice.pick("", "", "COLLATE NOCASE", "COLLATE RTRIM") : "";
      columns.add(QuerySchema.column(letter + number, type, collation, Role.PLAIN));
    }
    return columns;
  }

  private String hint(String shardKey) {
    String words = (shards + shardKey).strip();
    return words.isEmpty() ? "" : "/* " + words + " */";
  }

  private int rows() {
    return dice.pick(0, 1, 2, 9, 15, 15, 22, 22, 30, 40, 40);
  }

  private void create(
      GeneratedTable table, String constraints, String tail, String hint, Placement placement) {
    String columns =
        String.join(", ", table.columns().stream().map(GeneratedColumn::definition).toList());
    String create = placement == Placement.TEMPORARY ? "CREATE TEMP TABLE" : "CREATE TABLE";
    add("%s %s(%s%s)%s %s".formatted(create, table.name(), columns, constraints, tail, hint));
    tables.add(new QueryTable(table, placement));
    int count = dice.pick(0, 1, 1, 2);
    for (int number = 1; number <= count; number++) {
      index(table, table.name() + "_i" + number);
    }
  }

  private void index(GeneratedTable table, String name) {
    // Now and then all columns, so that SQLite can read the index in place of the table.
    int most = dice.chance(20) ? table.columns().size() : 2;
    List<GeneratedColumn> columns = dice.some(table.columns(), most);
    List<String> names = columns.stream().map(GeneratedColumn::name).toList();
    String where =
        dice.chance(12) ? " WHERE " + dice.pick(table.columns()).name() + " IS NOT NULL" : "";
    add(
        "CREATE INDEX %s ON %s(%s%s)%s"
            .formatted(
                name, table.name(), String.join(", ", names), dice.pick("", "", " DESC"), where));
    if (where.isEmpty()) {
      indexes.put(name, new Index(table, columns.getFirst()));
    }
  }

  private interface Keys {
    @Nullable Object of(int row);
  }

  /// One key is often met more than all others, and some rows have none.
  private @Nullable Object childKey(KeyFamily own) {
    if (dice.chance(11)) {
      return null;
    }
    int number = dice.chance(25) ? Math.min(3, keys) : dice.between(1, keys);
    return (dice.chance(90) ? own : family).value(dice, number);
  }

  private void fill(GeneratedTable table, int rows, Keys key) {
    int nullHeavy = dice.chance(40) ? dice.between(0, table.columns().size() - 1) : -1;
    ExpressionGenerator values = new ExpressionGenerator(dice);
    for (int from = 0; from < rows; from += ROWS_A_STATEMENT) {
      List<String> tuples = new ArrayList<>();
      for (int row = from; row < Math.min(rows, from + ROWS_A_STATEMENT); row++) {
        List<String> tuple = new ArrayList<>();
        for (int column = 0; column < table.columns().size(); column++) {
          boolean none = column == nullHeavy && dice.chance(60);
          tuple.add(cell(table.columns().get(column), row, none, key, values));
        }
        tuples.add("(" + String.join(", ", tuple) + ")");
      }
      add("INSERT INTO " + table.name() + " VALUES " + String.join(", ", tuples));
    }
  }

  private String cell(
      GeneratedColumn column, int row, boolean none, Keys key, ExpressionGenerator values) {
    if (column.name().equals(QuerySchema.KEY)) {
      return SqlValue.literal(key.of(row));
    }
    if (column.name().equals("id") || column.name().equals("n")) {
      return Integer.toString(row + 1);
    }
    if (none) {
      return "NULL";
    }
    if (extremes && column.type().equals("INTEGER") && dice.chance(6)) {
      return SqlValue.literal(dice.pick(Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 1));
    }
    return SqlValue.literal(values.rawValue(column.type()));
  }

  private List<GeneratedTable> views() {
    List<GeneratedTable> views = new ArrayList<>();
    GeneratedTable first = dice.pick(tables).table();
    String where = dice.chance(50) ? " WHERE k IS NOT NULL" : "";
    add("CREATE VIEW v1 AS SELECT * FROM " + first.name() + where);
    views.add(new GeneratedTable("v1", first.columns(), List.of(), Rowids.NONE));
    GeneratedTable left = dice.pick(tables).table();
    GeneratedTable right = dice.pick(tables).table();
    GeneratedColumn shown = right.columns().getLast();
    add(
        "CREATE VIEW v2(k, y) AS SELECT l.k, r.%s FROM %s AS l %s %s AS r ON l.k = r.k"
            .formatted(shown.name(), left.name(), dice.pick("JOIN", "LEFT JOIN"), right.name()));
    GeneratedColumn key = dice.pick(left.columns().stream().filter(this::isKey).toList());
    GeneratedColumn second =
        new GeneratedColumn(
            "y", shown.type(), shown.definition().replaceFirst("^\\S+", "y"), Role.PLAIN);
    views.add(new GeneratedTable("v2", List.of(key, second), List.of(), Rowids.NONE));
    add("CREATE VIEW v3 AS SELECT * FROM v1 WHERE k >= 'k'");
    views.add(new GeneratedTable("v3", first.columns(), List.of(), Rowids.NONE));
    return views;
  }

  private boolean isKey(GeneratedColumn column) {
    return column.name().equals(QuerySchema.KEY);
  }

  private void add(String sql) {
    statements.add(ScriptStatement.of(sql.strip()));
  }
}
