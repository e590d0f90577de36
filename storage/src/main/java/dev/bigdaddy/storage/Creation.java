package dev.bigdaddy.storage;

import dev.bigdaddy.storage.Recovery.Recovered;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/// Makes the files of a new database: see {@link DatabaseDirectory}. Used by one thread, which holds
/// the directory's lock.
///
/// It waits for the disk three times: for the marker's name; for what is in the files; and for the
/// files' names, the log's among them. Of fsyncs that follow each other at once, mostly the first one
/// takes time, so no thread is started for others.
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

  Recovered run(NodeImage topologyImage) {
    try {
      directory.beginCreation();
      seams.crash().reached(CrashPoint.CREATE_MARKED);
      makeNodes(topologyImage);
      seams.crash().reached(CrashPoint.CREATE_NODES_MADE);
      CommitLog log = CommitLog.first(directory, settings.logLimit(), seams);
      directory.endCreation();
      return new Recovered(nodes, log);
    } catch (RuntimeException | Error e) {
      nodes.values().forEach(StorageNode::closeWriter);
      throw e;
    }
  }

  /// Makes the topology and the nodes that it names, the home node among them.
  private void makeNodes(NodeImage topologyImage) {
    StorageNode topology = make(NodeId.TOPOLOGY, topologyImage);
    seams.crash().reached(CrashPoint.CREATE_TOPOLOGY_MADE);
    Set<NodeId> wanted = catalog.createdNodes(topology.writer());
    if (!wanted.contains(NodeId.HOME)) {
      throw new IllegalStateException("a topology without the home node");
    }
    wanted.forEach(id -> make(id, NodeImage.EMPTY));
    if (wanted.size() > 1) {
      // The log may outlive a loss of power without their names, and only the first two are looked for.
      directory.sync();
    }
  }

  private StorageNode make(NodeId id, NodeImage content) {
    StorageNode node = StorageNode.create(id, directory, settings, content, seams.crash());
    nodes.put(id, node);
    return node;
  }
}
