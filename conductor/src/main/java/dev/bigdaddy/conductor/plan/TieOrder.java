package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.QueryPlan;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The order of rows that ORDER BY leaves open: that in which one file would give them to its sorter.
///
/// Over one table it is that of its scan, of the groups, or of the windows. Over several tables it is
/// free. Used by one thread, for one statement.
final class TieOrder {
  private final Select select;
  private final SelectCore.Query query;
  private final Scope scope;
  private final UserSchema schema;
  private final ResultList results;

  TieOrder(Select select, SelectCore.Query query, Scope scope, UserSchema schema) {
    this.select = select;
    this.query = query;
    this.scope = scope;
    this.schema = schema;
    this.results = new ResultList(query.columns(), scope);
  }

  /// The terms that stand behind the user's own; empty if the order cannot be told in terms.
  ///
  /// @param plan SQLite's plan for the statement on one plain file
  Optional<List<ScanOrder.Term>> terms(Later<QueryPlan> plan) {
    if (!query.groupBy().isEmpty()) {
      return groupTerms(plan.get().steps());
    }
    if (scope.instances().size() != 1) {
      return Optional.of(List.of());
    }
    if (WindowPartitions.anyIn(select)) {
      return hiddenOr(new WindowOrder(query, scope).terms(select, plan.get(), schema));
    }
    return scope.instances().getFirst().isDerived()
        ? hiddenOr(new DerivedOrder(query, scope).ties(schema, plan.get()))
        : scansByRowidOnly() ? Optional.of(byRow()) : scanTerms(plan.get().steps());
  }

  private List<ScanOrder.Term> byRow() {
    return ScanOrder.byRow(scope.instances().getFirst());
  }

  /// Whether SQLite's plan needs no look, as there is but one: the table has no index, nothing lets rowids
  /// be visited one by one in another order, and no term sorts by them.
  private boolean scansByRowidOnly() {
    UserTable table = scope.instances().getFirst().table();
    boolean noIndex =
        table.hasRowid()
            && schema.indexes(table.name()).isEmpty()
            && table.uniqueKeys().stream()
                .allMatch(key -> key.primary() && table.rowidAlias().isPresent());
    return noIndex
        && !Trees.any(select, TieOrder::mayVisitRowids)
        && select.orderBy().stream().noneMatch(term -> Trees.any(sortedBy(term), this::isRowid));
  }

  private static boolean mayVisitRowids(Node node) {
    return switch (node) {
      case Expr.InList _, Expr.InSelect _, Expr.InTable _ -> true;
      case Expr.Binary binary -> binary.operator() == BinaryOperator.OR;
      case Node _ -> false;
    };
  }

  private boolean isRowid(Node node) {
    UserTable table = scope.instances().getFirst().table();
    return node instanceof Expr.ColumnRef ref
        && (table.position(ref.column().name()) < 0
            || table.rowidAlias().filter(ref.column()::sameAs).isPresent());
  }

  private Optional<List<ScanOrder.Term>> hiddenOr(Optional<List<ScanOrder.Term>> terms) {
    return terms.isEmpty() && hidesTies() ? Optional.of(List.of()) : terms;
  }

  private Optional<List<ScanOrder.Term>> scanTerms(List<String> details) {
    Scope.Instance instance = scope.instances().getFirst();
    Optional<ScanOrder> order = ScanOrder.of(details, instance, schema);
    if (order.isEmpty()) {
      return Optional.of(ScanOrder.byRow(instance));
    }
    List<ScanOrder.Wanted> wanted = new ArrayList<>();
    for (OrderingTerm term : select.orderBy()) {
      Expr expr = sortedBy(term);
      Expr compared =
          term.expr().unparenthesized() instanceof Expr.Collate c ? c : named(term.expr());
      Optional<Collation> collation = Collations.of(compared, scope);
      if (collation.isEmpty()) {
        return Optional.empty();
      }
      OrderingTerm.Nulls moved =
          term.descending() ? OrderingTerm.Nulls.FIRST : OrderingTerm.Nulls.LAST;
      wanted.add(
          new ScanOrder.Wanted(
              new ScanOrder.Term(expr, collation.get(), term.descending()),
              term.nulls().equals(Optional.of(moved))));
    }
    return Optional.of(
        order.get().towards(wanted, scope, Conditions.restricting(query)).terms());
  }

  /// What SQLite looks for in an index, be it named or written out.
  private Expr sortedBy(OrderingTerm term) {
    return bare(named(bare(term.expr())));
  }

  private Expr named(Expr expr) {
    OptionalInt named = results.named(expr, true);
    return named.isPresent() ? results.expr(named.getAsInt()) : expr;
  }

  /// Without what only says how to compare, or how likely it is.
  private static Expr bare(Expr expr) {
    return switch (expr.unparenthesized()) {
      case Expr.Collate(Expr operand, _, _) -> bare(operand);
      case Expr.FunctionCall call
          when Trees.isLikelihood(call) && !call.arguments().isEmpty() ->
          bare(call.arguments().getFirst());
      case Expr other -> other;
    };
  }

  /// Groups come in the order of an index, or sorted by their keys: then each in the direction of the
  /// ORDER BY term at its place if there are as many, since SQLite hopes to sort only once.
  private Optional<List<ScanOrder.Term>> groupTerms(List<String> details) {
    List<Expr> keys = new ArrayList<>();
    for (Expr expr : query.groupBy()) {
      var named = results.named(expr, false);
      keys.add(named.isPresent() ? results.expr(named.getAsInt()) : qualified(expr));
    }
    Optional<List<ScanOrder.Term>> scanned = GroupOrder.byScan(keys, scope, details, schema);
    if (scanned.isPresent()) {
      return scanned;
    }
    boolean aligned = select.orderBy().size() == keys.size();
    List<ScanOrder.Term> terms = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      Optional<Collation> collation = Collations.of(keys.get(i), scope);
      if (collation.isEmpty()) {
        return Optional.empty();
      }
      boolean descending = aligned && select.orderBy().get(i).descending();
      terms.add(new ScanOrder.Term(keys.get(i), collation.get(), descending));
    }
    return Optional.of(terms);
  }

  /// ORDER BY would take a name for an alias of the result, which GROUP BY does not:
  ///
  ///     SELECT n AS k FROM t GROUP BY k
  ///     SELECT n AS k, t.k FROM t GROUP BY k ORDER BY t.k
  private Expr qualified(Expr expr) {
    return expr.unparenthesized() instanceof Expr.ColumnRef ref
        ? scope
            .resolve(ref)
            .filter(resolved -> resolved.column().isPresent())
            .<Expr>map(
                resolved -> Expr.ColumnRef.of(resolved.instance().name(), ref.column().name()))
            .orElse(expr)
        : expr;
  }

  /// Whether rows that tie look the same: all that is shown is sorted by, and equal values do not
  /// differ.
  private boolean hidesTies() {
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
}
