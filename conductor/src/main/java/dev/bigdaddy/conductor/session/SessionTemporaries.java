package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.OwnedWriter;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.topology.SchemaObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a session has for itself: temporary tables, views, triggers and indexes, and the connection of
/// the home node that holds them.
///
/// SQLite ties temporary objects to a connection, so from the first one on the session keeps the home
/// node's writer it was made with: all that it writes on the home node goes through that connection, and
/// what reads temporary objects too. The schema that the session sees is the shared one with its own
/// objects on top. Used by one thread at a time.
final class SessionTemporaries implements AutoCloseable {
  private @Nullable OwnedWriter writer;

  /// Those of the last committed transaction.
  private List<SchemaObject> objects = List.of();

  private @Nullable SchemaVersion seen;

  /// The objects as of the last commit.
  List<SchemaObject> objects() {
    return objects;
  }

  /// Notes what a transaction that committed left.
  void committed(List<SchemaObject> next) {
    objects = next;
  }

  /// The shared schema with these objects on top.
  SchemaVersion over(SchemaVersion shared, List<SchemaObject> temporary) {
    if (temporary.isEmpty()) {
      return shared;
    }
    SchemaVersion last = seen;
    if (last != null) {
      if (last.shared() == shared && last.user().temporary().objects().equals(temporary)) {
        return last;
      }
      last.shadow().close();
    }
    SchemaVersion next = shared.withTemporary(temporary);
    seen = next;
    return next;
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
    return Objects.requireNonNull(writer, "no temporary object was made").read();
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
