package dev.bigdaddy.conductor.session;

import dev.bigdaddy.sql.SqlParser;
import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.sql.tree.AlterAction;
import dev.bigdaddy.sql.tree.AlterTable;
import dev.bigdaddy.sql.tree.ColumnConstraint;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.StorageException;
import java.util.List;
import java.util.function.Function;

/// Why ADD COLUMN fails where the shadow schema fails too: SQLite looks at the rows, of which the shadow
/// has none, before it looks at the table's new definition.
final class AddedColumn {
  private static final int SQLITE_ERROR = 1;

  private AddedColumn() {}

  /// The error of a table with rows, if it is another one.
  ///
  /// @param reads runs a SELECT as the session would
  static StorageException explained(
      StorageException ofShadow, Statement statement, Function<Select, RowCursor> reads) {
    boolean ofDefinition = ofShadow.getMessage().contains(" after add column: ");
    if (!ofDefinition
        || !(statement instanceof AlterTable(var table, AlterAction.AddColumn(var column, _), _))
        || !needsValue(column.constraints())) {
      return ofShadow;
    }
    return hasRows(table, reads)
        ? new StorageException(
            StorageException.Kind.SQL,
            SQLITE_ERROR,
            "Cannot add a NOT NULL column with default value NULL",
            ofShadow)
        : ofShadow;
  }

  /// Fails as SQLite does where foreign keys are enforced, if rows that are there would refer to what
  /// nobody has looked for.
  static void requireNoReference(Statement statement, Function<Select, RowCursor> reads) {
    boolean refers =
        statement instanceof AlterTable(_, AlterAction.AddColumn(var column, _), _)
            && column.constraints().stream().anyMatch(ColumnConstraint.References.class::isInstance)
            && hasDefault(column.constraints());
    if (refers && hasRows(((AlterTable) statement).table(), reads)) {
      throw new StorageException(
          StorageException.Kind.SQL,
          SQLITE_ERROR,
          "Cannot add a REFERENCES column with non-NULL default value",
          null);
    }
  }

  private static boolean hasRows(QualifiedName table, Function<Select, RowCursor> reads) {
    String oneRow = "SELECT 1 FROM " + SqlRenderer.render(table) + " LIMIT 1";
    try (RowCursor row = reads.apply((Select) SqlParser.parse(oneRow).statement())) {
      return row.next();
    }
  }

  private static boolean needsValue(List<ColumnConstraint> constraints) {
    boolean notNull = constraints.stream().anyMatch(ColumnConstraint.NotNull.class::isInstance);
    boolean generated =
        constraints.stream().anyMatch(ColumnConstraint.Generated.class::isInstance);
    return notNull && !generated && !hasDefault(constraints);
  }

  private static boolean hasDefault(List<ColumnConstraint> constraints) {
    return constraints.stream()
        .anyMatch(
            constraint ->
                constraint instanceof ColumnConstraint.Default(Expr value, _)
                    && !(value.unparenthesized() instanceof Expr.NullLiteral));
  }
}
