package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserColumn;
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
import java.util.Set;
import java.util.stream.Collectors;

/// The table that holds gathered rows: the user's own as far as it bears on reading.
///
/// Keys and generated columns stay, since SQLite's plan depends on them; NOT NULL too, which can make a
/// condition a constant, where values are loaded. What only checks values goes: the rows were checked where
/// they came from.
final class ScratchTable {
  private ScratchTable() {}

  /// @param loaded the columns that get values; the others are NULL
  /// @param hidden whether the hidden column is wanted too
  static String ddl(UserTable table, List<UserColumn> loaded, boolean hidden) {
    CreateTable definition = table.definition();
    Set<String> names = loaded.stream().map(UserColumn::name).collect(Collectors.toSet());
    List<ColumnDefinition> columns = new ArrayList<>();
    for (UserColumn column : table.columns()) {
      columns.add(column(column, table.strict(), names.contains(column.name())));
    }
    if (hidden) {
      columns.add(table.hiddenColumn().definition());
    }
    List<TableConstraint> constraints = new ArrayList<>();
    for (TableConstraint constraint : definition.constraints()) {
      switch (constraint) {
        case TableConstraint.PrimaryKey key ->
            constraints.add(
                new TableConstraint.PrimaryKey(
                    key.columns(), false, Optional.empty(), key.span()));
        case TableConstraint.Unique unique ->
            constraints.add(
                new TableConstraint.Unique(unique.columns(), Optional.empty(), unique.span()));
        case TableConstraint.Name _, TableConstraint.Check _, TableConstraint.ForeignKeys _ -> {
          // Does not bear on reading.
        }
      }
    }
    List<CreateTable.Option> options =
        definition.options().stream()
            .filter(option -> option == CreateTable.Option.WITHOUT_ROWID)
            .toList();
    return SqlRenderer.render(
        new CreateTable(
            false,
            false,
            new QualifiedName(Optional.empty(), definition.name().name(), Span.NONE),
            columns,
            constraints,
            options,
            Span.NONE));
  }

  private static ColumnDefinition column(UserColumn column, boolean strict, boolean loaded) {
    List<ColumnConstraint> constraints = new ArrayList<>();
    for (ColumnConstraint constraint : column.definition().constraints()) {
      switch (constraint) {
        case ColumnConstraint.PrimaryKey key ->
            constraints.add(
                new ColumnConstraint.PrimaryKey(
                    key.direction(), Optional.empty(), false, key.span()));
        case ColumnConstraint.Unique unique ->
            constraints.add(new ColumnConstraint.Unique(Optional.empty(), unique.span()));
        case ColumnConstraint.Collation collation -> constraints.add(collation);
        case ColumnConstraint.Generated generated -> constraints.add(generated);
        case ColumnConstraint.NotNull notNull -> {
          if (loaded) {
            constraints.add(new ColumnConstraint.NotNull(Optional.empty(), notNull.span()));
          }
        }
        case ColumnConstraint.Name _,
            ColumnConstraint.Nullable _,
            ColumnConstraint.Check _,
            ColumnConstraint.Default _,
            ColumnConstraint.References _,
            ColumnConstraint.Deferral _ -> {
          // Does not bear on reading.
        }
      }
    }
    Optional<TypeName> type = column.definition().type();
    if (strict && column.declaredType().equalsIgnoreCase("ANY")) {
      // In a table that is not STRICT, ANY would convert to numbers.
      type = Optional.empty();
    }
    Identifier name = column.definition().name();
    return new ColumnDefinition(name, type, constraints, Span.NONE);
  }
}
