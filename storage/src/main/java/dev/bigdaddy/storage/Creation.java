package dev.bigdaddy.storage;

import dev.bigdaddy.storage.Recovery.Recovered;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/// Makes the files of a new database, the commit log last: see {@link DatabaseDirectory}. Used by
/// one thread, which holds the directory's lock.
final class Creation {
  private final DatabaseDirectory directory;
  private final StorageSettings settings;
  private final NodeCatalog catalog;
  private final Seams seams;
  private final DatabaseDirectory.Origin origin;
  private final ConcurrentSkipListMap<NodeId, StorageNode> nodes = new ConcurrentSkipListMap<>();

  Creation(
      DatabaseDirectory directory,
      StorageSettings settings,
      NodeCatalog catalog,
      Seams seams,
      DatabaseDirectory.Origin origin) {
    this.directory = directory;
    this.settings = settings;
    this.catalog = catalog;
    this.seams = seams;
    this.origin = origin;
  }

  Recovered run(List<String> topologySchema) {
    try {
      directory.beginCreation(origin);
      seams.crash().reached(CrashPoint.CREATE_MARKED);
      makeNodes(topologySchema);
      seams.crash().reached(CrashPoint.CREATE_NODES_MADE);
      // All names before the log's: with the log, this is a database.
      directory.sync();
      CommitLog log =
          CommitLog.create(
              directory,
              settings.logLimit(),
              seams,
              0,
              Map.of(),
              CrashPoint.CREATE_LOG_WRITTEN,
              CrashPoint.CREATE_LOG_RENAMED);
      directory.endCreation();
      return new Recovered(nodes, log);
    } catch (RuntimeException | Error e) {
      nodes.values().forEach(StorageNode::closeWriter);
      throw e;
    }
  }

  /// Makes the topology and the nodes that it names. The home node is among them wherever there are
  /// any, so that it is made beside the topology.
  private void makeNodes(List<String> topologySchema) {
    List<Set<NodeId>> named =
        SideBySide.run(
            List.of(
                () -> {
                  make(NodeId.HOME, List.of());
                  return Set.of();
                },
                () -> {
                  StorageNode topology = make(NodeId.TOPOLOGY, topologySchema);
                  seams.crash().reached(CrashPoint.CREATE_TOPOLOGY_MADE);
                  return catalog.createdNodes(topology.writer());
                }));
    Set<NodeId> wanted = named.getLast();
    for (NodeId id : wanted) {
      if (!nodes.containsKey(id)) {
        make(id, List.of());
      }
    }
    if (!wanted.contains(NodeId.HOME)) {
      throw new IllegalStateException("a topology without the home node");
    }
  }

  private StorageNode make(NodeId id, List<String> content) {
    StorageNode node = StorageNode.create(id, directory, settings, content, seams.crash());
    nodes.put(id, node);
    return node;
  }
}
