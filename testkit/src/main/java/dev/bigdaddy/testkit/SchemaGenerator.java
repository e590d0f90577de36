package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn.Role;
import dev.bigdaddy.testkit.GeneratedTable.Rowids;
import java.util.ArrayList;
import java.util.List;

/// Makes tables of all kinds, with few columns and similar names, so that joins and wrong names
/// meet.
///
/// Used by one thread.
final class SchemaGenerator {
  private static final List<String> NAMES =
      List.of(
          "a", "b", "c", "d", "\"select\"", "\"x y\"", "[e]", "ä", "Value", "\"a(b,\"", "\"it's;--\"");

  private final Dice dice;
  private final List<String> statements = new ArrayList<>();

  SchemaGenerator(Dice dice) {
    this.dice = dice;
  }

  /// The statements that make the tables, in their order.
  List<String> statements() {
    return List.copyOf(statements);
  }

  GeneratedTable table(String name) {
    List<GeneratedColumn> columns = new ArrayList<>();
    List<String> key = new ArrayList<>();
    List<String> constraints = new ArrayList<>();
    String tail = keyColumns(columns, key, constraints);
    boolean strict = tail.contains("STRICT");
    int count = dice.between(1, 4);
    for (String column : dice.some(NAMES, count + 1)) {
      columns.add(strict ? strictColumn(column) : plainColumn(column, columns));
    }
    List<String> parts =
        new ArrayList<>(columns.stream().map(GeneratedColumn::definition).toList());
    parts.addAll(constraints);
    statements.add(
        "CREATE TABLE " + name + "(" + String.join(", ", parts) + ")" + tail + hint(columns, key));
    Rowids rowids =
        tail.contains("WITHOUT ROWID")
            ? Rowids.NONE
            : columns.getFirst().definition().contains("INTEGER PRIMARY KEY")
                ? Rowids.KEY
                : Rowids.HIDDEN;
    GeneratedTable table = new GeneratedTable(name, List.copyOf(columns), key, rowids);
    indexes(table);
    return table;
  }

  /// Adds the key's columns and gives what follows the closing parenthesis.
  private String keyColumns(
      List<GeneratedColumn> columns, List<String> key, List<String> constraints) {
    int kind = dice.between(1, 100);
    if (kind <= 40) {
      String auto = kind <= 5 ? " AUTOINCREMENT" : "";
      columns.add(column("id", "INTEGER", "PRIMARY KEY" + auto, Role.KEY));
      key.add("id");
      return kind > 35 ? " STRICT" : "";
    }
    if (kind <= 50) {
      return "";
    }
    if (kind <= 75) {
      String type = dice.pick("TEXT", "TEXT", "REAL", "NUMERIC", "", "BLOB");
      boolean withoutRowid = dice.chance(40);
      String collation = type.equals("TEXT") ? dice.pick("", "", " COLLATE NOCASE") : "";
      columns.add(column("id", type, "PRIMARY KEY" + collation, Role.KEY));
      key.add("id");
      return withoutRowid ? " WITHOUT ROWID" : "";
    }
    columns.add(column("id", dice.pick("INTEGER", "TEXT"), "", Role.KEY));
    columns.add(column("k2", dice.pick("INTEGER", "TEXT COLLATE NOCASE", ""), "", Role.KEY));
    key.add(dice.chance(70) ? "id" : "k2");
    key.add(key.contains("id") ? "k2" : "id");
    constraints.add("PRIMARY KEY(" + String.join(", ", key) + ")");
    return dice.chance(60) ? " WITHOUT ROWID" : "";
  }

  private GeneratedColumn plainColumn(String name, List<GeneratedColumn> before) {
    String type = dice.pick("INTEGER", "INTEGER", "TEXT", "TEXT", "REAL", "NUMERIC", "BLOB", "");
    if (!before.isEmpty() && dice.chance(6)) {
      String source = before.getFirst().name();
      String kept = dice.chance(50) ? " STORED" : "";
      return column(name, type, "AS (" + source + " || '!')" + kept, Role.COMPUTED);
    }
    StringBuilder constraint = new StringBuilder();
    if (type.equals("TEXT") && dice.chance(35)) {
      constraint.append(dice.pick("COLLATE NOCASE ", "COLLATE RTRIM "));
    }
    if (dice.chance(12)) {
      constraint.append("NOT NULL ");
    }
    if (dice.chance(20)) {
      constraint.append("DEFAULT ").append(dice.pick("7", "'dflt'", "(1 + 1)", "-1.5", "NULL "));
    }
    if (dice.chance(8)) {
      constraint.append(" CHECK (").append(name).append(" <> 3)");
    }
    return column(name, type, constraint.toString(), Role.PLAIN);
  }

  private GeneratedColumn strictColumn(String name) {
    return column(name, dice.pick("INTEGER", "REAL", "TEXT", "BLOB", "ANY"), "", Role.PLAIN);
  }

  private static GeneratedColumn column(String name, String type, String constraint, Role role) {
    String definition = (name + " " + type + " " + constraint).strip().replaceAll(" +", " ");
    return new GeneratedColumn(name, type, definition, role);
  }

  private String hint(List<GeneratedColumn> columns, List<String> key) {
    if (dice.chance(8)) {
      return " /* REFERENCE */";
    }
    if (dice.chance(20)) {
      String shards = " /* SHARDS=" + dice.between(1, 20);
      boolean plainKey = key.size() == 1 && dice.chance(25);
      String shardKey = plainKey ? " SHARD_KEY=" + key.getFirst() : "";
      return shards + shardKey + " */";
    }
    return "";
  }

  /// Now and then all columns, so that SQLite can read the index in place of the table.
  private int indexWidth(GeneratedTable table) {
    return dice.chance(20) ? table.columns().size() : 2;
  }

  private void indexes(GeneratedTable table) {
    int count = dice.pick(0, 0, 1, 1, 2);
    for (int number = 1; number <= count; number++) {
      List<String> names =
          dice.some(table.columns(), indexWidth(table)).stream()
              .map(GeneratedColumn::name)
              .toList();
      String direction = dice.chance(20) ? " DESC" : "";
      String where =
          dice.chance(10) ? " WHERE " + dice.pick(table.columns()).name() + " IS NOT NULL" : "";
      statements.add(
          "CREATE INDEX \"%s_i%d\" ON %s(%s%s)%s"
              .formatted(
                  table.name().replace("\"", ""), number, table.name(), String.join(", ", names), direction, where));
    }
  }
}
