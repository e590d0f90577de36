package dev.bigdaddy.topology;

import dev.bigdaddy.storage.NodeId;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// What exists and where, as of one version. Immutable; safe for use by many threads.
public final class TopologySnapshot {
  private final long version;
  private final long shape;
  private final int nodeCount;
  private final int defaultShards;
  private final Set<NodeId> createdNodes;
  private final Set<NodeId> drainingNodes;
  private final Map<String, TableLayout> tables;
  private final List<SchemaObject> schema;
  private final List<VirtualIndex> indexes;
  private final boolean onlyWhole;

  /// Collects the parts of a version that may differ in anything from the one before; copies them.
  public TopologySnapshot(
      long version,
      int nodeCount,
      int defaultShards,
      Set<NodeId> createdNodes,
      Set<NodeId> drainingNodes,
      Collection<TableLayout> tables,
      List<SchemaObject> schema,
      List<VirtualIndex> indexes) {
    this(
        version,
        version,
        nodeCount,
        defaultShards,
        createdNodes,
        drainingNodes,
        tables,
        schema,
        indexes);
  }

  private TopologySnapshot(
      long version,
      long shape,
      int nodeCount,
      int defaultShards,
      Set<NodeId> createdNodes,
      Set<NodeId> drainingNodes,
      Collection<TableLayout> tables,
      List<SchemaObject> schema,
      List<VirtualIndex> indexes) {
    this.version = version;
    this.shape = shape;
    this.nodeCount = nodeCount;
    this.defaultShards = defaultShards;
    this.createdNodes = Collections.unmodifiableSet(new TreeSet<>(createdNodes));
    this.drainingNodes = Collections.unmodifiableSet(new TreeSet<>(drainingNodes));
    Map<String, TableLayout> byName = new LinkedHashMap<>();
    for (TableLayout table : tables) {
      byName.put(table.name().folded(), table);
    }
    this.tables = Collections.unmodifiableMap(byName);
    this.schema = List.copyOf(schema);
    this.indexes = List.copyOf(indexes);
    this.onlyWhole = tables.stream().allMatch(table -> table.kind() == TableKind.WHOLE);
  }

  /// The next version, with one virtual index further on.
  public TopologySnapshot with(VirtualIndex changed) {
    List<VirtualIndex> next =
        indexes.stream()
            .map(index -> index.name().equals(changed.name()) ? changed : index)
            .toList();
    return with(createdNodes, tables.values(), schema, next);
  }

  /// The next version, with another schema and what follows from it.
  public TopologySnapshot with(
      Set<NodeId> nodes,
      Collection<TableLayout> layouts,
      List<SchemaObject> objects,
      List<VirtualIndex> virtual) {
    return new TopologySnapshot(
        version + 1, nodeCount, defaultShards, nodes, drainingNodes, layouts, objects, virtual);
  }

  /// The next version, with some tables laid out anew.
  public TopologySnapshot with(Collection<TableLayout> changed) {
    Map<String, TableLayout> layouts = new LinkedHashMap<>(tables);
    Set<NodeId> nodes = new TreeSet<>(createdNodes);
    boolean onlyPlaced = true;
    for (TableLayout layout : changed) {
      TableLayout former = layouts.replace(layout.name().folded(), layout);
      onlyPlaced &= former != null && former.withShards(layout.shards()).equals(layout);
      nodes.addAll(layout.nodes());
    }
    long next = version + 1;
    return new TopologySnapshot(
        next,
        onlyPlaced && nodes.equals(createdNodes) ? shape : next,
        nodeCount,
        defaultShards,
        nodes,
        drainingNodes,
        layouts.values(),
        schema,
        indexes);
  }

  /// The same, or the next version, in which only spread tables have virtual indexes.
  public TopologySnapshot withoutIndexesOfWholeTables() {
    List<VirtualIndex> left =
        indexes.stream()
            .filter(
                index ->
                    table(index.table().folded())
                        .filter(table -> table.kind() == TableKind.SPREAD)
                        .isPresent())
            .toList();
    return left.equals(indexes) ? this : with(createdNodes, tables.values(), schema, left);
  }

  /// The next version, with one more node that the database may use.
  ///
  /// @param copies the reference tables, which have a copy there, too
  public TopologySnapshot withNode(Collection<TableLayout> copies) {
    TopologySnapshot copied = with(copies);
    return new TopologySnapshot(
        version + 1,
        nodeCount + 1,
        defaultShards,
        copied.createdNodes,
        drainingNodes,
        copied.tables.values(),
        schema,
        indexes);
  }

  /// The next version, in which no new shards are placed on these nodes and no others.
  ///
  /// @param copies the reference tables that get a copy on a node that is used again
  public TopologySnapshot withDraining(Set<NodeId> nodes, Collection<TableLayout> copies) {
    TopologySnapshot copied = with(copies);
    Set<NodeId> created = new TreeSet<>(copied.createdNodes);
    created.addAll(nodes);
    return new TopologySnapshot(
        version + 1,
        nodeCount,
        defaultShards,
        created,
        nodes,
        copied.tables.values(),
        schema,
        indexes);
  }

  /// The tables that are placed as this one, itself among them: those whose rows move together.
  public List<TableLayout> group(TableLayout table) {
    return tables.values().stream()
        .filter(other -> other.equals(table) || other.placedAs(table))
        .toList();
  }

  /// Grows with every change.
  public long version() {
    return version;
  }

  /// The version in which anything but the shards of tables changed last: their kinds and keys, the
  /// schema, indexes and nodes.
  public long shape() {
    return shape;
  }

  /// Storage nodes the database may use.
  public int nodeCount() {
    return nodeCount;
  }

  /// Shards of a new table without a hint.
  public int defaultShards() {
    return defaultShards;
  }

  /// Nodes whose files exist.
  public Set<NodeId> createdNodes() {
    return createdNodes;
  }

  /// Nodes that get no new shards, since theirs shall leave.
  public Set<NodeId> drainingNodes() {
    return drainingNodes;
  }

  /// The nodes that new shards are placed on, in order; the home node is always one.
  public List<NodeId> usableNodes() {
    return IntStream.range(0, nodeCount)
        .mapToObj(NodeId::new)
        .filter(node -> !drainingNodes.contains(node))
        .toList();
  }

  /// The nodes that have a copy of a new reference table: those that shards are placed on, and those that
  /// have some still.
  public List<NodeId> copyNodes() {
    Set<NodeId> nodes = new TreeSet<>(usableNodes());
    for (TableLayout table : tables.values()) {
      if (table.kind() == TableKind.SPREAD) {
        nodes.addAll(table.nodes());
      }
    }
    return List.copyOf(nodes);
  }

  /// All tables, in the order they were made.
  public Collection<TableLayout> tables() {
    return tables.values();
  }

  /// Whether no table is spread or a reference table, so that the home node answers everything.
  public boolean onlyWhole() {
    return onlyWhole;
  }

  /// A table by its name in any case of letters.
  public Optional<TableLayout> table(String name) {
    return Optional.ofNullable(tables.get(TableName.fold(name)));
  }

  /// The user's own schema, in the order of its creation.
  public List<SchemaObject> schema() {
    return schema;
  }

  /// The virtual indexes, in the order they were made.
  public List<VirtualIndex> indexes() {
    return indexes;
  }
}
