package dev.bigdaddy.engine;

import dev.bigdaddy.conductor.index.EntryObjects;
import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.Snapshot;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.Storage;
import dev.bigdaddy.topology.Jobs;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Looks for what nothing needs any more: files of nodes that the topology does not know, and what jobs
/// made on nodes, if no job is open that could need it.
final class Debris {
  private static final String WORK = "_bigdaddy_work_";

  /// What each node has.
  private static final Set<String> KNOWN = Set.of("_bigdaddy_epoch", RowCounts.TABLE);

  private Debris() {}

  static List<Finding> of(Snapshot snapshot, UserSchema schema, Storage storage) {
    Set<NodeId> created = schema.topology().createdNodes();
    List<Finding> findings = new ArrayList<>();
    for (NodeId node : storage.leftovers()) {
      findings.add(
          new Finding(
              Finding.Kind.DEBRIS, node.fileName(), "the topology does not know this node"));
    }
    if (Jobs.open(snapshot.on(NodeId.TOPOLOGY)).isEmpty()) {
      created.forEach(node -> findings.addAll(workLists(snapshot, node)));
    }
    created.forEach(node -> findings.addAll(strangers(snapshot, schema, node)));
    return findings;
  }

  /// What a node has for itself that is none of ours, and counts of tables that it has not.
  private static List<Finding> strangers(Snapshot snapshot, UserSchema schema, NodeId node) {
    Set<String> names = EntryObjects.present(snapshot.on(node));
    names.removeAll(EntryObjects.expected(IndexCatalog.of(schema).all(), node));
    names.removeIf(name -> name.startsWith(WORK) || KNOWN.contains(name));
    List<Finding> findings = new ArrayList<>();
    for (String name : names) {
      findings.add(
          new Finding(Finding.Kind.DEBRIS, node.toString(), "no index needs " + name));
    }
    for (String table : RowCounts.tables(snapshot.on(node))) {
      if (schema.layout(table).filter(layout -> layout.nodes().contains(node)).isEmpty()) {
        findings.add(
            new Finding(
                Finding.Kind.DEBRIS, node.toString(), "row counts of %s, which it has not".formatted(table)));
      }
    }
    return findings;
  }

  /// Deletes it.
  ///
  /// @return the names of what is gone
  static List<String> remove(Storage storage) {
    List<String> removed = new ArrayList<>();
    storage.deleteLeftovers().forEach(node -> removed.add(node.fileName()));
    try (Epoch epoch = storage.begin(Set.of(NodeId.TOPOLOGY))) {
      if (Jobs.open(epoch.on(NodeId.TOPOLOGY)).isEmpty()) {
        Set<NodeId> created = Topology.catalog().createdNodes(epoch.on(NodeId.TOPOLOGY));
        created.forEach(epoch::enlist);
        created.forEach(node -> removed.addAll(dropWorkLists(epoch, node)));
        epoch.commit();
      }
    }
    return removed;
  }

  private static List<String> dropWorkLists(Epoch epoch, NodeId node) {
    List<String> names = new ArrayList<>();
    // Triggers first, since they go with their tables.
    for (String type : List.of("trigger", "table")) {
      for (String name : workLists(epoch.on(node), type)) {
        epoch.update(node, "DROP " + type + " \"" + name.replace("\"", "\"\"") + "\"");
        names.add(node + ": " + name);
      }
    }
    return names;
  }

  private static List<Finding> workLists(Snapshot snapshot, NodeId node) {
    List<Finding> findings = new ArrayList<>();
    for (String type : List.of("trigger", "table", "index")) {
      for (String name : workLists(snapshot.on(node), type)) {
        findings.add(
            new Finding(
                Finding.Kind.DEBRIS, node.toString(), "no job needs the " + type + " " + name));
      }
    }
    return findings;
  }

  private static List<String> workLists(SqliteConnection node, String type) {
    List<String> names = new ArrayList<>();
    try (RowCursor rows =
        node.query(
            "SELECT name FROM sqlite_schema WHERE type = ? AND substr(name, 1, ?) = ?",
            type,
            (long) WORK.length(),
            WORK)) {
      while (rows.next()) {
        names.add(Objects.requireNonNull(rows.textAt(0)));
      }
    }
    return names;
  }
}
