package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.execute.ReadView;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Knows the connections that a session's statements use now, so that another thread can stop them.
///
/// A connection is interrupted only while it is registered, and leaves the register before it goes
/// back to its pool: a cancel can never hit another session's statement. Safe for use by many threads.
final class Cancellation {
  private final Set<SqliteConnection> inUse =
      Collections.newSetFromMap(new IdentityHashMap<>());

  private @Nullable Epoch writing;

  /// Stops every statement that runs now.
  synchronized void cancel() {
    inUse.forEach(SqliteConnection::interrupt);
    if (writing != null) {
      writing.interrupt();
    }
  }

  /// Lets the statement that writes through an epoch be cancelled, until {@link #written}.
  synchronized void writing(Epoch epoch) {
    writing = epoch;
  }

  /// The statement that wrote has ended.
  synchronized void written() {
    writing = null;
  }

  private synchronized void enter(SqliteConnection connection) {
    inUse.add(connection);
  }

  private synchronized void leave(List<SqliteConnection> connections) {
    connections.forEach(inUse::remove);
  }

  /// Lets a connection be cancelled until what is returned is closed.
  AutoCloseable watch(SqliteConnection connection) {
    enter(connection);
    return () -> leave(List.of(connection));
  }

  /// The same view, whose connections can be cancelled until it is closed.
  ReadView watch(ReadView view) {
    return new WatchedView(view);
  }

  private final class WatchedView implements ReadView {
    private final ReadView view;
    private final List<SqliteConnection> connections = new ArrayList<>(1);

    WatchedView(ReadView view) {
      this.view = view;
    }

    @Override
    public SqliteConnection on(NodeId node) {
      SqliteConnection connection = view.on(node);
      connections.add(connection);
      enter(connection);
      return connection;
    }

    @Override
    public boolean takesTables() {
      return view.takesTables();
    }

    @Override
    public void close() {
      leave(connections);
      view.close();
    }
  }
}
