package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.execute.ReadView;
import dev.bigdaddy.storage.AttachedNodes;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.Snapshot;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads through what the transaction holds; closing it gives nothing back.
///
/// @param held the nodes to be read through their writers
record HeldView(
    @Nullable Epoch epoch, @Nullable Snapshot snapshot, Set<NodeId> held)
    implements ReadView {
  @Override
  public SqliteConnection on(NodeId node) {
    if (epoch != null && held.contains(node)) {
      return epoch.on(node);
    }
    if (snapshot == null) {
      throw new IllegalStateException("no view of " + node);
    }
    return snapshot.on(node);
  }

  /// Writers record what they do. On readers there may be other cursors of the session, which would
  /// keep the tables from being dropped, and tables of cursors that met with that.
  @Override
  public boolean takesTables(Set<NodeId> nodes) {
    Snapshot readers = snapshot;
    return readers != null
        && nodes.stream()
            .noneMatch(node -> held.contains(node) || isBusy(readers.on(node)));
  }

  private static boolean isBusy(SqliteConnection reader) {
    return reader.hasOpenCursors() || reader.hasBorrowersTables();
  }

  @Override
  public boolean isWritten(NodeId node) {
    return epoch != null && held.contains(node) && epoch.rowChanges(node) > 0;
  }

  @Override
  public Optional<AttachedNodes> attachTo(SqliteConnection scratch, Set<NodeId> nodes) {
    boolean ownWork = nodes.stream().anyMatch(held::contains);
    return ownWork || snapshot == null ? Optional.empty() : snapshot.attachTo(scratch, nodes);
  }

  @Override
  public void close() {}
}
