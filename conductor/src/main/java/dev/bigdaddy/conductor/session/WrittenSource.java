package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.execute.ReadView;
import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.Storage;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/// What a writing statement reads while it holds the writers: nobody else changes anything, so that
/// ordinary readers see what the writers do until the transaction has changed something itself.
///
/// Used by one thread.
record WrittenSource(Transaction transaction, Storage storage, Cancellation cancellation)
    implements ReadView.Source {

  @Override
  public ReadView open(Set<NodeId> nodes) {
    ReadView view =
        cancellation.waiting(
            () ->
                transaction.hasChanged()
                    ? transaction.view(nodes)
                    : AutocommitView.pinned(storage, nodes));
    return cancellation.watch(view);
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
