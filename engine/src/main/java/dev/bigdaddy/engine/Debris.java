package dev.bigdaddy.engine;

import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.Snapshot;
import dev.bigdaddy.topology.Jobs;
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

  static List<Finding> of(Snapshot snapshot, Set<NodeId> created, Path directory) {
    List<Finding> findings = new ArrayList<>();
    for (NodeId unknown : unknownNodes(created, directory)) {
      findings.add(
          new Finding(
              Finding.Kind.DEBRIS, unknown.fileName(), "the topology does not know this node"));
    }
    if (Jobs.open(snapshot.on(NodeId.TOPOLOGY)).isEmpty()) {
      created.forEach(node -> findings.addAll(workLists(snapshot, node)));
    }
    return findings;
  }

  private static Set<NodeId> unknownNodes(Set<NodeId> created, Path directory) {
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
    try (RowCursor rows =
        snapshot
            .on(node)
            .query(
                "SELECT type, name FROM sqlite_schema WHERE substr(name, 1, ?) = ?",
                (long) WORK.length(),
                WORK)) {
      while (rows.next()) {
        findings.add(
            new Finding(
                Finding.Kind.DEBRIS,
                node.toString(),
                "no job needs the %s %s"
                    .formatted(rows.textAt(0), Objects.requireNonNull(rows.textAt(1)))));
      }
    }
    return findings;
  }
}
