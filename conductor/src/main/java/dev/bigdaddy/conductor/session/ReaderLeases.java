package dev.bigdaddy.conductor.session;

import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.Storage;
import java.util.HashMap;
import java.util.Map;

/// Readers of single statements that a transaction keeps until it ends, one of a node. Used by one thread
/// at a time.
final class ReaderLeases {
  private final Storage storage;
  private final Map<NodeId, ReaderLease> leases = new HashMap<>();

  ReaderLeases(Storage storage) {
    this.storage = storage;
  }

  SqliteConnection on(NodeId node) {
    return leases.computeIfAbsent(node, storage::reader).connection();
  }

  void giveBack() {
    leases.values().forEach(ReaderLease::close);
    leases.clear();
  }
}
