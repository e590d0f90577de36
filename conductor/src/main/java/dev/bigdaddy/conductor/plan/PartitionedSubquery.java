package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.DerivedColumns.Derived;
import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.plan.Scope.Resolved;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.CompoundTerm;
import dev.bigdaddy.sql.tree.Quantifier;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Looks at a subquery in FROM as if it were a table: which columns it has, and whether each node can
/// compute its part of its rows.
///
/// Aggregates, DISTINCT and windows can be computed in part only where they keep rows of one shard
/// key together: they must name the key itself, and it is never NULL, since NULL keys lie on all
/// nodes. LIMIT never can. UNION ALL can if each branch can; a branch without a spread table would
/// come once per node. Used by one thread, for one subquery.
final class PartitionedSubquery {
  private final Relations relations;
  private final Optional<Scope> outer;
  private final Set<Instance> around;
  private String obstacle = "";

  PartitionedSubquery(Relations relations, Optional<Scope> outer, Set<Instance> around) {
    this.relations = relations;
    this.outer = outer;
    this.around = around;
  }

  /// A subquery as a table.
  ///
  /// @param select as a node runs it
  /// @param table its columns, and its shard key if it shows one
  /// @param base the user's table whose shards are asked; empty if every node has all rows
  /// @param route what narrows them
  record Found(
      Select select, UserTable table, Optional<UserTable> base, Optional<KeyRoute> route) {}

  String obstacle() {
    return obstacle;
  }

  private <T> Optional<T> fail(String reason) {
    obstacle = obstacle.isEmpty() ? reason : obstacle;
    return Optional.empty();
  }

  /// One branch of a compound, or all of a simple subquery.
  private record Branch(Partitioning.Result result, List<Derived> columns) {}

  Optional<Found> analyse(Select select) {
    if (select.with().isPresent()) {
      return fail("a WITH clause");
    }
    if (Constants.hasRandom(select)) {
      return fail("random()");
    }
    List<Branch> branches = new ArrayList<>();
    for (Select core : cores(select)) {
      Optional<Branch> branch = branch(core);
      if (branch.isEmpty()) {
        return Optional.empty();
      }
      branches.add(branch.get());
    }
    boolean everywhere = branches.stream().allMatch(b -> b.result().partitioned().isEmpty());
    if (!everywhere && !partitionable(select, branches)) {
      return Optional.empty();
    }
    if (select.isCompound() && LocalSubqueries.anyBehind(select)) {
      return fail("a subquery in ORDER BY or LIMIT of a compound");
    }
    return found(select, branches, everywhere);
  }

  private static List<Select> cores(Select select) {
    if (!select.isCompound()) {
      return List.of(select);
    }
    List<Select> cores = new ArrayList<>(List.of(Select.of(select.core())));
    select.compound().forEach(term -> cores.add(Select.of(term.core())));
    return cores;
  }

  private Optional<Branch> branch(Select core) {
    if (core.core() instanceof SelectCore.Values) {
      return fail("VALUES");
    }
    Partitioning.Outcome outcome = Partitioning.of(core, relations, outer, around);
    if (outcome.result().isEmpty()) {
      return fail(outcome.obstacle());
    }
    Partitioning.Result result = outcome.result().get();
    Optional<List<Derived>> columns =
        DerivedColumns.of(result.query().columns(), result.scope(), result.filled());
    return columns.isEmpty()
        ? fail("columns without a clear name, type or collation")
        : Optional.of(new Branch(result, columns.get()));
  }

  private boolean partitionable(Select select, List<Branch> branches) {
    if (select.limit().isPresent()) {
      return fail("LIMIT").isPresent();
    }
    if (!select.orderBy().isEmpty()) {
      return fail("ORDER BY").isPresent();
    }
    if (branches.stream().anyMatch(b -> b.result().partitioned().isEmpty())) {
      return fail("a branch that every node has").isPresent();
    }
    boolean all =
        select.compound().stream()
            .allMatch(term -> term.operator() == CompoundTerm.Operator.UNION_ALL);
    if (!all) {
      return fail("a compound that compares rows").isPresent();
    }
    for (Branch branch : branches) {
      TableLayout layout = branch.result().anchor().table().layout();
      if (!layout.placedAs(branches.getFirst().result().anchor().table().layout())) {
        return fail("branches that are not placed alike").isPresent();
      }
      Optional<String> reason = mixing(branch);
      if (reason.isPresent()) {
        return fail(reason.get()).isPresent();
      }
    }
    return true;
  }

  /// What combines rows of several nodes.
  private static Optional<String> mixing(Branch branch) {
    SelectCore.Query query = branch.result().query();
    Select select = branch.result().select();
    boolean aggregates =
        !query.groupBy().isEmpty() || query.having().isPresent() || Aggregates.anyIn(select);
    if (aggregates && !Aggregates.groupsStayTogether(query, branch.result())) {
      return Optional.of("aggregates over rows of all nodes");
    }
    if (query.quantifier().equals(Optional.of(Quantifier.DISTINCT))) {
      List<Resolved> sources =
          branch.columns().stream().flatMap(c -> c.source().stream()).toList();
      if (!branch.result().keyIsAmong(sources)) {
        return Optional.of("DISTINCT over rows of all nodes");
      }
    }
    boolean windows = WindowPartitions.anyIn(select);
    return windows && !WindowPartitions.stayTogether(select, query, branch.result())
        ? Optional.of("windows over rows of all nodes")
        : Optional.empty();
  }

  private Optional<Found> found(Select select, List<Branch> branches, boolean everywhere) {
    Optional<List<Derived>> columns = together(branches);
    if (columns.isEmpty()) {
      return fail("branches whose columns differ in type or collation");
    }
    Select onNode = rebuilt(select, branches);
    TableName name = new TableName("_derived");
    if (everywhere) {
      UserTable table = DerivedColumns.table(columns.get(), TableLayout.reference(name, List.of(NodeId.HOME)));
      return Optional.of(new Found(onNode, table, Optional.empty(), Optional.empty()));
    }
    Partitioning.Result first = branches.getFirst().result();
    TableLayout layout =
        new TableLayout(
            name,
            TableKind.SPREAD,
            key(branches, columns.get()),
            first.anchor().table().layout().shards(),
            TableLayout.DEFAULT_BLOCK_SIZE);
    Optional<KeyRoute> route = branches.size() == 1 ? first.route() : Optional.empty();
    return Optional.of(
        new Found(
            onNode,
            DerivedColumns.table(columns.get(), layout),
            Optional.of(first.table()),
            route));
  }

  private static Optional<List<Derived>> together(List<Branch> branches) {
    List<Derived> columns = new ArrayList<>(branches.getFirst().columns());
    for (Branch branch : branches.subList(1, branches.size())) {
      for (int i = 0; i < columns.size(); i++) {
        Derived ours = columns.get(i);
        Derived theirs = branch.columns().get(i);
        boolean alike =
            ours.affinity() == theirs.affinity()
                && ours.computed() == theirs.computed()
                && ours.collation() == theirs.collation();
        if (!alike) {
          return Optional.empty();
        }
        columns.set(
            i,
            new Derived(
                ours.name(),
                ours.affinity(),
                ours.computed(),
                ours.collation(),
                ours.neverNull() && theirs.neverNull(),
                Optional.empty()));
      }
    }
    return Optional.of(columns);
  }

  private static Select rebuilt(Select select, List<Branch> branches) {
    List<CompoundTerm> compound = new ArrayList<>();
    for (int i = 0; i < select.compound().size(); i++) {
      CompoundTerm term = select.compound().get(i);
      compound.add(
          new CompoundTerm(
              term.operator(), branches.get(i + 1).result().query(), term.span()));
    }
    Select first = branches.getFirst().result().select();
    return new Select(
        Optional.empty(),
        DerivedColumns.named((SelectCore.Query) first.core()),
        compound,
        select.isCompound() ? select.orderBy() : first.orderBy(),
        select.limit(),
        select.span());
  }

  /// The columns that show the shard key, in its order; empty if it does not show in all branches.
  private static List<String> key(List<Branch> branches, List<Derived> columns) {
    List<Integer> places = places(branches.getFirst());
    for (Branch branch : branches.subList(1, branches.size())) {
      UserTable first = branches.getFirst().result().anchor().table();
      boolean alike =
          KeyEqualities.placedAlike(first, branch.result().anchor().table())
              && places.equals(places(branch));
      if (!alike) {
        return List.of();
      }
    }
    return places.stream().map(place -> columns.get(place).name()).toList();
  }

  private static List<Integer> places(Branch branch) {
    Partitioning.Result result = branch.result();
    List<Integer> places = new ArrayList<>();
    for (String name : result.anchor().table().layout().shardKey()) {
      Resolved wanted = KeyEqualities.key(result.anchor(), name);
      for (int i = 0; i < branch.columns().size(); i++) {
        Optional<Resolved> source = branch.columns().get(i).source();
        if (source.isPresent() && result.equalities().areEqual(source.get(), wanted)) {
          places.add(i);
          break;
        }
      }
    }
    boolean complete = places.size() == result.anchor().table().layout().shardKey().size();
    return complete ? places : List.of();
  }
}
