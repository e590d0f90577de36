package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.GatheredTable.RowFilter;
import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.plan.Scope.Resolved;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.TreeWalker;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.JoinConstraint;
import dev.bigdaddy.sql.tree.JoinOperator;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rows that a gathered SELECT needs of its tables.
///
///     SELECT rank() OVER (ORDER BY a) FROM t WHERE b = 5
///     SELECT a, b FROM t AS t WHERE t.b = 5
///
/// A row that fails a term of WHERE, or of an inner join's ON, adds nothing to the answer, and the
/// statement, which runs over the loaded rows unchanged, would leave it out itself. So the table must
/// stand nowhere else in it, and no outer join may fill it with NULLs. A row left out early is one of
/// which SQLite computes nothing: terms go to the nodes only if no condition can fail. Used by one
/// thread, for one statement.
final class GatherFilters {
  private final UserSchema schema;
  private final List<Instance> instances = new ArrayList<>();
  private final Set<Instance> filled = new HashSet<>();
  private final List<Expr> conditions = new ArrayList<>();

  private GatherFilters(UserSchema schema) {
    this.schema = schema;
  }

  /// What narrows the rows of tables, by folded name.
  static Map<String, RowFilter> of(Select select, TableUses uses, UserSchema schema) {
    boolean plain =
        uses.views().isEmpty()
            && uses.own().isEmpty()
            && !uses.commonTables()
            && !uses.schemaTables()
            && !select.isCompound();
    if (!plain
        || !(select.core() instanceof SelectCore.Query query)
        || query.from().isEmpty()) {
      return Map.of();
    }
    return new GatherFilters(schema).filters(select, query, query.from().get());
  }

  private Map<String, RowFilter> filters(Select select, SelectCore.Query query, TableRef from) {
    if (!enter(from, false)) {
      return Map.of();
    }
    Scope scope = new Scope(instances);
    query.where().ifPresent(conditions::add);
    if (scope.hasDoubleNames()
        || !conditions.stream().allMatch(term -> TargetFilter.isSafe(term, scope))) {
      return Map.of();
    }
    List<Expr> restricting = Conditions.restricting(query);
    Map<String, Integer> named = timesNamed(select);
    Map<String, RowFilter> filters = new HashMap<>();
    for (Instance instance : instances) {
      String name = TableName.fold(instance.table().name());
      boolean once = named.getOrDefault(name, 0) == 1 && !filled.contains(instance);
      if (once && keepsOrder(instance.table())) {
        filter(instance, scope, restricting).ifPresent(filter -> filters.put(name, filter));
      }
    }
    return filters;
  }

  /// Whether rows come to lie in their own order, in whatever order a node's index finds them.
  private static boolean keepsOrder(UserTable table) {
    return !table.hasRowid()
        || table.rowidAlias().isPresent()
        || table.rowidName().isPresent();
  }

  /// Takes the tables and conditions of a part of FROM; false if it has what is not looked into.
  private boolean enter(TableRef from, boolean fills) {
    return switch (from) {
      case TableRef.Named named -> {
        String name = named.name().name().name();
        Optional<UserTable> table = schema.table(name);
        table.ifPresent(t -> add(named.alias().map(a -> a.name()).orElse(name), t, fills));
        yield table.isPresent();
      }
      case TableRef.Parenthesized(TableRef inner, var alias, _) ->
          alias.isEmpty() && enter(inner, fills);
      case TableRef.Join join -> isPlain(join) && enterBoth(join, fills);
      case TableRef.Function _, TableRef.Subquery _ -> false;
    };
  }

  private void add(String name, UserTable table, boolean fills) {
    Instance instance = new Instance(name, table, 0);
    instances.add(instance);
    if (fills) {
      filled.add(instance);
    }
  }

  private boolean enterBoth(TableRef.Join join, boolean fills) {
    boolean fillsRight = join.operator().type() == JoinOperator.Type.LEFT;
    if (join.constraint().isPresent()
        && join.constraint().get() instanceof JoinConstraint.On(Expr condition, _)) {
      conditions.add(condition);
    }
    return enter(join.left(), fills) && enter(join.right(), fills || fillsRight);
  }

  private static boolean isPlain(TableRef.Join join) {
    boolean using =
        join.constraint().isPresent() && join.constraint().get() instanceof JoinConstraint.Using;
    return !using
        && !join.operator().natural()
        && switch (join.operator().type()) {
          case COMMA, INNER, CROSS, LEFT -> true;
          case RIGHT, FULL -> false;
        };
  }

  /// How often each name of a table stands in a statement.
  private static Map<String, Integer> timesNamed(Select select) {
    Map<String, Integer> times = new HashMap<>();
    Trees.visit(
        select,
        node -> {
          switch (node) {
            case TableRef.Named named -> count(named.name(), times);
            case Expr.InTable in -> count(in.table(), times);
            case Node _ -> {
              // Names no table.
            }
          }
        });
    return times;
  }

  private static void count(QualifiedName name, Map<String, Integer> times) {
    times.merge(TableName.fold(name.name().name()), 1, Integer::sum);
  }

  private static Optional<RowFilter> filter(Instance instance, Scope scope, List<Expr> terms) {
    List<Expr> own = new ArrayList<>();
    for (Expr term : terms) {
      if (concerns(term, instance, scope)) {
        own.add(new Expr.Parenthesized(qualified(term, instance, scope), Span.NONE));
      }
    }
    return own.stream()
        .reduce((a, b) -> Expr.Binary.of(BinaryOperator.AND, a, b))
        .map(
            all ->
                new RowFilter(
                    SqlText.quote(instance.name()),
                    TargetFilter.condition(all),
                    route(instance, own)));
  }

  private static Optional<KeyRoute> route(Instance instance, List<Expr> terms) {
    return instance.table().layout().kind() == TableKind.SPREAD
        ? KeyRoutes.of(instance, new Scope(List.of(instance)), terms)
        : Optional.empty();
  }

  private static boolean concerns(Expr term, Instance instance, Scope scope) {
    List<Expr.ColumnRef> columns = TreeWalker.all(term, Expr.ColumnRef.class);
    return !columns.isEmpty() && columns.stream().allMatch(ref -> isOf(ref, instance, scope));
  }

  /// Whether it is a column that nodes know and compare as the user's table does.
  private static boolean isOf(Expr.ColumnRef ref, Instance instance, Scope scope) {
    Optional<Resolved> resolved = scope.resolve(ref);
    return resolved.isPresent()
        && resolved.get().instance().equals(instance)
        && instance.table().position(ref.column().name()) >= 0
        && resolved.get().column().flatMap(column -> column.collation()).isPresent();
  }

  /// Names columns by the table's alias: a node may be attached by the name of another schema.
  private static Expr qualified(Expr term, Instance instance, Scope scope) {
    return Trees.rewriteExpr(
        term,
        expr ->
            expr instanceof Expr.ColumnRef ref
                ? Expr.ColumnRef.of(
                    instance.name(),
                    scope.resolve(ref).flatMap(Resolved::column).orElseThrow().name())
                : expr);
  }
}
