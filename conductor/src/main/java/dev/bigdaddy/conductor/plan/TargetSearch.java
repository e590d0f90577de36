package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.MergePlanner.RowOrder;
import dev.bigdaddy.conductor.plan.SelectPlanner.Planned;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.TreeWalker;
import dev.bigdaddy.sql.tree.CommonTable;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.IndexHint;
import dev.bigdaddy.sql.tree.JoinOperator;
import dev.bigdaddy.sql.tree.Limit;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.sql.tree.With;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.TableLayout;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The query that finds the rows of an UPDATE or DELETE.
///
///     DELETE FROM t WHERE a IN (SELECT b FROM u) ORDER BY c LIMIT 5
///     SELECT t.id FROM t WHERE a IN (SELECT b FROM u) ORDER BY c LIMIT 5
final class TargetSearch {
  private TargetSearch() {}

  /// Whether a query finds what the statement would: where it has a WITH of the target's name, the names
  /// mean different tables; two calls of random() differ; and a RIGHT JOIN would bind otherwise.
  static boolean isPossible(Statement statement) {
    return !Constants.hasRandom(statement)
        && switch (statement) {
          case Delete delete -> !hides(delete.with(), delete.table());
          case Update update ->
              !hides(update.with(), update.table())
                  && (update.from().isEmpty() || update.limit().isEmpty())
                  && update.from().map(TargetSearch::canFollow).orElse(true);
          case Statement _ -> false;
        };
  }

  private static boolean hides(Optional<With> with, QualifiedName table) {
    return with.isPresent()
        && TreeWalker.all(with.get(), CommonTable.class).stream()
            .anyMatch(common -> common.name().sameAs(table.name()));
  }

  private static boolean canFollow(TableRef from) {
    return !(from instanceof TableRef.Join join)
        || !join.operator().natural()
            && join.operator().type() != JoinOperator.Type.RIGHT
            && join.operator().type() != JoinOperator.Type.FULL
            && canFollow(join.left());
  }

  /// Finds the rows of a DELETE.
  ///
  /// @param columns what it gives of them, the key first
  static Select of(Delete delete, List<ResultColumn> columns) {
    return of(
        delete.with(),
        columns,
        target(delete.table(), delete.alias(), delete.indexHint()),
        delete.where(),
        delete.orderBy(),
        delete.limit());
  }

  /// Finds the rows of an UPDATE.
  ///
  /// @param columns what it gives of them, the key first
  static Select of(Update update, List<ResultColumn> columns) {
    TableRef target = target(update.table(), update.alias(), update.indexHint());
    return of(
        update.with(),
        columns,
        update.from().map(from -> joined(target, from)).orElse(target),
        update.where(),
        update.orderBy(),
        update.limit());
  }

  private static TableRef target(
      QualifiedName table, Optional<Identifier> alias, Optional<IndexHint> hint) {
    return new TableRef.Named(
        new QualifiedName(Optional.empty(), table.name(), Span.NONE), alias, hint, Span.NONE);
  }

  /// SQLite puts the target before the first table of FROM.
  private static TableRef joined(TableRef target, TableRef from) {
    return from instanceof TableRef.Join(var left, var operator, var right, var constraint, _)
        ? new TableRef.Join(joined(target, left), operator, right, constraint, Span.NONE)
        : new TableRef.Join(target, JoinOperator.COMMA, from, Optional.empty(), Span.NONE);
  }

  private static Select of(
      Optional<With> with,
      List<ResultColumn> columns,
      TableRef from,
      Optional<Expr> where,
      List<OrderingTerm> orderBy,
      Optional<Limit> limit) {
    SelectCore.Query query = Trees.query(columns, Optional.of(from), where);
    // Without LIMIT the order decides nothing.
    List<OrderingTerm> ordered = limit.isPresent() ? orderBy : List.of();
    return new Select(with, query, List.of(), ordered, limit, Span.NONE);
  }

  /// Plans it; empty if it would gather, since SQLite may as well do the whole statement then.
  static Optional<Planned> plan(Select search, UserTable table, SelectPlanner planner) {
    if (search.limit().isEmpty()) {
      return notGathered(planner.planSubResult(search, RowOrder.IS_FREE));
    }
    NodeSql inSqlite = NodeText.of(onlyKeys(search, table));
    return planner.isMultiIndex(inSqlite)
        ? Optional.empty()
        : notGathered(planner.planSubResult(search, inSqlite, RowOrder.AS_ONE_FILE));
  }

  private static Optional<Planned> notGathered(Planned planned) {
    return Optional.of(planned).filter(found -> !isGathered(found.plan()));
  }

  /// What SQLite makes of ORDER BY and LIMIT: `rowid IN (SELECT rowid FROM t … LIMIT …)`.
  private static Select onlyKeys(Select search, UserTable table) {
    SelectCore.Query query = (SelectCore.Query) search.core();
    int keys = GatheredTable.key(table).size();
    return Trees.withColumns(search, query, query.columns().subList(0, keys));
  }

  /// Whether a query gathers.
  static boolean isGathered(ReadPlan plan) {
    return plan instanceof ReadPlan.Gather
        || (plan instanceof ReadPlan.Spread(_, _, _, Optional<ReadPlan.Merge> merge)
            && merge.isPresent()
            && merge.get() instanceof ReadPlan.GatherInstead);
  }

  /// The nodes on which anything lies that a statement looks at.
  static Set<NodeId> nodes(WriteClosure closure, UserSchema schema) {
    Set<NodeId> nodes = new TreeSet<>();
    for (String name : closure.tables()) {
      schema.layout(name).map(TableLayout::nodes).ifPresent(nodes::addAll);
    }
    return nodes;
  }
}
