package dev.bigdaddy.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes CREATE TABLE with constraints, defaults and conflict clauses of every kind.
///
/// Used by one thread.
final class TableWriter {
  private static final List<String> NAMES =
      List.of("a", "b", "c", "d", "e", "\"x y\"", "\"select\"", "val", "\"a(b,\"", "\"it's;--\"");

  /// The same for all foreign keys of a table: an INSERT of one row that violates one at once and a
  /// deferred one too leaves the latter's count in SQLite, whose COMMIT then fails for nothing.
  private final String deferral;

  private final Dice dice;

  /// The tables that a foreign key may refer to.
  private final List<String> parents;

  TableWriter(Dice dice, List<String> parents) {
    this.dice = dice;
    this.parents = parents;
    this.deferral = dice.pick("", "", " DEFERRABLE INITIALLY DEFERRED");
  }

  String create(String name) {
    boolean strict = dice.chance(7);
    List<String> parts = new ArrayList<>();
    List<String> constraints = new ArrayList<>();
    Key key = key(strict, constraints);
    parts.addAll(key.columns());
    List<String> names = dice.some(NAMES, 5);
    if (names.size() == 1) {
      names.add(names.contains("a") ? "b" : "a");
    }
    for (String column : names) {
      parts.add(column(column, strict));
    }
    addConstraints(names, constraints);
    parts.addAll(constraints);
    List<String> options = new ArrayList<>();
    if (key.withoutRowid()) {
      options.add("WITHOUT ROWID");
    }
    if (strict) {
      options.add("STRICT");
    }
    String tail = (" " + String.join(", ", options)).stripTrailing();
    return "CREATE TABLE " + name + "(" + String.join(", ", parts) + ")" + tail + hint(key);
  }

  private record Key(List<String> columns, boolean withoutRowid, Optional<String> shardKey) {}

  private Key key(boolean strict, List<String> constraints) {
    int kind = dice.between(1, 100);
    String conflict = conflictClause(6);
    if (kind <= 48) {
      String auto = dice.chance(22) ? " AUTOINCREMENT" : "";
      return new Key(
          List.of("id INTEGER PRIMARY KEY" + conflict + auto), false, Optional.of("id"));
    }
    if (kind <= 58) {
      return new Key(List.of(), false, Optional.empty());
    }
    if (kind <= 80) {
      String type = strict ? "TEXT" : dice.pick("TEXT", "TEXT", "REAL", "NUMERIC", "", "BLOB");
      String collation = type.equals("TEXT") ? dice.pick("", "", " COLLATE NOCASE") : "";
      String column = ("id " + type).strip() + collation + " PRIMARY KEY" + conflict;
      return new Key(List.of(column), dice.chance(40), Optional.of("id"));
    }
    constraints.add("PRIMARY KEY (id, k2)" + conflict);
    String second = strict ? "TEXT" : dice.pick("INTEGER", "TEXT COLLATE NOCASE", "TEXT");
    String shardKey = dice.pick("id", "k2", "(id,k2)");
    return new Key(
        List.of("id INTEGER", "k2 " + second), dice.chance(55), Optional.of(shardKey));
  }

  private String conflictClause(int percent) {
    if (!dice.chance(percent)) {
      return "";
    }
    return " ON CONFLICT " + dice.pick("REPLACE", "IGNORE", "FAIL", "ROLLBACK", "ABORT");
  }

  private String column(String name, boolean strict) {
    if (strict) {
      return name + " " + dice.pick("INTEGER", "REAL", "TEXT", "BLOB");
    }
    String type = dice.pick("INTEGER", "INTEGER", "TEXT", "TEXT", "REAL", "NUMERIC", "BLOB", "");
    if (dice.chance(7)) {
      return name + " AS (" + dice.pick("length(id) + 1", "id || '!'", "typeof(id)") + ")"
          + dice.pick("", " STORED");
    }
    StringBuilder text = new StringBuilder((name + " " + type).strip());
    if (type.equals("TEXT") && dice.chance(30)) {
      text.append(dice.pick(" COLLATE NOCASE", " COLLATE RTRIM"));
    }
    if (dice.chance(12)) {
      text.append(" NOT NULL").append(conflictClause(20));
    }
    if (dice.chance(25)) {
      text.append(" DEFAULT ").append(dice.pick("7", "'dflt'", "(1 + 1)", "-1.5", "NULL", "x'00'"));
    }
    if (dice.chance(10)) {
      String check = dice.pick(" <> 3", " IS NOT 'b'", " < 100");
      text.append(" CHECK (").append(name).append(check).append(')');
    }
    if (dice.chance(14)) {
      text.append(" UNIQUE").append(conflictClause(15));
    }
    if (!parents.isEmpty() && dice.chance(12)) {
      text.append(reference());
    }
    return text.toString();
  }

  private String reference() {
    return " REFERENCES "
        + dice.pick(parents)
        + dice.pick("", " ON DELETE CASCADE", " ON DELETE SET NULL", " ON DELETE RESTRICT")
        + dice.pick("", "", " ON UPDATE CASCADE", " ON UPDATE SET DEFAULT")
        + deferral;
  }

  private void addConstraints(List<String> names, List<String> constraints) {
    if (dice.chance(14)) {
      String conflict = conflictClause(15);
      constraints.add("UNIQUE (%s, %s)%s".formatted(names.get(0), names.get(1), conflict));
    }
    if (dice.chance(8)) {
      constraints.add("CONSTRAINT big CHECK (coalesce(length(%s), 0) < 9)".formatted(names.get(0)));
    }
  }

  private String hint(Key key) {
    int kind = dice.between(1, 100);
    if (kind <= 8) {
      return " /* REFERENCE */";
    }
    if (kind <= 14) {
      return " /* SHARDS=1 */";
    }
    if (kind <= 40) {
      boolean named = dice.chance(40);
      String shardKey = key.shardKey().filter(k -> named).map(" SHARD_KEY="::concat).orElse("");
      return " /* SHARDS=" + dice.pick(3, 5, 8, 16) + shardKey + " */";
    }
    return "";
  }
}
