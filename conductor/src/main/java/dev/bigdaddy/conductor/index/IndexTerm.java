package dev.bigdaddy.conductor.index;

import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.OrderingTerm;
import java.util.Optional;

/// One term of an index: a column or an expression, and how SQLite compares its values.
///
/// @param expr the term without its COLLATE
/// @param column the column, if it is nothing else
/// @param affinity the conversion that values to be found are given
/// @param collation how its texts compare
public record IndexTerm(
    Expr expr, Optional<UserColumn> column, Affinity affinity, Collation collation) {

  /// Reads a term of CREATE INDEX; empty if its collation is not built in.
  static Optional<IndexTerm> of(OrderingTerm term, UserTable table) {
    Expr expr = term.expr().unparenthesized();
    Optional<String> named = Optional.empty();
    while (expr instanceof Expr.Collate(Expr operand, var collation, _)) {
      // The outermost one counts.
      named = named.isPresent() ? named : Optional.of(collation.name());
      expr = operand.unparenthesized();
    }
    Optional<UserColumn> column = column(expr, table);
    Optional<Collation> collation =
        named.isPresent()
            ? Collation.named(named.get())
            : column.map(UserColumn::collation).orElse(Optional.of(Collation.BINARY));
    Affinity affinity = column.map(UserColumn::affinity).orElse(Affinity.NONE);
    Expr plain = expr;
    return collation.map(found -> new IndexTerm(plain, column, affinity, found));
  }

  private static Optional<UserColumn> column(Expr expr, UserTable table) {
    return expr instanceof Expr.ColumnRef ref && table.position(ref.column().name()) >= 0
        ? Optional.of(table.column(ref.column().name()))
        : Optional.empty();
  }
}
