package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.ColumnConstraint;
import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.TableConstraint;

/// The table that a node holds for a spread table: the user's own, with one more, last, column.
///
///     CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT)
///     CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, _virtualShard INTEGER NOT NULL)
///
/// All else stays as it was written: SQLite's errors quote CHECKs so.
final class PhysicalTable {
  private PhysicalTable() {}

  /// @param text what was parsed
  static String ddl(CreateTable create, String text) {
    int end = create.columns().getLast().span().end();
    return text.substring(0, end)
        + ", "
        + UserTable.VIRTUAL_SHARD
        + " INTEGER NOT NULL"
        + passedOn(create)
        + text.substring(end);
  }

  /// A constraint's name also names the constraints behind it up to the next comma; SQLite forgets it
  /// at a new column, so the hidden column would take it from the table's first constraint.
  private static String passedOn(CreateTable create) {
    boolean none =
        create.constraints().isEmpty()
            || create.constraints().getFirst() instanceof TableConstraint.Name;
    if (!none) {
      for (ColumnConstraint last : create.columns().getLast().constraints().reversed()) {
        if (last instanceof ColumnConstraint.Name(Identifier name, _)) {
          return " CONSTRAINT " + SqlText.quote(name.name());
        }
      }
    }
    return "";
  }
}
