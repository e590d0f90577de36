package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.ExpressionGenerator.Scope;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn.Role;
import dev.bigdaddy.testkit.GeneratedTable.Rowids;
import dev.bigdaddy.testkit.LiveSchema.LiveTable;
import dev.bigdaddy.testkit.WriteDraft.Keys;
import java.util.ArrayList;
import java.util.List;

/// Writes INSERT statements of all forms.
///
/// Rows are taken from one table, or in a total order: over more than one table SQLite leaves
/// their order open, and with it the ids that they get.
///
/// Used by one thread, for one statement.
final class InsertWriter {
  private final WriteDraft draft;
  private final Dice dice;
  private final ReturningWriter returning;

  InsertWriter(WriteDraft draft) {
    this.draft = draft;
    this.dice = draft.dice();
    this.returning = new ReturningWriter(draft);
  }

  /// Several rows, most of which are new.
  String fill(LiveTable table, int rows) {
    draft.uses(WriteForm.INSERT_VALUES);
    return "INSERT INTO " + table.name() + values(table, rows, Keys.NEW);
  }

  String insert(LiveTable table) {
    if (dice.chance(6)) {
      draft.uses(WriteForm.INSERT_DEFAULT_VALUES);
      return "INSERT INTO " + table.name() + " DEFAULT VALUES" + returning.clause(table, 25);
    }
    int conflict = dice.between(1, 100);
    boolean upserts = conflict > 60;
    Keys keys = conflict > 30 ? Keys.OFTEN_MET : Keys.NEW;
    String verb = "INSERT INTO ";
    if (conflict > 30 && conflict <= 52) {
      draft.uses(WriteForm.INSERT_OR);
      verb = "INSERT OR " + conflict() + " INTO ";
    } else if (conflict > 52 && conflict <= 60) {
      draft.uses(WriteForm.REPLACE);
      verb = "REPLACE INTO ";
    }
    String with = "";
    String rows;
    if (dice.chance(35)) {
      List<GeneratedColumn> columns = columns(table);
      boolean common = dice.chance(20);
      String select = select(table, columns, keys);
      if (common) {
        draft.uses(WriteForm.WITH_BEFORE_WRITE);
        with = "WITH q AS (" + select + ") ";
        select = "SELECT * FROM q WHERE 1";
      }
      rows = names(columns) + " " + select;
    } else {
      rows = values(table, dice.pick(1, 1, 2, 3, 5), keys);
    }
    return with
        + verb
        + table.name()
        + rows
        + (upserts ? upsert(table) : "")
        + returning.clause(table, 14);
  }

  String conflict() {
    return dice.pick("IGNORE", "IGNORE", "REPLACE", "REPLACE", "ABORT", "FAIL", "ROLLBACK");
  }

  private String values(LiveTable table, int rows, Keys keys) {
    draft.uses(WriteForm.INSERT_VALUES);
    boolean rowid = table.table().rowids() == Rowids.HIDDEN && dice.chance(30);
    boolean all = !rowid && dice.chance(25);
    List<GeneratedColumn> columns = all ? table.table().writable() : columns(table);
    List<String> tuples = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      List<String> tuple = new ArrayList<>();
      if (rowid) {
        draft.uses(WriteForm.EXPLICIT_ROWID);
        tuple.add(Integer.toString(dice.between(1, 60)));
      }
      columns.forEach(column -> tuple.add(value(table, column, keys)));
      tuples.add("(" + String.join(", ", tuple) + ")");
    }
    String names = rowid ? names(columns).replaceFirst("\\(", "(rowid, ") : names(columns);
    return (all ? "" : names) + " VALUES " + String.join(", ", tuples);
  }

  private String value(LiveTable table, GeneratedColumn column, Keys keys) {
    if (dice.chance(3) && column.role() == Role.PLAIN && !draft.schema().lasting().isEmpty()) {
      draft.uses(WriteForm.SUBQUERY_IN_WRITE);
      LiveTable other = dice.pick(draft.schema().lasting());
      return "(SELECT " + dice.pick("count(*)", "max(rowid)", "min(1)") + " FROM " + other.name()
          + ")";
    }
    return draft.cell(table, column, keys);
  }

  /// Some columns; a key that SQLite would assign is often left out.
  private List<GeneratedColumn> columns(LiveTable table) {
    List<GeneratedColumn> columns = new ArrayList<>(table.table().writable());
    columns.removeIf(
        column ->
            column.role() == Role.PLAIN
                ? dice.chance(15)
                : table.table().rowids() == Rowids.KEY && dice.chance(25));
    return columns.isEmpty() ? table.table().writable() : columns;
  }

  private static String names(List<GeneratedColumn> columns) {
    return "("
        + String.join(", ", columns.stream().map(GeneratedColumn::name).toList())
        + ")";
  }

  private String select(LiveTable table, List<GeneratedColumn> columns, Keys keys) {
    draft.uses(WriteForm.INSERT_SELECT);
    int form = dice.between(1, 100);
    LiveTable source = form <= 30 ? table : dice.pick(draft.schema().tables());
    if (source.name().equals(table.name())) {
      draft.uses(WriteForm.INSERT_SELECT_FROM_ITSELF);
    }
    if (form > 85) {
      return constants(table, columns, keys)
          + " UNION ALL "
          + constants(table, columns, keys)
          + dice.pick("", " ORDER BY 1");
    }
    Scope scope = new Scope("o.", source.table());
    List<String> items =
        columns.stream().map(column -> item(table, column, scope, keys)).toList();
    String where = " WHERE " + (dice.chance(60) ? condition(scope) : "1");
    String order = source.table().totalOrder("o.");
    String limit =
        order.isEmpty() || dice.chance(50)
            ? ""
            : " ORDER BY " + order + dice.pick("", " LIMIT 3", " LIMIT 2 OFFSET 1");
    String from = " FROM " + source.name() + " AS o";
    return "SELECT " + String.join(", ", items) + from + where + limit;
  }

  private String condition(Scope scope) {
    return "(" + draft.expressions().predicate(List.of(scope), 2) + ")";
  }

  private String constants(LiveTable table, List<GeneratedColumn> columns, Keys keys) {
    List<String> items = columns.stream().map(column -> draft.cell(table, column, keys)).toList();
    return "SELECT " + String.join(", ", items);
  }

  private String item(LiveTable table, GeneratedColumn column, Scope source, Keys keys) {
    if (table.strict() || dice.chance(10)) {
      return draft.cell(table, column, keys);
    }
    if (table.isUnique(column)) {
      String base = source.table().rowids() == Rowids.NONE ? "length(%s)" : "o.rowid";
      String number = base.formatted(draft.expressions().column(List.of(source)));
      int shift = keys == Keys.NEW ? dice.between(100, 900) : dice.between(0, 20);
      return column.type().equals("TEXT")
          ? "'k' || (" + number + " + " + shift + ")"
          : number + " + " + shift;
    }
    return dice.chance(80)
        ? draft.expressions().column(List.of(source))
        : draft.expressions().expression(List.of(source), 2);
  }

  private String upsert(LiveTable table) {
    int kind = dice.between(1, 100);
    if (kind <= 25 || table.uniques().isEmpty()) {
      draft.uses(WriteForm.UPSERT_NOTHING);
      return " ON CONFLICT DO NOTHING";
    }
    if (kind <= 40) {
      draft.uses(WriteForm.UPSERT_NOTHING);
      return onConflict(table) + " DO NOTHING";
    }
    draft.uses(WriteForm.UPSERT_UPDATE);
    if (kind <= 80) {
      return (dice.chance(80) ? onConflict(table) : " ON CONFLICT") + doUpdate(table);
    }
    draft.uses(WriteForm.UPSERT_OF_SEVERAL_CLAUSES);
    String first = onConflict(table) + (dice.chance(50) ? " DO NOTHING" : doUpdate(table));
    return first + dice.pick(" ON CONFLICT", onConflict(table)) + doUpdate(table);
  }

  private String onConflict(LiveTable table) {
    return " ON CONFLICT(" + String.join(", ", dice.pick(table.uniques())) + ")";
  }

  private String doUpdate(LiveTable table) {
    List<GeneratedColumn> assignable =
        dice.chance(92) ? table.table().plain() : table.table().writable();
    if (assignable.isEmpty()) {
      return " DO NOTHING";
    }
    List<String> assignments = new ArrayList<>();
    for (GeneratedColumn column : dice.some(assignable, 2)) {
      String name = column.name();
      String old = table.name() + "." + name;
      assignments.add(
          name
              + " = "
              + dice.pick(
                  "excluded." + name,
                  "excluded." + name,
                  "coalesce(" + old + ", 0) + 1",
                  draft.cell(table, column, Keys.OFTEN_MET),
                  old + " || '+'"));
    }
    String where =
        dice.chance(30)
            ? " WHERE excluded.%1$s IS NOT %2$s.%1$s"
                .formatted(dice.pick(assignable).name(), table.name())
            : "";
    return " DO UPDATE SET " + String.join(", ", assignments) + where;
  }
}
