package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.ExpressionGenerator.Scope;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn;
import dev.bigdaddy.testkit.LiveSchema.LiveTable;
import java.util.List;

/// Writes schema changes: tables, columns, indexes, views, triggers, and what looks after them.
///
/// Used by one thread, for one statement.
final class DefinitionWriter {
  private final WriteDraft draft;
  private final Dice dice;

  /// Makes names that nothing had before.
  private final int number;

  DefinitionWriter(WriteDraft draft, int number) {
    this.draft = draft;
    this.dice = draft.dice();
    this.number = number;
  }

  String definition() {
    LiveTable table = dice.pick(draft.schema().tables());
    int kind = dice.between(1, 100);
    if (kind <= 4) {
      draft.uses(WriteForm.CREATE_TABLE);
      return new TableWriter(dice, List.of()).create("n" + number);
    }
    if (kind <= 10) {
      return createAs(table);
    }
    if (kind <= 16) {
      return temporary(table);
    }
    if (kind <= 44) {
      return alter(table);
    }
    if (kind <= 56) {
      return index(table);
    }
    if (kind <= 63) {
      return view(table);
    }
    if (kind <= 74) {
      draft.uses(WriteForm.CREATE_TRIGGER);
      return new TriggerWriter(draft, number).trigger();
    }
    return drop();
  }

  private String createAs(LiveTable table) {
    draft.uses(WriteForm.CREATE_TABLE_AS);
    String column = dice.pick(table.table().columns()).name();
    return dice.pick(
            "CREATE TABLE n%1$d AS SELECT * FROM %3$s",
            "CREATE TABLE n%1$d AS SELECT %2$s AS v, count(*) AS n FROM %3$s GROUP BY 1 ORDER BY 1",
            "CREATE TABLE IF NOT EXISTS n%1$d AS SELECT 1 AS id, %2$s AS v FROM %3$s WHERE 1")
        .formatted(number, column, table.name());
  }

  private String temporary(LiveTable table) {
    draft.uses(WriteForm.TEMPORARY_TABLE);
    return dice.pick(
            "CREATE TEMP TABLE m%1$d(id INTEGER PRIMARY KEY, a, b TEXT DEFAULT 'x')",
            "CREATE TEMP TABLE m%1$d AS SELECT * FROM %2$s",
            "CREATE TEMPORARY VIEW m%1$d AS SELECT * FROM %2$s",
            "CREATE TEMP TABLE m%1$d(a UNIQUE, b)")
        .formatted(number, table.name());
  }

  private String alter(LiveTable table) {
    GeneratedColumn column = dice.pick(table.table().columns());
    String start = "ALTER TABLE " + table.name() + " ";
    int kind = dice.between(1, 100);
    if (kind <= 22) {
      draft.uses(WriteForm.RENAME_TABLE);
      return start + "RENAME TO r" + number;
    }
    if (kind <= 45) {
      draft.uses(WriteForm.RENAME_COLUMN);
      return start + "RENAME " + dice.pick("", "COLUMN ") + column.name() + " TO z" + number;
    }
    if (kind <= 75) {
      draft.uses(WriteForm.ADD_COLUMN);
      return start
          + "ADD COLUMN y"
          + number
          + dice.pick(
              "",
              " INTEGER DEFAULT 5",
              " TEXT NOT NULL DEFAULT 'new'",
              " TEXT COLLATE NOCASE",
              " REAL CHECK (y%d IS NULL OR y%d < 50)".formatted(number, number),
              " AS (1 + 1)",
              " NOT NULL",
              " UNIQUE");
    }
    draft.uses(WriteForm.DROP_COLUMN);
    List<GeneratedColumn> plain = table.table().plain();
    boolean free = !plain.isEmpty() && dice.chance(70);
    return start + "DROP COLUMN " + (free ? plain.getLast().name() : column.name());
  }

  private String index(LiveTable table) {
    List<GeneratedColumn> columns = dice.some(table.table().columns(), 2);
    String names = String.join(", ", columns.stream().map(GeneratedColumn::name).toList());
    boolean unique = dice.chance(45);
    draft.uses(unique ? WriteForm.CREATE_UNIQUE_INDEX : WriteForm.CREATE_INDEX);
    String first = columns.getFirst().name();
    String terms = dice.pick(names, names, "length(%s)".formatted(first), names + " DESC");
    String where =
        dice.pick("", "", " WHERE %s IS NOT NULL", " WHERE %s > 2").formatted(first);
    return "CREATE %sINDEX i%d ON %s(%s)%s"
        .formatted(unique ? "UNIQUE " : "", number, table.name(), terms, where);
  }

  private String view(LiveTable table) {
    draft.uses(WriteForm.CREATE_VIEW);
    LiveTable other = dice.pick(draft.schema().lasting());
    String column = dice.pick(table.table().columns()).name();
    String otherColumn = dice.pick(other.table().columns()).name();
    return dice.pick(
            "CREATE VIEW w%1$d AS SELECT * FROM %2$s",
            "CREATE VIEW w%1$d(u, v) AS SELECT %3$s, count(*) FROM %2$s GROUP BY 1",
            "CREATE VIEW w%1$d AS SELECT l.%3$s AS u, r.%5$s AS v FROM %2$s AS l"
                + " JOIN %4$s AS r ON l.%3$s = r.%5$s",
            "CREATE VIEW IF NOT EXISTS w%1$d AS SELECT * FROM %2$s WHERE %3$s IS NOT NULL")
        .formatted(number, table.name(), column, other.name(), otherColumn);
  }

  private String drop() {
    LiveSchema schema = draft.schema();
    int kind = dice.between(1, 100);
    if (kind <= 30 && !schema.triggers().isEmpty()) {
      draft.uses(WriteForm.DROP_TRIGGER);
      return "DROP TRIGGER " + dice.pick(schema.triggers());
    }
    if (kind <= 60 && !schema.indexes().isEmpty()) {
      draft.uses(WriteForm.DROP_INDEX);
      return "DROP INDEX " + dice.pick(schema.indexes());
    }
    if (kind <= 84 && !schema.views().isEmpty()) {
      draft.uses(WriteForm.DROP_VIEW);
      return "DROP VIEW " + dice.pick(schema.views()).name();
    }
    if (kind <= 84) {
      return index(dice.pick(schema.tables()));
    }
    draft.uses(WriteForm.DROP_TABLE);
    return schema.tables().size() > 3
        ? "DROP TABLE " + dice.pick(schema.tables()).name()
        : "DROP TABLE IF EXISTS nothing" + number;
  }

  /// Whether VACUUM may number rows anew, which it does in whole tables only.
  private boolean isNumberedAnew() {
    return draft.schema().lasting().stream()
        .anyMatch(table -> table.table().rowids() == GeneratedTable.Rowids.HIDDEN && table.uniques().isEmpty());
  }

  /// Statements that change no rows of the user's.
  String upkeep() {
    LiveTable table = dice.pick(draft.schema().tables());
    int kind = dice.between(1, 100);
    if (kind <= 25) {
      draft.uses(WriteForm.MAINTENANCE);
      boolean known = isNumberedAnew() || draft.schema().vacuumDropsSequences();
      String all = known ? "REINDEX" : "VACUUM";
      return dice.pick("REINDEX", all, "REINDEX " + table.name(), "REINDEX NOCASE");
    }
    if (kind <= 50) {
      draft.uses(WriteForm.HEADER_PRAGMA);
      return dice.pick(
          "PRAGMA user_version = " + number,
          "PRAGMA user_version",
          "PRAGMA application_id = " + number,
          "PRAGMA application_id");
    }
    if (kind <= 70) {
      draft.uses(WriteForm.CHECK_PRAGMA);
      return dice.pick(
          "PRAGMA integrity_check",
          "PRAGMA quick_check",
          "PRAGMA foreign_key_check",
          "PRAGMA table_xinfo(" + table.name() + ")",
          "PRAGMA foreign_key_list(" + table.name() + ")");
    }
    draft.uses(WriteForm.FOREIGN_KEYS_SWITCH);
    return dice.pick(
        "PRAGMA foreign_keys = ON",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA foreign_keys",
        "PRAGMA recursive_triggers = ON",
        "PRAGMA defer_foreign_keys = ON");
  }

  /// A query that looks at what the writes left.
  String reading() {
    draft.uses(WriteForm.READING);
    LiveSchema schema = draft.schema();
    LiveTable table =
        schema.views().isEmpty() || dice.chance(75)
            ? dice.pick(schema.tables())
            : dice.pick(schema.views());
    int kind = dice.between(1, 100);
    if (kind <= 40) {
      return "SELECT " + (table.hasRowid() ? "rowid, " : "") + "* FROM " + table.name();
    }
    if (kind <= 55) {
      return "SELECT count(*), count(%s) FROM %s"
          .formatted(dice.pick(table.table().columns()).name(), table.name());
    }
    if (kind <= 80) {
      List<Scope> scope = List.of(new Scope("", table.table()));
      return "SELECT * FROM " + table.name() + " WHERE " + draft.expressions().predicate(scope, 1);
    }
    return dice.pick(
        "SELECT changes(), total_changes(), last_insert_rowid()",
        "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name",
        "SELECT * FROM sqlite_sequence ORDER BY name",
        "SELECT name FROM pragma_table_list WHERE schema = 'main' ORDER BY name");
  }
}
