package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.ReadPlan.SentRows;
import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.plan.SendAlong.Way;
import dev.bigdaddy.conductor.plan.SubResultPlanner.Sent;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.TreeWalker;
import dev.bigdaddy.sql.tree.CompoundTerm;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.JoinConstraint;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the ways to send those tables of a FROM clause along that do not lie with the others.
///
/// Spread tables that are joined on equal shard keys form a group; each group could stay where it is
/// while the others are sent, and so each is a way. Whole tables are sent in every way, and so are
/// subqueries that mix rows of all nodes. A table keeps its name, so that nothing else of the
/// statement changes. Whether a way is right is not decided here: {@link Partitioning} looks at what
/// comes out, and refuses an outer join that preserves what was sent. Used by one thread.
final class SendTables {
  private final UserSchema schema;
  private final SubResultPlanner planner;

  SendTables(UserSchema schema, SubResultPlanner planner) {
    this.schema = schema;
    this.planner = planner;
  }

  /// The ways, that of sending no table among them.
  List<Way> ways(Way way) {
    Select select = way.select();
    if (!(select.core() instanceof SelectCore.Query query)
        || select.isCompound()
        || query.from().isEmpty()) {
      return List.of(way);
    }
    if (query.from().get() instanceof TableRef.Subquery only && !only.select().isCompound()) {
      return inside(way, query, only);
    }
    Relations relations = new Relations(schema, way.tables(), Relations.Placement.MATTERS);
    Optional<Partitioning.Result> names = Partitioning.of(select, relations.forNames()).result();
    return names.isEmpty() ? List.of() : ofFrom(way, query, names.get(), relations);
  }

  /// A subquery that is all of FROM: its own tables are looked at.
  private List<Way> inside(Way way, SelectCore.Query query, TableRef.Subquery only) {
    List<Way> ways = new ArrayList<>();
    Way inner = new Way(only.select(), way.subResults(), way.tables(), way.sent());
    for (Way found : ways(inner)) {
      TableRef from = new TableRef.Subquery(found.select(), only.alias(), only.span());
      Select changed =
          Trees.withCore(way.select(), LocalSubqueries.withFrom(query, Optional.of(from)));
      ways.add(new Way(changed, found.subResults(), found.tables(), found.sent()));
    }
    send(way, only).ifPresent(whole -> ways.add(replaced(way, query, Map.of(only, whole))));
    return ways;
  }

  private static Way replaced(
      Way way, SelectCore.Query query, Map<TableRef, Replacement> replacements) {
    TableRef from = replace(query.from().orElseThrow(), replacements);
    Way more = Way.of(way.select());
    for (Replacement replacement : replacements.values()) {
      more = more.with(way.select(), replacement.sent());
    }
    Select changed =
        Trees.withCore(way.select(), LocalSubqueries.withFrom(query, Optional.of(from)));
    return way.with(changed, more);
  }

  private static TableRef replace(TableRef from, Map<TableRef, Replacement> replacements) {
    Replacement replacement = replacements.get(from);
    if (replacement != null) {
      return replacement.table();
    }
    return switch (from) {
      case TableRef.Join(TableRef left, var operator, TableRef right, var constraint, Span span) ->
          new TableRef.Join(
              replace(left, replacements),
              operator,
              replace(right, replacements),
              constraint,
              span);
      case TableRef.Parenthesized(TableRef inner, var alias, Span span) ->
          new TableRef.Parenthesized(replace(inner, replacements), alias, span);
      case TableRef.Named _, TableRef.Function _, TableRef.Subquery _ -> from;
    };
  }

  /// What stands in a table's place, and what is sent for it.
  private record Replacement(TableRef table, Way sent) {}

  /// A table or subquery of a FROM clause.
  ///
  /// @param named what its names mean
  /// @param placed the same with its shard key; empty if it cannot stay where it is
  private record Leaf(TableRef table, Instance named, Optional<Instance> placed) {

    boolean isSpread() {
      return placed.isPresent()
          && placed.get().table().layout().kind() == TableKind.SPREAD;
    }
  }

  private List<Way> ofFrom(
      Way way, SelectCore.Query query, Partitioning.Result names, Relations relations) {
    List<Leaf> leaves = leaves(query.from().orElseThrow(), names.scope(), relations);
    Map<TableRef, Replacement> always = new HashMap<>();
    boolean anySpread = leaves.stream().anyMatch(Leaf::isSpread);
    for (Leaf leaf : leaves) {
      boolean stays = !anySpread && leaf.table() instanceof TableRef.Named;
      if (leaf.placed().isEmpty() && !stays) {
        Optional<Replacement> sent = send(way, leaf, names);
        if (sent.isEmpty()) {
          return List.of();
        }
        always.put(leaf.table(), sent.get());
      }
    }
    List<Way> ways = new ArrayList<>();
    for (Set<Leaf> group : groups(leaves, names, query)) {
      Map<TableRef, Replacement> replacements = new HashMap<>(always);
      boolean possible = true;
      for (Leaf leaf : leaves) {
        if (leaf.isSpread() && !group.contains(leaf)) {
          Optional<Replacement> sent = send(way, leaf, names);
          possible &= sent.isPresent();
          sent.ifPresent(s -> replacements.put(leaf.table(), s));
        }
      }
      if (possible) {
        ways.add(replaced(way, query, replacements));
      }
    }
    return ways;
  }

  private List<Leaf> leaves(TableRef from, Scope scope, Relations relations) {
    List<TableRef> tables = new ArrayList<>();
    collect(from, tables);
    List<Leaf> leaves = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      Instance named = scope.instances().get(i);
      leaves.add(new Leaf(tables.get(i), named, placed(tables.get(i), named, relations)));
    }
    return leaves;
  }

  private static void collect(TableRef from, List<TableRef> tables) {
    switch (from) {
      case TableRef.Join join -> {
        collect(join.left(), tables);
        collect(join.right(), tables);
      }
      case TableRef.Parenthesized(TableRef inner, _, _) -> collect(inner, tables);
      case TableRef.Named _, TableRef.Function _, TableRef.Subquery _ -> tables.add(from);
    }
  }

  private static Optional<Instance> placed(TableRef table, Instance named, Relations relations) {
    return switch (table) {
      case TableRef.Named _ ->
          named.table().layout().kind() == TableKind.WHOLE
              ? Optional.empty()
              : Optional.of(named);
      case TableRef.Function _ -> Optional.of(named);
      case TableRef.Subquery subquery ->
          new PartitionedSubquery(relations, Optional.empty(), Set.of())
              .analyse(subquery.select())
              .map(found -> new Instance(named.name(), found.table(), named.depth()));
      case TableRef.Join _, TableRef.Parenthesized _ -> Optional.empty();
    };
  }

  /// The spread tables by groups whose shard keys are equal; one empty group if there are none.
  private static Set<Set<Leaf>> groups(
      List<Leaf> leaves, Partitioning.Result names, SelectCore.Query query) {
    Scope scope =
        new Scope(leaves.stream().map(leaf -> leaf.placed().orElse(leaf.named())).toList());
    List<Expr> terms = new ArrayList<>(names.terms());
    for (JoinConstraint.On on : TreeWalker.all(query.from().orElseThrow(), JoinConstraint.On.class)) {
      terms.addAll(Conditions.terms(on.condition()));
    }
    KeyEqualities equalities = new KeyEqualities(scope, terms);
    Set<Set<Leaf>> groups = new LinkedHashSet<>();
    List<Leaf> spread = leaves.stream().filter(Leaf::isSpread).toList();
    for (Leaf leaf : spread) {
      Set<Leaf> group = new HashSet<>(Set.of(leaf));
      boolean grew = true;
      while (grew) {
        grew = false;
        for (Leaf other : spread) {
          grew |=
              group.stream()
                      .anyMatch(
                          member ->
                              equalities.keysMeet(
                                  member.placed().orElseThrow(), other.placed().orElseThrow()))
                  && group.add(other);
        }
      }
      groups.add(group);
    }
    return groups.isEmpty() ? Set.of(Set.of()) : groups;
  }

  private Optional<Replacement> send(Way way, Leaf leaf, Partitioning.Result names) {
    return switch (leaf.table()) {
      case TableRef.Named named -> {
        Optional<NeededRows.Needed> needed =
            NeededRows.of(named, leaf.named(), names, way.select());
        yield needed.flatMap(rows -> send(leaf, narrowed(rows, leaf.named(), names)));
      }
      case TableRef.Subquery subquery -> send(way, subquery);
      case TableRef.Function _, TableRef.Join _, TableRef.Parenthesized _ -> Optional.empty();
    };
  }

  private Optional<Replacement> send(Leaf leaf, NeededRows.Needed rows) {
    return send(
        rows.select(),
        leaf.named().table().rowidAlias(),
        leaf.named().name(),
        List.of(new SentRows(leaf.named().table(), rows.filtered())));
  }

  /// Conditions of other tables narrow the rows too, if that takes no sending of its own.
  private NeededRows.Needed narrowed(
      NeededRows.Needed rows, Instance instance, Partitioning.Result names) {
    if (names.filled().contains(instance)) {
      return rows;
    }
    Optional<NeededRows.Needed> reduced =
        NeededRows.reduced(
            rows, instance, names.equalities(), names, _ -> false);
    return reduced.filter(r -> planner.needsNothingSent(r.select())).orElse(rows);
  }

  /// A subquery is sent whole; of a compound each branch is.
  private Optional<Replacement> send(Way way, TableRef.Subquery subquery) {
    if (!way.tables().isEmpty() && usesSent(subquery, way)
        || Trees.any(way.select(), NeededRows::namesRowid)
        || showsRepresentatives(way, subquery)) {
      return Optional.empty();
    }
    String name = subquery.alias().map(Identifier::name).orElse("_subquery");
    return subquery.select().isCompound()
        ? branches(subquery)
        : send(subquery.select(), Optional.empty(), name, List.of());
  }

  private boolean showsRepresentatives(Way way, TableRef.Subquery subquery) {
    Relations relations =
        new Relations(schema, way.tables(), Relations.Placement.MATTERS).forNames();
    return way.select().core() instanceof SelectCore.Query outer
        && !subquery.select().isCompound()
        && Partitioning.of(subquery.select(), relations)
            .result()
            .filter(inner -> Representatives.areShown(outer, inner))
            .isPresent();
  }

  private static boolean usesSent(TableRef.Subquery subquery, Way way) {
    return Trees.any(
        subquery,
        node ->
            node instanceof TableRef.Named named
                && way.tables().containsKey(named.name().name().name()));
  }

  private Optional<Replacement> send(
      Select select, Optional<String> key, String name, List<SentRows> rows) {
    boolean ordered = rows.isEmpty();
    Optional<Sent> sent =
        ordered ? planner.orderedTable(select, key, List.of()) : planner.table(select, key);
    return sent.map(
        s ->
            new Replacement(
                new TableRef.Named(
                    QualifiedName.of(s.name()),
                    Optional.of(Identifier.of(name)),
                    Optional.empty(),
                    Span.NONE),
                new Way(select, List.of(s.subResult()), Map.of(s.name(), s.table()), rows)));
  }

  private Optional<Replacement> branches(TableRef.Subquery subquery) {
    Select select = subquery.select();
    Way way = Way.of(select);
    List<SelectCore> cores = new ArrayList<>();
    List<UserTable> columns = new ArrayList<>();
    List<SelectCore> all = new ArrayList<>(List.of(select.core()));
    select.compound().forEach(term -> all.add(term.core()));
    for (SelectCore core : all) {
      planner.columns(Select.of(core)).ifPresent(columns::add);
    }
    if (columns.size() < all.size()) {
      return Optional.empty();
    }
    MergedBranches merged = new MergedBranches(select, columns);
    if (merged.mayShowOthers()) {
      return Optional.empty();
    }
    for (int i = 0; i < all.size(); i++) {
      Optional<Sent> sent = planner.orderedTable(merged.branch(i), Optional.empty(), List.of());
      if (sent.isEmpty()) {
        return Optional.empty();
      }
      Sent s = sent.get();
      way =
          way.with(
              select,
              new Way(select, List.of(s.subResult()), Map.of(s.name(), s.table()), List.of()));
      cores.add(SendSubqueries.allOf(s.name(), s.table()).core());
    }
    List<CompoundTerm> compound = new ArrayList<>();
    for (int i = 0; i < select.compound().size(); i++) {
      CompoundTerm term = select.compound().get(i);
      compound.add(new CompoundTerm(term.operator(), cores.get(i + 1), term.span()));
    }
    Select changed =
        new Select(
            Optional.empty(),
            cores.getFirst(),
            compound,
            select.orderBy(),
            select.limit(),
            select.span());
    return Optional.of(
        new Replacement(
            new TableRef.Subquery(changed, subquery.alias(), subquery.span()), way));
  }
}
