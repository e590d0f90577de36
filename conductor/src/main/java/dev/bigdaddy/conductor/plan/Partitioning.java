package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.plan.Scope.Resolved;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.JoinConstraint;
import dev.bigdaddy.sql.tree.JoinOperator;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.TableRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Decides whether a FROM clause can be computed by every node for itself: whether its rows over the
/// whole database are exactly the rows over each node's part, put together.
///
/// That holds for one spread table, for reference tables beside it, and for spread tables that are
/// joined on equal shard keys and placed alike. It does not hold where a table that is on every node
/// is the preserved side of an outer join, since its unmatched rows would come once per node.
final class Partitioning {
  private final UserSchema schema;
  private final List<Instance> instances = new ArrayList<>();
  private String obstacle = "";
  private List<Expr> whereTerms = List.of();

  private Partitioning(UserSchema schema) {
    this.schema = schema;
  }

  /// How a FROM clause lies on the nodes.
  ///
  /// @param scope its tables
  /// @param anchor the spread table whose shards are asked
  record Result(Scope scope, Instance anchor) {}

  /// The outcome of the analysis: a result, or the obstacle in words.
  record Outcome(Optional<Result> result, String obstacle) {}

  static Outcome of(SelectCore.Query query, UserSchema schema) {
    Partitioning analysis = new Partitioning(schema);
    if (query.from().isEmpty()) {
      return new Outcome(Optional.empty(), "no FROM clause");
    }
    analysis.whereTerms = Conditions.terms(query.where());
    Optional<Part> part = analysis.part(query.from().get());
    Scope scope = new Scope(analysis.instances);
    if (part.isEmpty()) {
      return new Outcome(Optional.empty(), analysis.obstacle);
    }
    if (part.get().partitioned().isEmpty()) {
      return new Outcome(Optional.empty(), "no spread table in FROM");
    }
    if (scope.hasDoubleNames()) {
      return new Outcome(Optional.empty(), "two tables go by the same name");
    }
    Instance anchor = part.get().anchor().orElseThrow();
    return new Outcome(Optional.of(new Result(scope, anchor)), "");
  }

  /// A part of the FROM clause.
  ///
  /// @param partitioned its spread tables, all of which have equal shard keys in every row; empty if
  ///     every node has all of its rows
  /// @param anchor the spread table that no outer join fills with NULLs
  private record Part(Set<Instance> partitioned, Optional<Instance> anchor) {}

  private Optional<Part> part(TableRef from) {
    return switch (from) {
      case TableRef.Named named -> table(named);
      case TableRef.Join join -> join(join);
      case TableRef.Parenthesized(TableRef inner, Optional<Identifier> alias, _) ->
          alias.isPresent() ? fail("a join in parentheses has an alias") : part(inner);
      case TableRef.Function function ->
          fail("the table-valued function " + function.name().name().name());
      case TableRef.Subquery _ -> fail("a subquery in FROM");
    };
  }

  private Optional<Part> fail(String reason) {
    obstacle = obstacle.isEmpty() ? reason : obstacle;
    return Optional.empty();
  }

  private Optional<Part> table(TableRef.Named named) {
    String name = named.name().name().name();
    Optional<UserTable> table = schema.table(name);
    if (schema.view(name).isPresent()) {
      return fail("the view " + name);
    }
    if (table.isEmpty()) {
      return fail(name + " is not a plain table");
    }
    String alias = named.alias().map(Identifier::name).orElse(name);
    Instance instance = new Instance(alias, table.get());
    instances.add(instance);
    return switch (table.get().layout().kind()) {
      case SPREAD -> Optional.of(new Part(Set.of(instance), Optional.of(instance)));
      case REFERENCE -> Optional.of(new Part(Set.of(), Optional.empty()));
      case WHOLE -> fail("the whole table " + name + " beside a spread one");
    };
  }

  private Optional<Part> join(TableRef.Join join) {
    if (join.operator().natural()) {
      return fail("a NATURAL JOIN");
    }
    if (join.constraint().isPresent()
        && join.constraint().get() instanceof JoinConstraint.Using) {
      return fail("a join with USING");
    }
    Optional<Part> left = part(join.left());
    Optional<Part> right = part(join.right());
    if (left.isEmpty() || right.isEmpty()) {
      return Optional.empty();
    }
    List<Expr> on =
        join.constraint().isPresent()
                && join.constraint().get() instanceof JoinConstraint.On(Expr condition, _)
            ? Conditions.terms(condition)
            : List.of();
    return combine(join.operator().type(), left.get(), right.get(), on);
  }

  private Optional<Part> combine(
      JoinOperator.Type type, Part left, Part right, List<Expr> on) {
    return switch (type) {
      case COMMA, INNER, CROSS -> {
        List<Expr> terms = new ArrayList<>(on);
        terms.addAll(whereTerms);
        yield both(left, right, terms, left.anchor().or(right::anchor));
      }
      case LEFT -> outer(left, right, on, left.anchor());
      case RIGHT -> outer(right, left, on, right.anchor());
      case FULL ->
          left.partitioned().isEmpty() && right.partitioned().isEmpty()
              ? Optional.of(left)
              : fail("a FULL JOIN");
    };
  }

  private Optional<Part> outer(
      Part preserved, Part filled, List<Expr> on, Optional<Instance> anchor) {
    if (preserved.partitioned().isEmpty() && !filled.partitioned().isEmpty()) {
      return fail("an outer join preserves a table that every node has");
    }
    return both(preserved, filled, on, anchor);
  }

  private Optional<Part> both(
      Part left, Part right, List<Expr> terms, Optional<Instance> anchor) {
    Set<Instance> all = new HashSet<>(left.partitioned());
    all.addAll(right.partitioned());
    boolean needsKey = !left.partitioned().isEmpty() && !right.partitioned().isEmpty();
    if (needsKey && !joinedByKey(left.partitioned(), right.partitioned(), terms)) {
      return fail("spread tables are not joined on equal shard keys, or not placed alike");
    }
    return Optional.of(new Part(all, anchor));
  }

  private boolean joinedByKey(Set<Instance> left, Set<Instance> right, List<Expr> terms) {
    Scope scope = new Scope(instances);
    for (Instance a : left) {
      for (Instance b : right) {
        if (placedAlike(a.table(), b.table()) && keysEqual(a, b, terms, scope)) {
          return true;
        }
      }
    }
    return false;
  }

  /// Equal keys hash alike only if both columns convert and compare in the same way.
  private static boolean placedAlike(UserTable a, UserTable b) {
    List<String> keyA = a.layout().shardKey();
    List<String> keyB = b.layout().shardKey();
    if (!a.layout().placedAs(b.layout()) || keyA.isEmpty() || keyA.size() != keyB.size()) {
      return false;
    }
    for (int i = 0; i < keyA.size(); i++) {
      var columnA = a.column(keyA.get(i));
      var columnB = b.column(keyB.get(i));
      boolean bothNumeric =
          columnA.affinity().isNumeric() && columnB.affinity().isNumeric();
      boolean sameAffinity = columnA.affinity() == columnB.affinity() || bothNumeric;
      if (!sameAffinity || !columnA.collation().equals(columnB.collation())) {
        return false;
      }
    }
    return true;
  }

  private static boolean keysEqual(Instance a, Instance b, List<Expr> terms, Scope scope) {
    for (int i = 0; i < a.table().layout().shardKey().size(); i++) {
      String columnA = a.table().layout().shardKey().get(i);
      String columnB = b.table().layout().shardKey().get(i);
      boolean found = false;
      for (Expr term : terms) {
        if (term.unparenthesized() instanceof Expr.Binary(BinaryOperator op, Expr l, Expr r, _)
            && op == BinaryOperator.EQUAL) {
          found |= is(l, a, columnA, scope) && is(r, b, columnB, scope);
          found |= is(r, a, columnA, scope) && is(l, b, columnB, scope);
        }
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  private static boolean is(Expr expr, Instance instance, String column, Scope scope) {
    if (!(expr.unparenthesized() instanceof Expr.ColumnRef ref)) {
      return false;
    }
    Optional<Resolved> resolved = scope.resolve(ref);
    return resolved.isPresent()
        && resolved.get().instance().equals(instance)
        && resolved.get().column().isPresent()
        && resolved.get().column().get().equals(instance.table().column(column));
  }
}
