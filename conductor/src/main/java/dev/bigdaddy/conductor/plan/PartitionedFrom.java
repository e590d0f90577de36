package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.Partitioning.InnerRoute;
import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.JoinOperator;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Looks at a FROM clause: which of its tables are partitioned, and whether each node can join its own
/// rows only.
///
/// It cannot where a table that is on every node is the preserved side of an outer join, since its
/// unmatched rows would come once per node. Used by one thread, for one query.
final class PartitionedFrom {
  private final Relations relations;
  private final SelectCore.Query query;
  private final Optional<Scope> outer;
  private final Set<Instance> around;
  private final List<Expr> whereTerms;
  private final List<Instance> instances = new ArrayList<>();
  private final Set<Instance> filled = new HashSet<>();
  private final List<InnerRoute> routes = new ArrayList<>();
  private final MergedColumns merged = new MergedColumns();
  private String obstacle = "";

  PartitionedFrom(
      Relations relations,
      SelectCore.Query query,
      Optional<Scope> outer,
      Set<Instance> around) {
    this.relations = relations;
    this.query = query;
    this.outer = outer;
    this.around = around;
    this.whereTerms = Conditions.terms(query.where());
  }

  /// A part of the FROM clause.
  ///
  /// @param from as a node runs it
  /// @param partitioned its spread tables, all of which have equal shard keys in every row; empty if
  ///     every node has all of its rows
  /// @param anchor the spread table whose shards are asked
  /// @param keyed whether no outer join fills the anchor with NULLs
  /// @param terms the conditions that all of its rows satisfy
  record Part(
      Optional<TableRef> from,
      Set<Instance> partitioned,
      Optional<Instance> anchor,
      boolean keyed,
      List<Expr> terms) {

    static Part everywhere(TableRef from) {
      return new Part(Optional.of(from), Set.of(), Optional.empty(), true, List.of());
    }

    static Part partitioned(TableRef from, Instance instance) {
      return new Part(
          Optional.of(from), Set.of(instance), Optional.of(instance), true, List.of());
    }

    boolean isEverywhere() {
      return partitioned.isEmpty();
    }
  }

  /// The whole clause; empty if there is an obstacle.
  Optional<Part> analyse() {
    return query.from().isEmpty()
        ? Optional.of(new Part(Optional.empty(), Set.of(), Optional.empty(), true, List.of()))
        : part(query.from().get());
  }

  List<Instance> instances() {
    return instances;
  }

  Set<Instance> filled() {
    return Set.copyOf(filled);
  }

  List<InnerRoute> routes() {
    return List.copyOf(routes);
  }

  /// The columns that a star leaves out, since USING made one of two.
  MergedColumns merged() {
    return merged;
  }

  String obstacle() {
    return obstacle;
  }

  private <T> Optional<T> fail(String reason) {
    obstacle = obstacle.isEmpty() ? reason : obstacle;
    return Optional.empty();
  }

  private Optional<Part> part(TableRef from) {
    return switch (from) {
      case TableRef.Named named -> table(named);
      case TableRef.Join join -> join(join);
      case TableRef.Parenthesized(TableRef inner, Optional<Identifier> alias, var span) ->
          alias.isPresent()
              ? fail("a join in parentheses has an alias")
              : part(inner).map(part -> parenthesized(part, span));
      case TableRef.Function function -> function(function);
      case TableRef.Subquery subquery -> subquery(subquery);
    };
  }

  private static Part parenthesized(Part part, Span span) {
    TableRef from = new TableRef.Parenthesized(part.from().orElseThrow(), Optional.empty(), span);
    return new Part(
        Optional.of(from), part.partitioned(), part.anchor(), part.keyed(), part.terms());
  }

  private int depth() {
    return outer.map(scope -> scope.depth() + 1).orElse(0);
  }

  private Instance add(String name, UserTable table) {
    Instance instance = new Instance(name, table, depth());
    instances.add(instance);
    return instance;
  }

  private Optional<Part> table(TableRef.Named named) {
    String name = named.name().name().name();
    Optional<UserTable> table = relations.table(name);
    if (table.isEmpty()) {
      return fail(name + " is not a plain table");
    }
    Instance instance = add(named.alias().map(Identifier::name).orElse(name), table.get());
    return switch (relations.kind(table.get())) {
      case SPREAD -> Optional.of(Part.partitioned(named, instance));
      case REFERENCE -> Optional.of(Part.everywhere(named));
      case WHOLE -> fail("the whole table " + name + " beside a spread one");
    };
  }

  private Optional<Part> function(TableRef.Function function) {
    Optional<UserTable> table = TableFunctions.table(function);
    if (table.isEmpty()) {
      return fail("the table-valued function " + function.name().name().name());
    }
    Identifier name = function.alias().orElse(function.name().name());
    add(name.name(), table.get());
    return Optional.of(Part.everywhere(function));
  }

  private Optional<Part> subquery(TableRef.Subquery subquery) {
    PartitionedSubquery analysis = new PartitionedSubquery(relations, outer, around);
    Optional<PartitionedSubquery.Found> found = analysis.analyse(subquery.select());
    if (found.isEmpty()) {
      return fail("a subquery in FROM: " + analysis.obstacle());
    }
    Identifier alias =
        subquery.alias().orElseGet(() -> Identifier.of("_subquery" + instances.size()));
    TableRef from =
        new TableRef.Subquery(found.get().select(), Optional.of(alias), subquery.span());
    Instance instance = add(alias.name(), found.get().table());
    if (found.get().base().isEmpty()) {
      return Optional.of(Part.everywhere(from));
    }
    routes.add(new InnerRoute(instance, found.get().base().get(), found.get().route()));
    return Optional.of(Part.partitioned(from, instance));
  }

  private Optional<Part> join(TableRef.Join join) {
    int start = instances.size();
    Optional<Part> left = part(join.left());
    int middle = instances.size();
    Optional<Part> right = left.isEmpty() ? left : part(join.right());
    if (left.isEmpty() || right.isEmpty()) {
      return Optional.empty();
    }
    List<Instance> leftTables = List.copyOf(instances.subList(start, middle));
    List<Instance> rightTables = List.copyOf(instances.subList(middle, instances.size()));
    Optional<MergedColumns.Matched> matched = merged.match(join, leftTables, rightTables);
    if (matched.isEmpty()) {
      return fail("a join with USING whose columns are not clear");
    }
    return combine(join.operator().type(), left.get(), right.get(), matched.get().terms())
        .map(
            joined -> {
              fill(join.operator().type(), leftTables, rightTables);
              TableRef from =
                  new TableRef.Join(
                      left.get().from().orElseThrow(),
                      matched.get().operator(),
                      right.get().from().orElseThrow(),
                      matched.get().constraint(),
                      join.span());
              return new Part(
                  Optional.of(from),
                  joined.partitioned(),
                  joined.anchor(),
                  joined.keyed(),
                  joined.terms());
            });
  }

  private void fill(JoinOperator.Type type, List<Instance> left, List<Instance> right) {
    switch (type) {
      case COMMA, INNER, CROSS -> {
        // Fills nothing.
      }
      case LEFT -> filled.addAll(right);
      case RIGHT -> filled.addAll(left);
      case FULL -> {
        filled.addAll(left);
        filled.addAll(right);
      }
    }
  }

  private Optional<Part> combine(
      JoinOperator.Type type, Part left, Part right, List<Expr> on) {
    return switch (type) {
      case COMMA, INNER, CROSS -> inner(left, right, on);
      case LEFT -> outer(left, right, on);
      case RIGHT -> outer(right, left, on);
      case FULL -> full(left, right, on);
    };
  }

  private Optional<Part> inner(Part left, Part right, List<Expr> on) {
    List<Expr> terms = all(all(left.terms(), right.terms()), on);
    boolean leftLeads =
        !left.isEverywhere() && (left.keyed() || right.isEverywhere() || !right.keyed());
    Part leading = leftLeads ? left : right;
    return both(left, right, all(terms, whereTerms), leading, leading.keyed(), terms);
  }

  private Optional<Part> outer(Part preserved, Part other, List<Expr> on) {
    if (preserved.isEverywhere() && !other.isEverywhere()) {
      return fail("an outer join preserves a table that every node has");
    }
    List<Expr> terms = all(all(preserved.terms(), other.terms()), on);
    return both(preserved, other, terms, preserved, preserved.keyed(), preserved.terms());
  }

  private Optional<Part> full(Part left, Part right, List<Expr> on) {
    if (left.isEverywhere() != right.isEverywhere()) {
      return fail("a FULL JOIN preserves a table that every node has");
    }
    List<Expr> terms = all(all(left.terms(), right.terms()), on);
    return both(left, right, terms, left, left.isEverywhere(), List.of());
  }

  private Optional<Part> both(
      Part left,
      Part right,
      List<Expr> terms,
      Part leading,
      boolean keyed,
      List<Expr> remaining) {
    boolean needsKey = !left.isEverywhere() && !right.isEverywhere();
    if (needsKey && !joinedByKey(left.partitioned(), right.partitioned(), terms)) {
      return fail("spread tables are not joined on equal shard keys, or not placed alike");
    }
    Set<Instance> partitioned = new HashSet<>(left.partitioned());
    partitioned.addAll(right.partitioned());
    return Optional.of(
        new Part(Optional.empty(), partitioned, leading.anchor(), keyed, remaining));
  }

  private boolean joinedByKey(Set<Instance> left, Set<Instance> right, List<Expr> terms) {
    KeyEqualities equalities = new KeyEqualities(new Scope(instances, outer), terms);
    return left.stream().anyMatch(a -> right.stream().anyMatch(b -> equalities.keysMeet(a, b)));
  }

  private static List<Expr> all(List<Expr> some, List<Expr> others) {
    List<Expr> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }
}
