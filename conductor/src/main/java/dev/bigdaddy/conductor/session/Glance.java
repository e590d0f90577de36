package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.execute.ReadView;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.Storage;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The latest commits of some nodes, read without pinning them: two statements a node less.
///
/// Each node's commits are counted before it is read. As long as none began since, what was read is
/// what a reader would find now, on all these nodes at one instant. One node at a time is lent, so that
/// nobody waits for a reader while holding another. Used by one thread.
final class Glance implements ReadView {
  private final Storage storage;
  private final Cancellation cancellation;
  private final Map<NodeId, Long> commits = new HashMap<>(2);
  private @Nullable ReaderLease lease;
  private @Nullable AutoCloseable watched;

  Glance(Storage storage, Cancellation cancellation) {
    this.storage = storage;
    this.cancellation = cancellation;
  }

  /// Counts a node's commits, before it is read.
  boolean isQuiet(NodeId node) {
    OptionalLong quiet = storage.quietCommits(node);
    quiet.ifPresent(count -> commits.put(node, count));
    return quiet.isPresent();
  }

  /// Whether what was read is what a reader would find now.
  boolean holds() {
    for (Map.Entry<NodeId, Long> node : commits.entrySet()) {
      if (!storage.isUnchangedSince(node.getKey(), node.getValue())) {
        return false;
      }
    }
    return true;
  }

  /// The connection is good until the next is asked for.
  @Override
  public SqliteConnection on(NodeId node) {
    close();
    ReaderLease next = cancellation.waiting(() -> storage.reader(node));
    lease = next;
    watched = cancellation.watch(next.connection());
    return next.connection();
  }

  @Override
  public void close() {
    try {
      if (watched != null) {
        watched.close();
      }
    } catch (Exception e) {
      throw new IllegalStateException("forgetting a connection cannot fail", e);
    } finally {
      watched = null;
      if (lease != null) {
        lease.close();
        lease = null;
      }
    }
  }
}
