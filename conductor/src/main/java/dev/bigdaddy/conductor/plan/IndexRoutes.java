package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.index.EntryTables;
import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.index.IndexTerm;
import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.topology.IndexStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the virtual index that narrows a statement's shards best.
///
/// An index fits if its leading terms are compared by `=` or IN with values known before any row is
/// read, by the collation and affinity that the index has, and if the condition of a partial index is
/// among the statement's own. The more terms, the fewer shards.
final class IndexRoutes {
  /// More combinations of values than this, and asking all shards is cheaper than looking all up.
  private static final int MOST_COMBINATIONS = 64;

  private final Instance instance;
  private final Scope scope;
  private final List<Expr> conditions;
  private final KeyRoutes columns;

  private IndexRoutes(Instance instance, Scope scope, List<Expr> conditions, KeyRoutes columns) {
    this.instance = instance;
    this.scope = scope;
    this.conditions = conditions;
    this.columns = columns;
  }

  /// The best index of a table, from conditions that all its rows satisfy.
  static Optional<KeyRoute> of(
      Instance instance,
      Scope scope,
      List<Expr> conditions,
      KeyEqualities equalities,
      IndexCatalog catalog) {
    if (instance.isDerived() || catalog.isEmpty()) {
      return Optional.empty();
    }
    IndexRoutes routes =
        new IndexRoutes(
            instance,
            scope,
            conditions,
            KeyRoutes.ofColumns(instance, scope, conditions, equalities));
    Optional<KeyRoute> best = Optional.empty();
    for (IndexCatalog.Entry entry : catalog.of(instance.table().layout().name())) {
      Optional<KeyRoute> route = routes.route(entry);
      boolean better =
          route.isPresent()
              && (best.isEmpty()
                  || route.get().alternatives().size() > best.get().alternatives().size());
      best = better ? route : best;
    }
    return best;
  }

  private Optional<KeyRoute> route(IndexCatalog.Entry entry) {
    EntryTables tables = entry.tables();
    if (entry.index().status() != IndexStatus.READY || !isImplied(tables.where())) {
      return Optional.empty();
    }
    List<List<Scalar>> alternatives = new ArrayList<>();
    int combinations = 1;
    for (IndexTerm term : tables.terms()) {
      Optional<List<Scalar>> values = values(term);
      if (values.isEmpty() || combinations * values.get().size() > MOST_COMBINATIONS) {
        break;
      }
      combinations *= values.get().size();
      alternatives.add(values.get());
    }
    return alternatives.isEmpty()
        ? Optional.empty()
        : Optional.of(new KeyRoute(instance.table(), alternatives, Optional.of(entry)));
  }

  private Optional<List<Scalar>> values(IndexTerm term) {
    if (term.column().isPresent()) {
      boolean sameOrder =
          term.column().get().collation().equals(Optional.of(term.collation()));
      return sameOrder
          ? columns.bestAlternatives(Optional.of(term.column().get().name()))
          : conditions.stream().flatMap(condition -> collated(condition, term).stream()).findFirst();
    }
    // A COLLATE deep inside reaches the comparison, and not the index.
    boolean collates = Trees.any(term.expr(), node -> node instanceof Expr.Collate);
    return term.collation() == Collation.BINARY && hasNoAffinity(term.expr()) && !collates
        ? valueOf(ofTable(term.expr()))
        : Optional.empty();
  }

  /// The values that a column is compared with by another collation than its own, which is the index's.
  private Optional<List<Scalar>> collated(Expr condition, IndexTerm term) {
    return switch (condition.unparenthesized()) {
      case Expr.Binary(BinaryOperator operator, Expr left, Expr right, _)
          when operator == BinaryOperator.EQUAL ->
          collated(left, List.of(right), term).or(() -> collated(right, List.of(left), term));
      case Expr.InList(Expr value, boolean negated, List<Expr> elements, _) when !negated ->
          isCollated(value) ? collated(value, elements, term) : Optional.empty();
      case Expr _ -> Optional.empty();
    };
  }

  /// Whoever says COLLATE, the column's side or the value's, it must be the index's collation.
  private Optional<List<Scalar>> collated(Expr column, List<Expr> values, IndexTerm term) {
    boolean either = isCollated(column) || values.stream().allMatch(IndexRoutes::isCollated);
    if (!either || !isBy(column, term) || !isColumn(withoutCollate(column), term)) {
      return Optional.empty();
    }
    List<Scalar> constants = new ArrayList<>();
    for (Expr value : values) {
      Optional<List<Scalar>> constant = constant(withoutCollate(value));
      if (constant.isEmpty() || !isBy(value, term)) {
        return Optional.empty();
      }
      constants.addAll(constant.get());
    }
    return Optional.of(constants);
  }

  private static boolean isCollated(Expr expr) {
    return expr.unparenthesized() instanceof Expr.Collate;
  }

  /// Whether an expression's COLLATE, if it has one, is the index's.
  private static boolean isBy(Expr expr, IndexTerm term) {
    return !(expr.unparenthesized() instanceof Expr.Collate(_, var collation, _))
        || Collation.named(collation.name()).equals(Optional.of(term.collation()));
  }

  private static Expr withoutCollate(Expr expr) {
    return expr.unparenthesized() instanceof Expr.Collate(Expr operand, _, _)
        ? operand.unparenthesized()
        : expr.unparenthesized();
  }

  private boolean isColumn(Expr expr, IndexTerm term) {
    return expr instanceof Expr.ColumnRef ref
        && scope
            .resolve(ref)
            .filter(resolved -> resolved.instance().equals(instance))
            .flatMap(Scope.Resolved::column)
            .equals(term.column());
  }

  /// What these give is compared as it is.
  private static boolean hasNoAffinity(Expr expr) {
    return switch (expr) {
      case Expr.FunctionCall _, Expr.Binary _ -> true;
      case Expr _ -> false;
    };
  }

  private Optional<List<Scalar>> valueOf(Expr term) {
    for (Expr condition : conditions) {
      if (condition.unparenthesized() instanceof Expr.Binary(var operator, Expr l, Expr r, _)
          && operator == BinaryOperator.EQUAL) {
        if (canonical(l).equals(term)) {
          return constant(r);
        }
        if (canonical(r).equals(term)) {
          return constant(l);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<List<Scalar>> constant(Expr expr) {
    boolean plain =
        !Trees.any(expr, node -> node instanceof Expr.Collate || node instanceof Expr.Cast);
    return plain ? Constants.of(expr).map(List::of) : Optional.empty();
  }

  /// Whether every row that the statement can see is in the index.
  private boolean isImplied(Optional<Expr> where) {
    if (where.isEmpty()) {
      return true;
    }
    List<Expr> known = conditions.stream().map(this::canonical).toList();
    return Conditions.terms(where.get()).stream().map(this::ofTable).allMatch(known::contains);
  }

  private Expr canonical(Expr expr) {
    return Trees.canonical(expr, scope);
  }

  /// An expression of CREATE INDEX, whose columns are those of the one table.
  private Expr ofTable(Expr expr) {
    Expr named =
        Trees.rewriteExpr(
            expr,
            inner ->
                inner instanceof Expr.ColumnRef ref
                        && instance.table().position(ref.column().name()) >= 0
                    ? Expr.ColumnRef.of(instance.name(), ref.column().name())
                    : inner);
    return canonical(named);
  }
}
