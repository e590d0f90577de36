package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What is known of the order in which one file would give the rows of a subquery that is all of a
/// FROM clause.
///
/// Groups come in the order of their keys. Of other subqueries nothing is known, so that their rows
/// can be merged only where ORDER BY leaves no ties that anyone could see.
final class DerivedOrder {
  private final Select select;
  private final SelectCore.Query query;
  private final Scope scope;

  DerivedOrder(Select select, SelectCore.Query query, Scope scope) {
    this.select = select;
    this.query = query;
    this.scope = scope;
  }

  /// The terms that stand behind the user's own; empty if the order is unknown.
  Optional<List<ScanOrder.Term>> ties(UserSchema schema) {
    if (hidesTies()) {
      return Optional.of(List.of());
    }
    if (!(query.from().orElseThrow() instanceof TableRef.Subquery subquery)
        || !(subquery.select().core() instanceof SelectCore.Query inner)
        || subquery.select().isCompound()
        || !subquery.select().orderBy().isEmpty()
        || inner.quantifier().isPresent()
        || inner.groupBy().isEmpty()
        || WindowPartitions.anyIn(subquery.select())) {
      return Optional.empty();
    }
    return FlatSource.scope(inner, schema).flatMap(table -> groupKeys(inner, table));
  }

  /// Whether rows that tie look the same: all that is shown is sorted by, and equal values do not
  /// differ.
  private boolean hidesTies() {
    ResultList results = new ResultList(query.columns(), scope);
    SingleForm forms = new SingleForm(scope);
    boolean[] sorted = new boolean[results.visible()];
    for (OrderingTerm term : select.orderBy()) {
      OptionalInt column = results.named(term.expr(), true);
      if (column.isPresent() && column.getAsInt() < sorted.length) {
        sorted[column.getAsInt()] = forms.has(results.expr(column.getAsInt()));
      }
    }
    for (boolean isSorted : sorted) {
      if (!isSorted) {
        return false;
      }
    }
    return true;
  }

  private Optional<List<ScanOrder.Term>> groupKeys(SelectCore.Query inner, Scope table) {
    ResultList shown = new ResultList(Stars.expand(inner.columns(), table), table);
    String name = scope.instances().getFirst().name();
    List<ScanOrder.Term> terms = new ArrayList<>();
    for (Expr key : inner.groupBy()) {
      OptionalInt column = shown.named(key, false);
      Optional<Collation> collation = Collations.of(key, table);
      if (column.isEmpty() || collation.isEmpty()) {
        return Optional.empty();
      }
      Optional<Identifier> shownAs = nameOf(shown.columns().get(column.getAsInt()));
      if (shownAs.isEmpty()) {
        return Optional.empty();
      }
      Expr outside = Expr.ColumnRef.of(name, shownAs.get().name());
      Collation compared =
          key.unparenthesized() instanceof Expr.IntegerLiteral
              ? Collations.of(outside, scope).orElse(Collation.BINARY)
              : collation.get();
      terms.add(new ScanOrder.Term(outside, compared, false));
    }
    return Optional.of(terms);
  }

  private static Optional<Identifier> nameOf(ResultColumn column) {
    return column instanceof ResultColumn.Computed(Expr expr, Optional<Identifier> alias, _)
        ? alias.or(
            () ->
                expr.unparenthesized() instanceof Expr.ColumnRef ref
                    ? Optional.of(ref.column())
                    : Optional.empty())
        : Optional.empty();
  }
}
