package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.ColumnConstraint;
import dev.bigdaddy.sql.tree.ConflictAction;
import dev.bigdaddy.sql.tree.TableConstraint;
import java.util.Optional;

/// Conflict clauses in a table's own constraints: ON CONFLICT IGNORE and the like.
final class ConflictClauses {
  private ConflictClauses() {}

  /// Whether any constraint of a table does anything but abort.
  static boolean act(UserTable table) {
    boolean inColumns =
        table.columns().stream()
            .flatMap(column -> column.definition().constraints().stream())
            .anyMatch(ConflictClauses::acts);
    boolean inTable = table.definition().constraints().stream().anyMatch(ConflictClauses::acts);
    return inColumns || inTable;
  }

  /// Refuses to write a spread table whose constraints do anything but abort.
  static void refuse(UserTable table) {
    if (act(table)) {
      throw NotSupported.of(
          "writing spread table " + table.name() + ", whose constraints have ON CONFLICT clauses");
    }
  }

  private static boolean acts(ColumnConstraint constraint) {
    return switch (constraint) {
      case ColumnConstraint.NotNull c -> acts(c.onConflict());
      case ColumnConstraint.Nullable c -> acts(c.onConflict());
      case ColumnConstraint.PrimaryKey c -> acts(c.onConflict());
      case ColumnConstraint.Unique c -> acts(c.onConflict());
      case ColumnConstraint.Name _,
              ColumnConstraint.Check _,
              ColumnConstraint.Default _,
              ColumnConstraint.Collation _,
              ColumnConstraint.References _,
              ColumnConstraint.Deferral _,
              ColumnConstraint.Generated _ ->
          false;
    };
  }

  private static boolean acts(TableConstraint constraint) {
    return switch (constraint) {
      case TableConstraint.PrimaryKey c -> acts(c.onConflict());
      case TableConstraint.Unique c -> acts(c.onConflict());
      case TableConstraint.Check c -> acts(c.onConflict());
      case TableConstraint.Name _, TableConstraint.ForeignKeys _ -> false;
    };
  }

  private static boolean acts(Optional<ConflictAction> action) {
    return action.isPresent() && action.get() != ConflictAction.ABORT;
  }
}
