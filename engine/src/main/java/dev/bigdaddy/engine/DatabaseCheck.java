package dev.bigdaddy.engine;

import dev.bigdaddy.conductor.index.EntryCheck;
import dev.bigdaddy.conductor.index.EntryObjects;
import dev.bigdaddy.conductor.index.EntryRow;
import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.Snapshot;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.Storage;
import dev.bigdaddy.topology.IndexStatus;
import dev.bigdaddy.topology.Jobs;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.Topology;
import dev.bigdaddy.topology.TopologySnapshot;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Looks through all files of an open database, as of one instant, for what must never be there,
/// whatever crashed before. It trusts no cache: the topology is read from its file.
///
/// - every file passes SQLite's own `integrity_check`;
/// - each node holds exactly the tables and indexes that the topology tells, with their columns;
/// - each row of a spread table lies on the shard that its key says, on that shard's node;
/// - the kept row counts are the numbers of rows;
/// - PRIMARY KEY, UNIQUE and the rowid hold over the whole table, not only on each node;
/// - the copies of each reference table are equal;
/// - each virtual index has its tables and triggers, an entry for every row, and for a UNIQUE one no other;
/// - there is no file, no table, no note and no count that nothing needs any more.
///
/// It takes time and reads every row, but holds no writer. Used by one thread.
final class DatabaseCheck {
  /// Missing entries that are told of one index.
  private static final int MOST_MISSING = 8;

  private final Snapshot snapshot;
  private final List<Finding> findings = new ArrayList<>();

  private DatabaseCheck(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  static List<Finding> of(Storage storage, InstantSource clock) {
    Set<NodeId> nodes = new TreeSet<>(storage.nodes());
    nodes.add(NodeId.TOPOLOGY);
    while (true) {
      try (Snapshot snapshot = storage.snapshot(nodes)) {
        TopologySnapshot topology =
            Topology.load(snapshot.on(NodeId.TOPOLOGY), clock).current();
        // A node may have come since.
        if (!nodes.addAll(topology.createdNodes())) {
          return new DatabaseCheck(snapshot).findingsIn(topology, storage);
        }
      }
    }
  }

  private List<Finding> findingsIn(TopologySnapshot topology, Storage storage) {
    run(UserSchema.of(topology));
    findings.addAll(Debris.of(snapshot, UserSchema.of(topology), storage));
    return List.copyOf(findings);
  }

  private void run(UserSchema schema) {
    Set<NodeId> nodes = new TreeSet<>(schema.topology().createdNodes());
    nodes.add(NodeId.TOPOLOGY);
    for (NodeId node : nodes) {
      checkFile(node);
    }
    nodes.remove(NodeId.TOPOLOGY);
    NodeSchemas schemas = new NodeSchemas(schema, snapshot);
    for (NodeId node : nodes) {
      findings.addAll(schemas.check(node));
    }
    if (!findings.isEmpty()) {
      // What reads tables would only stumble over what is told already.
      return;
    }
    Set<String> moving = new HashSet<>();
    Jobs.open(snapshot.on(NodeId.TOPOLOGY)).forEach(job -> moving.addAll(job.group()));
    for (UserTable table : schema.tables()) {
      if (table.layout().kind() == TableKind.SPREAD) {
        boolean moves = moving.contains(table.layout().name().folded());
        findings.addAll(new SpreadRows(table, snapshot, moves).check());
      } else if (table.layout().kind() == TableKind.REFERENCE) {
        findings.addAll(new ReferenceCopies(table, snapshot).check());
      }
    }
    checkIndexes(schema);
  }

  /// One that is being built lacks entries of older rows, which is why nobody reads it.
  private void checkIndexes(UserSchema schema) {
    for (IndexCatalog.Entry entry : IndexCatalog.of(schema).all()) {
      if (EntryObjects.areMissing(entry, snapshot::on)) {
        findings.add(
            new Finding(
                Finding.Kind.INDEX,
                "index " + entry.index().name(),
                "a node lacks a table or trigger of it"));
        continue;
      }
      if (EntryCheck.hasNotes(entry, snapshot::on)) {
        findings.add(
            new Finding(
                Finding.Kind.DEBRIS, "index " + entry.index().name(), "notes of rows long written"));
      }
      if (entry.index().status() != IndexStatus.READY) {
        continue;
      }
      if (entry.unique() && EntryCheck.hasSurplus(entry, snapshot::on)) {
        findings.add(
            new Finding(
                Finding.Kind.INDEX,
                "index " + entry.index().name(),
                "entries of values that no row has"));
      } else if (entry.unique() && EntryCheck.hasRivals(entry, snapshot::on)) {
        findings.add(
            new Finding(
                Finding.Kind.UNIQUE,
                "index " + entry.index().name(),
                "rows of different virtual shards share a value"));
      }
      List<EntryRow> missing = EntryCheck.missing(entry, snapshot::on, MOST_MISSING);
      if (!missing.isEmpty()) {
        findings.add(
            new Finding(
                Finding.Kind.INDEX,
                "index " + entry.index().name(),
                "no entry for rows in virtual shards "
                    + missing.stream().map(row -> Long.toString(row.shard())).distinct().toList()));
      }
    }
  }

  private void checkFile(NodeId node) {
    SqliteConnection connection = snapshot.on(node);
    try (RowCursor rows = connection.query("PRAGMA integrity_check")) {
      while (rows.next()) {
        String line = String.valueOf(rows.textAt(0));
        if (!line.equals("ok")) {
          findings.add(new Finding(Finding.Kind.FILE, node.toString(), line));
        }
      }
    }
  }
}
