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
          : Optional.empty();
    }
    // A COLLATE deep inside reaches the comparison, and not the index.
    boolean collates = Trees.any(term.expr(), node -> node instanceof Expr.Collate);
    return term.collation() == Collation.BINARY && hasNoAffinity(term.expr()) && !collates
        ? valueOf(ofTable(term.expr()))
        : Optional.empty();
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
