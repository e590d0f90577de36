package dev.bigdaddy.storage;

import dev.bigdaddy.storage.LogHeader.Floor;
import dev.bigdaddy.storage.LogRecord.Part;
import dev.bigdaddy.storage.StorageException.Kind;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// Brings a database to the state in which nothing is half done. Used by one thread, which holds
/// the directory's lock.
///
/// 1. The log is read up to its first bad record: what follows was never acknowledged. The good
///    part is copied to a new file, fsynced and renamed *before* anything is repeated: a record
///    that is only in the page cache could vanish with the power after one node took it.
/// 2. The topology repeats what it lacks; only then does it know the nodes.
/// 3. Each node must exist, must have what dropped records gave it, and must not have a synced
///    epoch that the log lost. It repeats, in order, what it lacks.
/// 4. Each WAL is written back and emptied, so that all is durable without the log.
/// 5. The log begins anew.
///
/// A crash at any point leaves the log or what it says on the nodes, so all steps can be repeated.
final class Recovery {
  private final DatabaseDirectory directory;
  private final StorageSettings settings;
  private final NodeCatalog catalog;
  private final Seams seams;
  private final ConcurrentSkipListMap<NodeId, StorageNode> nodes = new ConcurrentSkipListMap<>();

  Recovery(
      DatabaseDirectory directory, StorageSettings settings, NodeCatalog catalog, Seams seams) {
    this.directory = directory;
    this.settings = settings;
    this.catalog = catalog;
    this.seams = seams;
  }

  /// An open database, as far as its files go.
  record Recovered(ConcurrentSkipListMap<NodeId, StorageNode> nodes, CommitLog log) {}

  Recovered run() {
    try {
      directory.deleteLeftovers();
      keepGoodPart();
      CommitLog log = repeatAll();
      seams.crash().reached(CrashPoint.RECOVERY_FINISHED);
      return new Recovered(nodes, log);
    } catch (RuntimeException | Error e) {
      nodes.values().forEach(StorageNode::closeWriter);
      throw e;
    }
  }

  private void keepGoodPart() {
    try (LogReader log = LogReader.open(directory.log())) {
      if (log.isEmpty()) {
        return;
      }
      DurableFile copy =
          CommitLog.replace(
              directory,
              log.header(),
              directory.log(),
              log.header().length(),
              log.goodEnd(),
              seams,
              CrashPoint.RECOVERY_LOG_COPIED,
              CrashPoint.RECOVERY_LOG_RENAMED);
      CommitLog.closeFile(copy);
    }
  }

  private CommitLog repeatAll() {
    try (LogReader log = LogReader.open(directory.log())) {
      StorageNode topology = open(NodeId.TOPOLOGY, log);
      log.forEach(record -> repeat(record, NodeId.TOPOLOGY, log));
      for (NodeId id : catalog.createdNodes(topology.writer())) {
        if (!nodes.containsKey(id)) {
          open(id, log);
        }
      }
      log.forEach(record -> repeat(record, null, log));
      seams.crash().reached(CrashPoint.RECOVERY_ALL_REPEATED);
      return beginAnew(log);
    }
  }

  private StorageNode open(NodeId id, LogReader log) {
    StorageNode node = StorageNode.open(id, directory, settings);
    nodes.put(id, node);
    EpochRow row = node.row();
    Floor floor = log.header().floors().get(id);
    if (floor != null && (row.applied() < floor.applied() || row.counter() < floor.counter())) {
      throw new StorageException(
          Kind.OLDER_NODE,
          "%s is an older copy: it has epoch %d and change %d, but had %d and %d"
              .formatted(id, row.applied(), row.counter(), floor.applied(), floor.counter()));
    }
    if (row.synced() > log.lastNumber()) {
      throw new StorageException(
          Kind.CORRUPT_LOG,
          "commit.log ends at epoch %d, but %s has epoch %d: the log is damaged or of another time"
              .formatted(log.lastNumber(), id, row.synced()));
    }
    return node;
  }

  /// Repeats a record on one node, or on all, unless its decider says that it never happened.
  private void repeat(LogRecord record, @Nullable NodeId only, LogReader log) {
    NodeId decider = record.decider();
    if (decider != null) {
      StorageNode node = nodes.get(decider);
      if ((node == null ? open(decider, log) : node).row().applied() < record.number()) {
        return;
      }
    }
    for (Part part : record.parts()) {
      if (only != null && !only.equals(part.node())) {
        continue;
      }
      StorageNode node = nodes.get(part.node());
      if (node == null) {
        throw new StorageException(
            Kind.MISSING_NODE,
            "the topology does not know %s, which epoch %d changed"
                .formatted(part.node(), record.number()));
      }
      boolean unused = new Repetition(node, seams.crash()).repeat(record);
    }
  }

  private CommitLog beginAnew(LogReader log) {
    long lastNumber = log.lastNumber();
    for (StorageNode node : nodes.values()) {
      if (!node.truncateWal().isWrittenBack()) {
        throw new StorageException(
            Kind.BUSY, "another process uses %s: cannot write its WAL back".formatted(node.file()));
      }
      seams.crash().reached(CrashPoint.RECOVERY_NODE_CHECKPOINTED);
      lastNumber = Math.max(lastNumber, node.row().applied());
    }
    if (!log.hasRecords()) {
      return CommitLog.reopen(directory, settings.logLimit(), seams, log.header(), lastNumber);
    }
    return CommitLog.create(
        directory,
        settings.logLimit(),
        seams,
        lastNumber,
        floors(nodes),
        CrashPoint.RECOVERY_NEW_LOG_WRITTEN,
        CrashPoint.RECOVERY_LOG_RENAMED);
  }

  /// What all nodes have for certain.
  static Map<NodeId, Floor> floors(Map<NodeId, StorageNode> nodes) {
    Map<NodeId, Floor> floors = new ConcurrentSkipListMap<>();
    nodes.forEach(
        (id, node) -> {
          EpochRow row = node.durable();
          floors.put(id, new Floor(row.applied(), row.counter()));
        });
    return floors;
  }
}
