package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.storage.AttachedNodes;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/// The nodes as one statement sees them: all at one instant. Different nodes may be read by different
/// threads at the same time, one node by one thread.
public interface ReadView extends AutoCloseable {

  /// The connection to read a node through.
  SqliteConnection on(NodeId node);

  /// Whether temporary tables may be made on its connections to these nodes.
  default boolean takesTables(Set<NodeId> nodes) {
    return true;
  }

  /// Whether the session's transaction has changed rows of a node, which is read as it sees it.
  default boolean isWritten(NodeId node) {
    return false;
  }

  /// Attaches nodes to a private database and begins a transaction there, at the view's instant, if
  /// that is possible. What is returned must be closed before the view.
  default Optional<AttachedNodes> attachTo(SqliteConnection scratch, Set<NodeId> nodes) {
    return Optional.empty();
  }

  @Override
  void close();

  /// Where a session's statements get their views.
  interface Source {
    /// Opens a view of some nodes.
    ReadView open(Set<NodeId> nodes);

    /// Opens a view of some nodes and of those that what is read there calls for, all at one instant.
    ///
    /// @param more may be asked several times: each time with a newer view of the first nodes
    ReadView open(Set<NodeId> first, Function<ReadView, Set<NodeId>> more);

    /// Reads the latest commits of some nodes without pinning them.
    ///
    /// @return tells whether all that was read still holds; empty if nothing was read: one of the nodes
    ///     commits just now, or the session's transaction has a view of its own
    Optional<BooleanSupplier> glance(Set<NodeId> nodes, Consumer<ReadView> reader);

    /// The home node through the session's own connection, with its temporary objects.
    ReadView openOwn(ReadPlan.Reads reads);

    /// Lets the session cancel what runs on a connection of the statement's own, until what is
    /// returned is closed.
    AutoCloseable watch(SqliteConnection connection);
  }
}
