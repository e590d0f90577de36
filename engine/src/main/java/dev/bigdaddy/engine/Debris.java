package dev.bigdaddy.engine;

import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.Snapshot;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.Storage;
import dev.bigdaddy.topology.Jobs;
import dev.bigdaddy.topology.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Looks for what nothing needs any more: files of nodes that the topology does not know, and what jobs
/// made on nodes, if no job is open that could need it.
final class Debris {
  private static final Pattern NODE_FILE = Pattern.compile("node-(\\d+)\\.db");
  private static final String WORK = "_bigdaddy_work_";

  private Debris() {}

  static List<Finding> of(Snapshot snapshot, Set<NodeId> created, Storage storage) {
    List<Finding> findings = new ArrayList<>();
    Set<NodeId> unknown = unknownNodes(created, storage);
    if (!unknown.isEmpty()) {
      // Somebody may be making them just now: then they are known when the topology is free.
      try (Epoch epoch = storage.begin(Set.of(NodeId.TOPOLOGY))) {
        unknown = unknownNodes(createdNodes(epoch), storage);
      }
    }
    for (NodeId node : unknown) {
      findings.add(
          new Finding(
              Finding.Kind.DEBRIS, node.fileName(), "the topology does not know this node"));
    }
    if (Jobs.open(snapshot.on(NodeId.TOPOLOGY)).isEmpty()) {
      created.forEach(node -> findings.addAll(workLists(snapshot, node)));
    }
    return findings;
  }

  /// Deletes it.
  ///
  /// @return the names of what is gone
  static List<String> remove(Storage storage) {
    List<String> removed = new ArrayList<>();
    try (Epoch epoch = storage.begin(Set.of(NodeId.TOPOLOGY))) {
      Set<NodeId> created = createdNodes(epoch);
      for (NodeId unknown : unknownNodes(created, storage)) {
        storage.deleteLeftover(unknown);
        removed.add(unknown.fileName());
      }
      if (Jobs.open(epoch.on(NodeId.TOPOLOGY)).isEmpty()) {
        created.forEach(epoch::enlist);
        created.forEach(node -> removed.addAll(dropWorkLists(epoch, node)));
      }
      epoch.commit();
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

  private static Set<NodeId> createdNodes(Epoch epoch) {
    return Topology.catalog().createdNodes(epoch.on(NodeId.TOPOLOGY));
  }

  private static Set<NodeId> unknownNodes(Set<NodeId> created, Storage storage) {
    Path directory = Objects.requireNonNull(storage.file(NodeId.HOME).getParent());
    Set<NodeId> unknown = new TreeSet<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Matcher name = NODE_FILE.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          unknown.add(new NodeId(Integer.parseInt(name.group(1))));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    unknown.removeAll(created);
    return unknown;
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
