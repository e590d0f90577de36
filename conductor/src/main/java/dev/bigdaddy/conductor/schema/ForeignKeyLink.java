package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.sql.tree.ColumnConstraint;
import dev.bigdaddy.sql.tree.ForeignKey;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.TableConstraint;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A foreign key between two tables.
///
/// @param child the folded name of the table that refers
/// @param columns its columns
/// @param parent the folded name of the table that is referred to, which need not exist
/// @param parentColumns the columns referred to; empty for the primary key
/// @param acts whether a change of the parent can change the child
/// @param onDelete what becomes of the child's rows when a row of the parent goes
/// @param deferred whether it is checked at COMMIT only
public record ForeignKeyLink(
    String child,
    List<String> columns,
    String parent,
    List<String> parentColumns,
    boolean acts,
    ForeignKey.Action onDelete,
    boolean deferred) {
  public ForeignKeyLink {
    columns = List.copyOf(columns);
    parentColumns = List.copyOf(parentColumns);
  }

  /// The columns that are referred to.
  ///
  /// @param of the table that is referred to
  public List<String> referred(UserTable of) {
    return parentColumns.isEmpty() ? of.primaryKey() : parentColumns;
  }

  /// Whether assigning some columns can change what refers.
  ///
  /// @param assigned folded names
  /// @param from the table that refers
  public boolean isAssigned(Set<String> assigned, UserTable from) {
    return mayChange(columns, assigned, from);
  }

  /// Whether assigning some columns can change what is referred to.
  ///
  /// @param assigned folded names
  /// @param of the table that is referred to
  public boolean isReferredAssigned(Set<String> assigned, UserTable of) {
    return mayChange(referred(of), assigned, of);
  }

  private static boolean mayChange(List<String> names, Set<String> assigned, UserTable table) {
    return names.stream()
        .anyMatch(
            column ->
                assigned.contains(TableName.fold(column))
                    || table.position(column) < 0
                    || table.column(column).generated());
  }

  /// The foreign keys that a table declares, in the order of its text.
  static List<ForeignKeyLink> of(UserTable table) {
    List<ForeignKeyLink> links = new ArrayList<>();
    for (UserColumn column : table.columns()) {
      for (ColumnConstraint constraint : column.definition().constraints()) {
        switch (constraint) {
          case ColumnConstraint.References(ForeignKey key, _) ->
              links.add(link(table, List.of(column.name()), key, false));
          case ColumnConstraint.Deferral(ForeignKey.Deferrable deferrable, _)
              when !links.isEmpty() ->
              // In SQLite it belongs to the table's last key so far, be it another column's.
              links.add(links.removeLast().deferred(isDeferred(deferrable)));
          default -> {
            // No foreign key.
          }
        }
      }
    }
    for (TableConstraint constraint : table.definition().constraints()) {
      if (constraint instanceof TableConstraint.ForeignKeys keys) {
        List<String> columns = keys.columns().stream().map(Identifier::name).toList();
        boolean deferred = keys.deferrable().map(ForeignKeyLink::isDeferred).orElse(false);
        links.add(link(table, columns, keys.foreignKey(), deferred));
      }
    }
    return links;
  }

  private ForeignKeyLink deferred(boolean checkedAtCommit) {
    return new ForeignKeyLink(child, columns, parent, parentColumns, acts, onDelete, checkedAtCommit);
  }

  private static ForeignKeyLink link(
      UserTable table, List<String> columns, ForeignKey key, boolean deferred) {
    boolean acts =
        key.arguments().stream()
            .anyMatch(
                argument ->
                    argument instanceof ForeignKey.On(var event, var action)
                        && event != ForeignKey.Event.INSERT
                        && action != ForeignKey.Action.RESTRICT
                        && action != ForeignKey.Action.NO_ACTION);
    ForeignKey.Action onDelete =
        key.arguments().stream()
            .filter(ForeignKey.On.class::isInstance)
            .map(ForeignKey.On.class::cast)
            .filter(on -> on.event() == ForeignKey.Event.DELETE)
            .map(ForeignKey.On::action)
            .reduce(ForeignKey.Action.NO_ACTION, (_, last) -> last);
    return new ForeignKeyLink(
        TableName.fold(table.name()),
        columns,
        TableName.fold(key.table().name()),
        key.columns().stream().map(Identifier::name).toList(),
        acts,
        onDelete,
        deferred);
  }

  private static boolean isDeferred(ForeignKey.Deferrable deferrable) {
    return !deferrable.negated()
        && deferrable.initially().equals(Optional.of(ForeignKey.Initially.DEFERRED));
  }
}
