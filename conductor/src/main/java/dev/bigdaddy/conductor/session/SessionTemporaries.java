package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.schema.AttachedDatabase;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.OwnedWriter;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.topology.SchemaObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a session has for itself: temporary tables, views, triggers and indexes, attached databases, and
/// the connection of the home node that holds them.
///
/// SQLite ties these to a connection, so from the first one on the session keeps the home node's writer
/// it was made with: all that it writes on the home node goes through that connection, and what reads
/// its own objects too. The schema that the session sees is the shared one with its own objects on top.
/// Used by one thread at a time.
final class SessionTemporaries implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.bigdaddy.conductor");

  private @Nullable OwnedWriter writer;

  /// Those of the last committed transaction.
  private List<SchemaObject> objects = List.of();

  private final SessionAttachments attachments = new SessionAttachments();

  private @Nullable SchemaVersion seen;

  /// The objects as of the last commit.
  List<SchemaObject> objects() {
    return objects;
  }

  /// Notes what a transaction that committed left.
  void committed(List<SchemaObject> next) {
    objects = next;
  }

  /// The attached databases.
  SessionAttachments attachments() {
    return attachments;
  }

  /// Whether nothing is here that others do not see.
  boolean isEmpty() {
    return objects.isEmpty() && attachments.isEmpty();
  }

  /// The shared schema with these objects and the attached databases on top.
  SchemaVersion over(SchemaVersion shared, List<SchemaObject> temporary) {
    List<AttachedDatabase> attached = attachments.known();
    if (temporary.isEmpty() && attached.isEmpty()) {
      return shared;
    }
    SchemaVersion last = seen;
    if (last != null) {
      if (last.shared() == shared
          && last.user().temporary().objects().equals(temporary)
          && last.user().attached().equals(attached)) {
        return last;
      }
      last.shadow().close();
    }
    SchemaVersion next = shared.withOwn(temporary, attached);
    seen = next;
    return next;
  }

  /// Looks at the schemas of attached databases. A file that cannot be read now keeps the schema that
  /// it had: the statement that needs it will say what is wrong.
  ///
  /// @param open the open transaction
  void refresh(@Nullable Transaction open) {
    if (attachments.isEmpty()) {
      return;
    }
    try {
      if (open != null && open.holds(Set.of(NodeId.HOME))) {
        if (!open.isLost()) {
          attachments.refresh(open.ownView().on(NodeId.HOME));
        }
        return;
      }
      try (ReaderLease lease = read()) {
        attachments.refresh(lease.connection());
      }
    } catch (StorageException e) {
      LOG.log(Level.DEBUG, "the schema of an attached database cannot be read", e);
    }
  }

  /// The writer that takes the place of the home node's own; null while there is none.
  @Nullable OwnedWriter writer() {
    return writer;
  }

  /// Keeps the home node's writer of an epoch from now on.
  void keepWriter(Epoch epoch) {
    if (writer == null) {
      writer = epoch.keepWriter(NodeId.HOME);
    }
  }

  /// Reads outside of an epoch.
  ReaderLease read() {
    return Objects.requireNonNull(writer, "the session has nothing of its own").read();
  }

  @Override
  public void close() {
    if (seen != null) {
      seen.shadow().close();
    }
    if (writer != null) {
      writer.close();
    }
  }
}
