package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Quote;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.topology.TableName;

/// Tells whether we know what every column name of a query means.
///
/// Over tables that follows from SQLite's having accepted the statement. The columns of a subquery in
/// FROM can have names that only SQLite knows, as the text of their expression: `"a + b"` would
/// quietly become a string where it finds no such column.
final class StrictNames {
  private StrictNames() {}

  /// Whether the names of a query are known, leaving its subqueries aside.
  static boolean holdIn(Partitioning.Result result) {
    boolean derived = false;
    for (Scope scope = result.scope(); ; scope = scope.outer().get()) {
      derived |= scope.instances().stream().anyMatch(Scope.Instance::isDerived);
      if (scope.outer().isEmpty()) {
        break;
      }
    }
    if (!derived) {
      return true;
    }
    boolean[] known = {true};
    Trees.visitOutsideSubqueries(
        result.select(),
        node -> {
          if (node instanceof Expr.ColumnRef ref) {
            known[0] &= isKnown(ref, result);
          }
        });
    return known[0];
  }

  private static boolean isKnown(Expr.ColumnRef ref, Partitioning.Result result) {
    if (result.scope().resolve(ref).isPresent()) {
      return true;
    }
    if (ref.table().isPresent()) {
      return false;
    }
    Identifier name = ref.column();
    String folded = TableName.fold(name.name());
    boolean word = name.quote() == Quote.NONE && (folded.equals("true") || folded.equals("false"));
    return word
        || result.query().columns().stream()
            .anyMatch(
                column ->
                    column instanceof ResultColumn.Computed computed
                        && computed.alias().isPresent()
                        && computed.alias().get().sameAs(name));
  }
}
