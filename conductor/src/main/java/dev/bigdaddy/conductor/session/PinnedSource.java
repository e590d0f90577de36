package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.execute.ReadView;
import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.SeenLayouts;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/// Opens the views that one statement reads, and holds their schema against the one that the
/// statement was planned for. Used by the session's thread.
final class PinnedSource implements ReadView.Source {
  private final SchemaVersion planned;
  private final SeenLayouts seen;
  private final LocalConductor conductor;
  private final TransactionControl transactions;
  private final Cancellation cancellation;
  private final SessionTemporaries temporaries;
  private boolean opened;

  /// A reader of one node sees what is committed when its statement starts, which is later.
  private boolean checkedTooEarly;

  /// @param seen what the statement's plan was made of
  PinnedSource(
      SchemaVersion planned,
      SeenLayouts seen,
      LocalConductor conductor,
      TransactionControl transactions,
      Cancellation cancellation,
      SessionTemporaries temporaries) {
    this.planned = planned;
    this.seen = seen;
    this.conductor = conductor;
    this.transactions = transactions;
    this.cancellation = cancellation;
    this.temporaries = temporaries;
  }

  /// Whether the statement read anything.
  boolean hasOpened() {
    return opened;
  }

  @Override
  public ReadView open(Set<NodeId> nodes) {
    return open(nodes, Pinning.AS_NEEDED);
  }

  private ReadView openPinned(Set<NodeId> nodes) {
    return open(nodes, Pinning.ALWAYS);
  }

  /// Whether several statements on one node shall see one instant too.
  private enum Pinning {
    ALWAYS,
    AS_NEEDED
  }

  private ReadView open(Set<NodeId> nodes, Pinning pinning) {
    opened = true;
    Transaction open = transactions.open();
    if (open != null) {
      ReadView view = cancellation.waiting(() -> inside(open, nodes));
      open.snapshotNanos().ifPresent(cancellation::reads);
      return cancellation.watch(view);
    }
    checkedTooEarly = nodes.size() == 1 && pinning == Pinning.AS_NEEDED;
    boolean unpinned = checkedTooEarly;
    ReadView view =
        cancellation.waiting(
            () ->
                unpinned
                    ? AutocommitView.open(conductor.storage(), nodes)
                    : AutocommitView.pinned(conductor.storage(), nodes));
    try {
      if (!conductor.published().isCurrent(planned, seen)) {
        throw new StaleSchemaException();
      }
      cancellation.readsNow();
      return cancellation.watch(view);
    } catch (RuntimeException e) {
      view.close();
      throw e;
    }
  }

  /// Each round pins all nodes known so far anew, so what is read on the first is of the same instant
  /// as the others; it ends, since there are only so many nodes.
  @Override
  public ReadView open(Set<NodeId> first, Function<ReadView, Set<NodeId>> more) {
    Set<NodeId> nodes = new TreeSet<>(first);
    while (true) {
      ReadView view = openPinned(nodes);
      try {
        if (!nodes.addAll(more.apply(view))) {
          return view;
        }
      } catch (RuntimeException e) {
        view.close();
        throw e;
      }
      view.close();
    }
  }

  @Override
  public Optional<BooleanSupplier> glance(Set<NodeId> nodes, Consumer<ReadView> reader) {
    if (transactions.open() != null) {
      return Optional.empty();
    }
    opened = true;
    checkedTooEarly = true;
    Glance glance = new Glance(conductor.storage(), cancellation);
    for (NodeId node : nodes) {
      if (!glance.isQuiet(node)) {
        return Optional.empty();
      }
    }
    try (glance) {
      reader.accept(glance);
    }
    return Optional.of(glance::holds);
  }

  /// In a transaction what is read of the home node must be what the transaction sees, and one
  /// connection can only show that by holding the writer.
  @Override
  public ReadView openOwn(ReadPlan.Reads reads) {
    opened = true;
    Transaction open = transactions.open();
    Set<NodeId> home = Set.of(NodeId.HOME);
    if (open != null && reads != ReadPlan.Reads.TEMPORARY_ONLY) {
      new CheckedWrites(open, seen, conductor, cancellation).writers(home, true);
      cancellation.written();
    }
    if (open != null && open.holds(home)) {
      return cancellation.watch(open.ownView());
    }
    ReadView view = AutocommitView.of(temporaries.read());
    checkedTooEarly = reads == ReadPlan.Reads.HOME_TOO;
    if (checkedTooEarly && !conductor.published().isCurrent(planned, seen)) {
      view.close();
      throw new StaleSchemaException();
    }
    return cancellation.watch(view);
  }

  private ReadView inside(Transaction open, Set<NodeId> nodes) {
    boolean fresh = !open.isPinned();
    boolean pinned = open.hasSnapshot();
    ReadView view = open.view(nodes);
    boolean pinsNow = !pinned && open.hasSnapshot();
    if (pinsNow && !conductor.published().isCurrent(open.committedSchema())) {
      open.abandonSnapshot();
      if (fresh) {
        throw new StaleSchemaException();
      }
      conductor.published().awaitPublication();
      if (!conductor.published().isPlacedAnew(open.committedSchema())) {
        throw StaleSchemaException.tooLate();
      }
      // It holds writers only, so nothing that it has seen can have moved.
      open.adopt(conductor.schema());
      throw new StaleSchemaException();
    }
    return view;
  }

  @Override
  public AutoCloseable watch(SqliteConnection connection) {
    return cancellation.watch(connection);
  }

  /// Whether the schema changed since the statement was planned, so that its rows may be wrong.
  boolean mayBeStale() {
    return checkedTooEarly && !conductor.published().isCurrent(planned, seen);
  }
}
