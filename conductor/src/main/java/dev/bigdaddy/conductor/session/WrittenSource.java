package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.execute.ReadView;
import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.Storage;
import dev.bigdaddy.storage.StorageException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/// What a writing statement reads while it holds the writers: nobody else changes anything, so that
/// ordinary readers see what the writers do until the transaction has changed something itself.
///
/// They are asked only where they can do more than the writers, such as taking temporary tables: those who
/// have all of them may be waiting for these very writers. Used by one thread.
///
/// @param more whether it is worth while
record WrittenSource(
    Transaction transaction, Storage storage, Cancellation cancellation, boolean more)
    implements ReadView.Source {

  @Override
  public ReadView open(Set<NodeId> nodes) {
    ReadView view =
        cancellation.waiting(
            () ->
                more && !transaction.hasChanged()
                    ? readers(nodes)
                    : transaction.view(nodes));
    return cancellation.watch(view);
  }

  private ReadView readers(Set<NodeId> nodes) {
    try {
      return AutocommitView.pinned(storage, nodes);
    } catch (StorageException e) {
      if (e.kind() != StorageException.Kind.BUSY) {
        throw e;
      }
      return transaction.view(nodes);
    }
  }

  @Override
  public ReadView open(Set<NodeId> first, Function<ReadView, Set<NodeId>> more) {
    Set<NodeId> nodes = new TreeSet<>(first);
    try (ReadView view = open(first)) {
      nodes.addAll(more.apply(view));
    }
    return open(nodes);
  }

  @Override
  public Optional<BooleanSupplier> glance(Set<NodeId> nodes, Consumer<ReadView> reader) {
    return Optional.empty();
  }

  @Override
  public ReadView openOwn(ReadPlan.Reads reads) {
    throw new IllegalStateException("temporary objects in a search under writers");
  }

  @Override
  public AutoCloseable watch(SqliteConnection connection) {
    return cancellation.watch(connection);
  }
}
