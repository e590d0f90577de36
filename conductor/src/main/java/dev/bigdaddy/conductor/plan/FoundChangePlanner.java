package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.SelectPlanner.Planned;
import dev.bigdaddy.conductor.plan.WritePlan.FoundChange;
import dev.bigdaddy.conductor.plan.WritePlan.Otherwise;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Assignment;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.ConflictAction;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.JoinConstraint;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Plans an UPDATE or DELETE of a spread table that looks at other rows: a query finds the rows and what
/// they are given, by its own best plan, and then each row is changed on its node.
///
///     UPDATE t SET a = (SELECT max(b) FROM u WHERE u.t = t.id) WHERE c IN (SELECT c FROM v)
///     SELECT t.id, (SELECT max(b) FROM u WHERE u.t = t.id) FROM t WHERE c IN (SELECT c FROM v)
///     UPDATE t SET a = ?1 WHERE id = ?2                                            (for each row)
///
/// **Why it is exact.** SQLite finds all rows before it changes the first where WHERE has a subquery, and
/// FROM, ORDER BY and LIMIT become one. What SET computes from the target's own rows it computes row by
/// row, and sees what it has changed: that fits if one row is found, if the subquery is computed once, or
/// if it looks at no column that is assigned. No key may be assigned, so that the order of the rows
/// matters to none of them. Whatever fails starts over where SQLite does all of it itself. Used by one
/// thread, for one statement.
final class FoundChangePlanner {
  private final SchemaVersion version;
  private final UserTable table;
  private final WriteClosure closure;
  private final ExtraValues extras;
  private final Otherwise otherwise;

  FoundChangePlanner(
      SchemaVersion version,
      UserTable table,
      WriteClosure closure,
      ExtraValues extras,
      Otherwise otherwise) {
    this.version = version;
    this.table = table;
    this.closure = closure;
    this.extras = extras;
    this.otherwise = otherwise;
  }

  FoundChange plan(Delete delete) {
    refuseParts(delete);
    List<String> columns = columns();
    String name = name(delete.alias());
    Select search = TargetSearch.of(delete, columns(name, columns));
    Returned returned = returned(delete.returning(), delete.alias());
    Delete onNode =
        new Delete(
            Optional.empty(),
            QualifiedName.of(table.name()),
            delete.alias(),
            Optional.empty(),
            Optional.of(isRow(name, columns)),
            returned.columns(),
            List.of(),
            Optional.empty(),
            Span.NONE);
    return change(search, NodeText.of(onNode), true, Set.of(), returned, false);
  }

  FoundChange plan(Update update) {
    refuseParts(update);
    boolean aborts =
        update.onConflict().isEmpty() || update.onConflict().get() == ConflictAction.ABORT;
    refuse(!aborts, "UPDATE OR " + update.onConflict().map(Enum::name).orElse(""));
    ConflictClauses.refuse(table);
    Set<String> assigned = TargetFilter.assigned(update);
    refuseKeys(assigned);
    List<Identifier> targets = new ArrayList<>();
    List<Expr> given = new ArrayList<>();
    boolean oneRow = false;
    for (Assignment assignment : update.assignments()) {
      switch (assignment) {
        case Assignment.ToColumn(Identifier column, Expr value, _) -> {
          targets.add(column);
          given.add(value);
          oneRow |= update.from().isEmpty() && seesChanges(value, update, assigned);
        }
        case Assignment.ToColumns(List<Identifier> columns, Expr value, _) -> {
          List<Expr> values = valuesOf(value);
          refuse(values.size() != columns.size(), "an assignment of a row");
          targets.addAll(columns);
          given.addAll(values);
          oneRow |= update.from().isEmpty() && seesChanges(value, update, assigned);
        }
      }
    }
    List<String> columns = columns();
    String name = name(update.alias());
    List<ResultColumn> searched = new ArrayList<>(columns(name, columns));
    given.forEach(value -> searched.add(Trees.computed(value)));
    Select search = TargetSearch.of(update, searched);
    List<Assignment> assignments = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      assignments.add(
          new Assignment.ToColumn(targets.get(i), ofRow(columns.size() + i), Span.NONE));
    }
    Returned returned = returned(update.returning(), update.alias());
    Update onNode =
        new Update(
            Optional.empty(),
            Optional.empty(),
            QualifiedName.of(table.name()),
            update.alias(),
            Optional.empty(),
            assignments,
            Optional.empty(),
            Optional.of(isRow(name, columns)),
            returned.columns(),
            List.of(),
            Optional.empty(),
            Span.NONE);
    return change(search, NodeText.of(onNode), false, assigned, returned, oneRow);
  }

  /// The values of a row, each for itself; none if they only come together.
  private static List<Expr> valuesOf(Expr row) {
    return switch (row.unparenthesized()) {
      case Expr.RowValue(List<Expr> values, _) -> values;
      case Expr.ScalarSubquery(Select select, Span span)
          when !select.isCompound()
              && select.core() instanceof SelectCore.Query query
              && query.groupBy().isEmpty()
              && query.having().isEmpty()
              && select.orderBy().isEmpty()
              && query.columns().stream().allMatch(FoundChangePlanner::standsAlone) ->
          query.columns().stream()
              .map(
                  column ->
                      (Expr)
                          new Expr.ScalarSubquery(
                              Trees.withColumns(select, query, List.of(column)), span))
              .toList();
      case Expr _ -> List.of();
    };
  }

  /// Of equal values an extreme alone can be another one than beside others: SQLite reads it from an index.
  private static boolean standsAlone(ResultColumn column) {
    return column instanceof ResultColumn.Computed(Expr expr, _, _)
        && expr.unparenthesized() instanceof Expr.FunctionCall call
        && Aggregates.isAggregate(call)
        && !call.name().sameAs("min")
        && !call.name().sameAs("max");
  }

  private FoundChange change(
      Select search,
      NodeSql sql,
      boolean deletes,
      Set<String> assigned,
      Returned returned,
      boolean oneRow) {
    Planned planned =
        TargetSearch.plan(search, table, new SelectPlanner(version, extras))
            .orElseThrow(() -> NotSupported.of("a search that gathers"));
    return new FoundChange(
        table,
        planned.plan(),
        planned.reason(),
        TargetSearch.nodes(closure, version.user()),
        columns(),
        sql,
        deletes,
        assigned,
        returned.asked(),
        returned.ordered(),
        joins(search),
        oneRow,
        otherwise);
  }

  private static boolean joins(Select search) {
    return search.core() instanceof SelectCore.Query query
        && query.from().orElseThrow() instanceof TableRef.Join;
  }

  private void refuse(boolean condition, String what) {
    if (condition) {
      throw NotSupported.of(what + " on spread table " + table.name());
    }
  }

  private void refuseParts(Statement statement) {
    refuse(!TargetSearch.isPossible(statement), "a search for the rows");
  }

  /// Nothing may be assigned that other rows could collide with, or that says where the row lies.
  private void refuseKeys(Set<String> assigned) {
    refuse(
        new TargetFilter(version.user(), table).assignsKey(assigned), "UPDATE of a unique key");
    for (String column : table.layout().shardKey()) {
      refuse(
          assigned.contains(TableName.fold(column)) || table.column(column).generated(),
          "UPDATE of the shard key " + column);
    }
  }

  /// Whether a value that SET computes for one row depends on what it has assigned to others.
  private boolean seesChanges(Expr value, Update update, Set<String> assigned) {
    if (!LocalSubqueries.anyIn(value)) {
      return false;
    }
    boolean readsTarget =
        readsTarget(value)
            || (update.with().isPresent() && readsTarget(update.with().get()));
    return readsTarget && !isComputedOnce(value) && looksAt(value, update, assigned);
  }

  private boolean readsTarget(Node node) {
    return TableUses.of(node, version.user()).tables().contains(TableName.fold(table.name()));
  }

  /// Whether its subqueries are computed for the first row, before anything is changed, and then known.
  private boolean isComputedOnce(Expr value) {
    return switch (value) {
      case Expr.Parenthesized(Expr inner, _) -> isComputedOnce(inner);
      case Expr.Unary unary -> isComputedOnce(unary.operand());
      case Expr.Binary binary when LocalSubqueries.anyIn(binary) ->
          binary.operator() != BinaryOperator.AND
              && binary.operator() != BinaryOperator.OR
              && isNeeded(binary.left(), binary.right())
              && isNeeded(binary.right(), binary.left());
      case Expr.ScalarSubquery(Select select, _) -> standsAlone(select);
      case Expr.Exists(Select select, _) -> standsAlone(select);
      case Expr other -> !LocalSubqueries.anyIn(other);
    };
  }

  /// Whether an operand is computed whatever the other is: beside NULL, SQLite passes a subquery over.
  private boolean isNeeded(Expr operand, Expr other) {
    return !LocalSubqueries.anyIn(operand) || (isComputedOnce(operand) && isValue(other));
  }

  private static boolean isValue(Expr expr) {
    return expr.unparenthesized() instanceof Expr.Literal literal
        && !(literal instanceof Expr.NullLiteral);
  }

  private boolean standsAlone(Select select) {
    SelectPlanner planner = new SelectPlanner(version, extras);
    return new SubResultPlanner(planner, version, extras, planner.sentNames()).standsAlone(select);
  }

  /// Whether a subquery may look at a column that is assigned: by its name, or by no name.
  private boolean looksAt(Expr value, Update update, Set<String> assigned) {
    boolean unnamed =
        update.with().isPresent()
            || table.columns().stream().anyMatch(UserColumn::generated)
            || !TableUses.of(value, version.user()).views().isEmpty();
    return unnamed
        || Trees.any(
            value,
            node ->
                switch (node) {
                  case Expr.ColumnRef ref ->
                      assigned.contains(TableName.fold(ref.column().name()));
                  case ResultColumn.Star _, ResultColumn.TableStar _, Expr.InTable _ -> true;
                  case JoinConstraint.Using _ -> true;
                  case TableRef.Join join -> join.operator().natural();
                  case Node _ -> false;
                });
  }

  /// The key of a row, and what else says where it lies.
  private List<String> columns() {
    List<String> columns = new ArrayList<>(GatheredTable.key(table));
    for (String key : table.layout().shardKey()) {
      if (columns.stream().noneMatch(c -> TableName.fold(c).equals(TableName.fold(key)))) {
        columns.add(key);
      }
    }
    return columns;
  }

  private String name(Optional<Identifier> alias) {
    return alias.map(Identifier::name).orElse(table.name());
  }

  private static List<ResultColumn> columns(String name, List<String> columns) {
    return columns.stream().map(column -> Trees.computed(Expr.ColumnRef.of(name, column))).toList();
  }

  /// `t.id = ?`, for a row of the search
  private Expr isRow(String name, List<String> columns) {
    int keys = GatheredTable.key(table).size();
    Optional<Expr> all = Optional.empty();
    for (int i = 0; i < keys; i++) {
      Expr equal =
          new Expr.Binary(BinaryOperator.EQUAL, key(name, columns.get(i)), ofRow(i), Span.NONE);
      all =
          all.<Expr>map(before -> new Expr.Binary(BinaryOperator.AND, before, equal, Span.NONE))
              .or(() -> Optional.of(equal));
    }
    return all.orElseThrow();
  }

  /// The primary key may tell values apart that the column's own collation does not.
  private Expr key(String name, String column) {
    Expr key = Expr.ColumnRef.of(name, column);
    if (table.hasRowid()) {
      return key;
    }
    Collation collation = GatheredTable.keyCollation(table, column);
    return table.column(column).collation().equals(Optional.of(collation))
        ? key
        : new Expr.Collate(key, Identifier.of(collation.name()), Span.NONE);
  }

  private static Expr ofRow(int place) {
    return Expr.Parameter.numbered(NodeSql.ROW + place + 1);
  }

  /// What the user asked for, with the rowid by which rows are ordered behind it.
  private record Returned(List<ResultColumn> columns, OptionalInt asked, boolean ordered) {}

  private Returned returned(List<ResultColumn> clause, Optional<Identifier> alias) {
    if (clause.isEmpty()) {
      return new Returned(List.of(), OptionalInt.empty(), false);
    }
    List<ResultColumn> columns =
        new ArrayList<>(ReturningClause.expanded(clause, alias, table));
    int asked = columns.size();
    if (table.hasRowid()) {
      columns.add(Trees.computed(Expr.ColumnRef.of(GatheredTable.key(table).getFirst())));
    }
    return new Returned(columns, OptionalInt.of(asked), table.hasRowid());
  }
}
