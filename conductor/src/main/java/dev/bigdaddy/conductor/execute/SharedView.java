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

/// One view that all parts of a statement read, one after the other; closing it in a part closes
/// nothing. Used by one thread, apart from what {@link ReadView} allows.
final class SharedView implements ReadView, ReadView.Source {
  private final ReadView view;
  private final ReadView.Source source;

  SharedView(ReadView view, ReadView.Source source) {
    this.view = view;
    this.source = source;
  }

  /// The view itself.
  ReadView view() {
    return view;
  }

  /// A view of one node sees a new instant with each statement, unless a transaction holds it.
  void pin(Set<NodeId> nodes) {
    if (nodes.size() == 1) {
      SqliteConnection only = view.on(nodes.iterator().next());
      if (!only.inTransaction()) {
        only.execute("BEGIN");
      }
    }
  }

  @Override
  public SqliteConnection on(NodeId node) {
    return view.on(node);
  }

  @Override
  public boolean isWritten(NodeId node) {
    return view.isWritten(node);
  }

  @Override
  public boolean takesTables(Set<NodeId> nodes) {
    return view.takesTables(nodes);
  }

  @Override
  public Optional<AttachedNodes> attachTo(SqliteConnection scratch, Set<NodeId> nodes) {
    return view.attachTo(scratch, nodes);
  }

  @Override
  public void close() {
    // Its owner closes the view.
  }

  @Override
  public ReadView open(Set<NodeId> nodes) {
    return this;
  }

  /// Has all nodes already, so that whatever is chosen is there.
  @Override
  public ReadView open(Set<NodeId> first, Function<ReadView, Set<NodeId>> more) {
    return open(more.apply(this));
  }

  /// What it shows is of one instant anyway.
  @Override
  public Optional<BooleanSupplier> glance(Set<NodeId> nodes, Consumer<ReadView> reader) {
    reader.accept(this);
    return Optional.of(() -> true);
  }

  @Override
  public ReadView openOwn(ReadPlan.Reads reads) {
    throw new IllegalStateException("temporary objects in a sub-result");
  }

  @Override
  public AutoCloseable watch(SqliteConnection connection) {
    return source.watch(connection);
  }
}
