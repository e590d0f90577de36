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
  private final ConcurrentSkipListMap<NodeId, StorageNode> nodes = new ConcurrentSkipListMap<>();

  Creation(
      DatabaseDirectory directory, StorageSettings settings, NodeCatalog catalog, Seams seams) {
    this.directory = directory;
    this.settings = settings;
    this.catalog = catalog;
    this.seams = seams;
  }

  Recovered run(List<String> topologySchema) {
    try {
      directory.beginCreation();
      seams.crash().reached(CrashPoint.CREATE_MARKED);
      for (NodeId id : makeTopology(topologySchema)) {
        make(id, List.of());
      }
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

  private Set<NodeId> makeTopology(List<String> schema) {
    StorageNode topology = make(NodeId.TOPOLOGY, schema);
    seams.crash().reached(CrashPoint.CREATE_TOPOLOGY_MADE);
    return catalog.createdNodes(topology.writer());
  }

  private StorageNode make(NodeId id, List<String> content) {
    StorageNode node = StorageNode.create(id, directory, settings, content, seams.crash());
    nodes.put(id, node);
    return node;
  }
}
