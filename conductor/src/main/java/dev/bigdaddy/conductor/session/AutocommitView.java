package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.execute.ReadView;
import dev.bigdaddy.storage.AttachedNodes;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.storage.Snapshot;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.Storage;
import java.util.Optional;
import java.util.Set;

/// What a single reading statement sees: one node's latest commit, or several nodes at one instant.
final class AutocommitView {
  private AutocommitView() {}

  static ReadView open(Storage storage, Set<NodeId> nodes) {
    return nodes.size() == 1
        ? new OneNode(storage.reader(nodes.iterator().next()))
        : new SeveralNodes(storage.snapshot(nodes));
  }

  /// Several statements see one instant of these nodes, also if it is only one.
  static ReadView pinned(Storage storage, Set<NodeId> nodes) {
    return new SeveralNodes(storage.snapshot(nodes));
  }

  /// One connection that was lent.
  static ReadView of(ReaderLease lease) {
    return new OneNode(lease);
  }

  private record OneNode(ReaderLease lease) implements ReadView {
    @Override
    public SqliteConnection on(NodeId node) {
      return lease.connection();
    }

    @Override
    public void close() {
      lease.close();
    }
  }

  private record SeveralNodes(Snapshot snapshot) implements ReadView {
    @Override
    public SqliteConnection on(NodeId node) {
      return snapshot.on(node);
    }

    @Override
    public Optional<AttachedNodes> attachTo(SqliteConnection scratch, Set<NodeId> nodes) {
      return snapshot.attachTo(scratch, nodes);
    }

    @Override
    public void close() {
      snapshot.close();
    }
  }
}
