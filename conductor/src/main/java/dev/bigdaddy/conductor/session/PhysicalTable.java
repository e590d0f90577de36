package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.sql.tree.ColumnConstraint;
import dev.bigdaddy.sql.tree.ColumnDefinition;
import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableConstraint;
import dev.bigdaddy.sql.tree.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The table that a node holds for a spread table: the user's own, with one more, last, column.
///
///     CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT)
///     CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, "_virtualShard" INTEGER NOT NULL)
final class PhysicalTable {
  private PhysicalTable() {}

  /// A constraint's name also names the constraints behind it up to the next comma; SQLite forgets it
  /// at a new column, so the hidden column would take it from the table's first constraint.
  private static List<TableConstraint> constraints(CreateTable create) {
    List<TableConstraint> constraints = new ArrayList<>(create.constraints());
    boolean named = constraints.isEmpty() || constraints.getFirst() instanceof TableConstraint.Name;
    for (ColumnConstraint last : create.columns().getLast().constraints().reversed()) {
      if (!named && last instanceof ColumnConstraint.Name(Identifier name, _)) {
        constraints.addFirst(new TableConstraint.Name(name, false, Span.NONE));
        named = true;
      }
    }
    return constraints;
  }

  static String ddl(CreateTable create) {
    List<ColumnDefinition> columns = new ArrayList<>(create.columns());
    columns.add(
        new ColumnDefinition(
            Identifier.of(UserTable.VIRTUAL_SHARD),
            Optional.of(
                new TypeName(
                    "INTEGER", List.of(Identifier.of("INTEGER")), List.of(), Span.NONE)),
            List.of(new ColumnConstraint.NotNull(Optional.empty(), Span.NONE)),
            Span.NONE));
    return SqlRenderer.render(
        new CreateTable(
            false,
            false,
            new QualifiedName(Optional.empty(), create.name().name(), Span.NONE),
            columns,
            constraints(create),
            create.options(),
            Span.NONE));
  }
}
