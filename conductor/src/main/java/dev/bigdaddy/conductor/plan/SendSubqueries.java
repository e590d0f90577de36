package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.ReadPlan.SubResult;
import dev.bigdaddy.conductor.plan.SendAlong.Way;
import dev.bigdaddy.conductor.plan.SubResultPlanner.Sent;
import dev.bigdaddy.conductor.plan.SubResultPlanner.ValueResult;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.TreeRewriter;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Sends the uncorrelated subqueries of a query's expressions along, where they read what is not on
/// every node.
///
///     SELECT a FROM t WHERE b > (SELECT avg(b) FROM t) AND c IN (SELECT c FROM u)
///     SELECT a FROM t WHERE b > ?1 AND c IN (SELECT c FROM _bigdaddy_sent_0)
///
/// Used by one thread, for one statement.
final class SendSubqueries {
  private static final Set<BinaryOperator> COMPARISONS =
      EnumSet.of(
          BinaryOperator.EQUAL,
          BinaryOperator.NOT_EQUAL,
          BinaryOperator.LESS,
          BinaryOperator.LESS_OR_EQUAL,
          BinaryOperator.GREATER,
          BinaryOperator.GREATER_OR_EQUAL,
          BinaryOperator.IS,
          BinaryOperator.IS_NOT);

  private final UserSchema schema;
  private final Relations names;
  private final SubResultPlanner planner;
  private final List<SubResult> subResults = new ArrayList<>();
  private final Map<String, UserTable> tables = new HashMap<>();
  private final Map<String, Expr> known = new HashMap<>();

  SendSubqueries(UserSchema schema, SubResultPlanner planner) {
    this.schema = schema;
    this.names = Relations.of(schema).forNames();
    this.planner = planner;
  }

  Way in(Select select) {
    if (!LocalSubqueries.anyIn(select)) {
      return Way.of(select);
    }
    Select rewritten = deep(select);
    return new Way(rewritten, subResults, tables, List.of());
  }

  /// Goes into subqueries in FROM too.
  private Select deep(Select select) {
    if (!(select.core() instanceof SelectCore.Query query) || select.isCompound()) {
      return select;
    }
    Optional<TableRef> from = query.from().map(table -> LocalSubqueries.inFrom(table, this::deep));
    Select inner = Trees.withCore(select, LocalSubqueries.withFrom(query, from));
    return LocalSubqueries.expressions(withComparedValues(inner), rewriter());
  }

  /// Subqueries that WHERE compares with columns of the same affinity: then a value is compared as what
  /// it is, and can even choose the shards.
  ///
  ///     SELECT a FROM t WHERE id = (SELECT t FROM u WHERE b = 5)
  ///     SELECT a FROM t WHERE id = ?1
  private Select withComparedValues(Select select) {
    SelectCore.Query query = (SelectCore.Query) select.core();
    List<Expr> terms = Conditions.terms(query.where());
    if (terms.stream().noneMatch(SendSubqueries::comparesSubquery)) {
      return select;
    }
    Optional<Scope> scope =
        Partitioning.of(select, names, Optional.empty(), Set.of())
            .result()
            .map(Partitioning.Result::scope);
    return scope.isEmpty()
        ? select
        : Trees.withCore(
            select,
            Trees.withWhere(
                query,
                Conditions.all(
                    terms.stream().map(term -> withComparedValue(term, scope.get())).toList())));
  }

  private static boolean comparesSubquery(Expr term) {
    return term instanceof Expr.Binary(var operator, Expr left, Expr right, _)
        && COMPARISONS.contains(operator)
        && (left.unparenthesized() instanceof Expr.ScalarSubquery
            || right.unparenthesized() instanceof Expr.ScalarSubquery);
  }

  private Expr withComparedValue(Expr term, Scope scope) {
    if (!comparesSubquery(term)) {
      return term;
    }
    Expr.Binary comparison = (Expr.Binary) term;
    return new Expr.Binary(
        comparison.operator(),
        compared(comparison.left(), comparison.right(), scope),
        compared(comparison.right(), comparison.left(), scope),
        comparison.span());
  }

  /// One side of a comparison with a column on the other.
  private Expr compared(Expr side, Expr other, Scope scope) {
    if (!(side.unparenthesized() instanceof Expr.ScalarSubquery(Select select, _))
        || !(other.unparenthesized() instanceof Expr.ColumnRef ref)
        || isEverywhere(select)) {
      return side;
    }
    return scope
        .resolve(ref)
        .flatMap(Scope.Resolved::column)
        .flatMap(column -> planner.valueLike(select, column.affinity()))
        .map(this::keep)
        .orElse(side);
  }

  private TreeRewriter rewriter() {
    return new TreeRewriter() {
      @Override
      protected Optional<Expr> replaceWhole(Expr expr) {
        return switch (expr) {
          case Expr.ScalarSubquery(Select select, _) -> scalar(select);
          case Expr.Exists(Select select, _) -> exists(select);
          case Expr.InSelect in ->
              table(in.select())
                  .map(
                      sent ->
                          new Expr.InSelect(
                              rewrite(in.value()), in.negated(), sent, in.span()));
          case Expr _ -> Optional.empty();
        };
      }
    };
  }

  /// Whether every node could answer it as it is.
  private boolean isEverywhere(Select select) {
    TableUses uses = TableUses.of(select, schema);
    return !uses.any(TableKind.SPREAD, schema) && !uses.any(TableKind.WHOLE, schema);
  }

  private Optional<Expr> scalar(Select select) {
    if (isEverywhere(select)) {
      return Optional.empty();
    }
    String text = "value " + NodeText.of(select).text() + parameters(select);
    if (known.containsKey(text)) {
      return Optional.of(known.get(text));
    }
    Optional<ValueResult> value = planner.value(select);
    Optional<Expr> expr =
        value.isPresent()
            ? value.map(this::keep)
            : table(SubResultPlanner.firstRow(select))
                .map(sent -> (Expr) new Expr.ScalarSubquery(sent, Span.NONE));
    expr.ifPresent(e -> known.put(text, e));
    return expr;
  }

  private static String parameters(Select select) {
    return Arrays.toString(NodeText.of(select).sources());
  }

  private Optional<Expr> exists(Select select) {
    return isEverywhere(select) ? Optional.empty() : planner.presence(select).map(this::keep);
  }

  private Expr keep(ValueResult value) {
    subResults.add(value.subResult());
    return value.value();
  }

  private Optional<Select> table(Select select) {
    if (isEverywhere(select)) {
      return Optional.empty();
    }
    Optional<Sent> sent = planner.table(select, Optional.empty());
    sent.ifPresent(
        s -> {
          subResults.add(s.subResult());
          tables.put(s.name(), s.table());
        });
    return sent.map(s -> allOf(s.name(), s.table()));
  }

  /// `SELECT a, b FROM name`
  static Select allOf(String name, UserTable table) {
    List<ResultColumn> columns = new ArrayList<>();
    for (String column : SubResultPlanner.names(table)) {
      columns.add(
          new ResultColumn.Computed(
              Expr.ColumnRef.of(column), Optional.empty(), Span.NONE));
    }
    return Select.of(
        Trees.query(columns, Optional.of(TableRef.Named.of(name)), Optional.empty()));
  }
}
