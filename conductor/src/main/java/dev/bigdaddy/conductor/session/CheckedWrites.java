package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.execute.NodeWork;
import dev.bigdaddy.conductor.execute.ReadView;
import dev.bigdaddy.conductor.execute.RowidSequences;
import dev.bigdaddy.conductor.execute.WriteContext;
import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.conductor.schema.Footprint;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.SeenLayouts;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.Snapshot;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Compares the plan's schema version once the writers are held: from then on nobody can change what
/// lies where on these nodes.
///
/// @param seen what the statement's plan was made of
/// @param extent how much of a statement is written through this
record CheckedWrites(
    Transaction transaction,
    SeenLayouts seen,
    LocalConductor conductor,
    Cancellation cancellation,
    Extent extent)
    implements WriteContext {

  /// How much of a statement a write is.
  enum Extent {
    /// All of it.
    WHOLE,
    /// The statement goes on behind it, and must keep the writers.
    PART,
    /// The same, and if it fails, another way is tried: what failed counts for nothing.
    ATTEMPT
  }

  /// Of a statement that is one write.
  CheckedWrites(
      Transaction transaction,
      SeenLayouts seen,
      LocalConductor conductor,
      Cancellation cancellation) {
    this(transaction, seen, conductor, cancellation, Extent.WHOLE);
  }

  /// The same, of a statement that any change of the schema concerns.
  CheckedWrites(Transaction transaction, LocalConductor conductor, Cancellation cancellation) {
    this(transaction, transaction.committedSchema().user().seen(), conductor, cancellation);
  }

  /// Of a statement in parts, which any change of the schema concerns.
  static CheckedWrites inParts(
      Transaction transaction, LocalConductor conductor, Cancellation cancellation) {
    SeenLayouts all = transaction.committedSchema().user().seen();
    return new CheckedWrites(transaction, all, conductor, cancellation, Extent.PART);
  }

  @Override
  public Epoch writers(Set<NodeId> nodes, boolean unrepeatable) {
    boolean held = transaction.holds(nodes);
    boolean fresh = !transaction.isPinned();
    Epoch epoch =
        held
            ? transaction.writers(nodes, unrepeatable)
            : cancellation.waiting(() -> transaction.writers(nodes, unrepeatable));
    if (!held) {
      if (fresh && !conductor.published().isCurrent(transaction.committedSchema(), seen)) {
        transaction.abandonWriters();
        throw new StaleSchemaException();
      }
      if (isOutdated()) {
        requirePlacement();
      }
    }
    cancellation.writing(transaction.interruption());
    return epoch;
  }

  /// Whether what the statement's plan was made of has changed. In a transaction, whether anything has:
  /// its next statements read any table through these writers, without asking where its rows lie now.
  private boolean isOutdated() {
    return isInteractive()
        ? !conductor.published().isCurrent(transaction.committedSchema())
        : !conductor.published().isCurrent(transaction.committedSchema(), seen);
  }

  @Override
  public <T> T write(
      Set<NodeId> nodes, boolean unrepeatable, Remains remains, Function<Epoch, T> work) {
    return write(
        nodes,
        unrepeatable,
        remains,
        work,
        () -> conductor.published().isCurrent(transaction.committedSchema(), seen));
  }

  @Override
  public <T> T write(Footprint rows, Set<NodeId> nodes, Function<Epoch, T> work) {
    return write(
        nodes,
        false,
        Remains.NOTHING,
        work,
        () -> conductor.published().isCurrent(transaction.committedSchema(), seen, rows));
  }

  /// @param current whether the plan still holds once the writers are held
  private <T> T write(
      Set<NodeId> nodes,
      boolean unrepeatable,
      Remains remains,
      Function<Epoch, T> work,
      BooleanSupplier current) {
    if (!transaction.canShare()) {
      return work.apply(writers(nodes, unrepeatable));
    }
    SharedWork<T> shared =
        new SharedWork<>(
            remains,
            epoch -> {
              if (!current.getAsBoolean()) {
                throw new StaleSchemaException();
              }
              return work.apply(epoch);
            });
    transaction.sharing().run(nodes, unrepeatable, shared, cancellation);
    return shared.result();
  }

  /// Rows may have moved since the transaction began. If it reads a snapshot, its nodes were just found
  /// to be as that snapshot has them, so none of their rows came or went. If it only holds writers,
  /// nothing that it has seen can have moved, and it goes on with where the others lie now.
  private void requirePlacement() {
    conductor.published().awaitPublication();
    if (!conductor.published().isPlacedAnew(transaction.committedSchema())) {
      throw StaleSchemaException.tooLate();
    }
    if (!transaction.hasSnapshot() && transaction.adopt(conductor.schema())) {
      throw new StaleSchemaException();
    }
  }

  @Override
  public void inserted(long rowid) {
    transaction.counters().inserted(rowid);
  }

  @Override
  public IndexCatalog indexes() {
    return conductor.indexes(transaction.schema().user());
  }

  @Override
  public void failed(long changes, long totalChanges) {
    if (extent != Extent.ATTEMPT) {
      transaction.counters().changed(changes, totalChanges);
    }
  }

  @Override
  public void violated(long rows) {
    transaction.checks().violated(rows);
  }

  @Override
  public boolean isViolated() {
    return transaction.checks().areViolated();
  }

  @Override
  public boolean defersAllKeys() {
    return transaction.checks().defersAll();
  }

  @Override
  public long lastInsertRowid() {
    return transaction.counters().lastInsertRowid();
  }

  @Override
  public boolean isInteractive() {
    return transaction.mode() == Transaction.Mode.INTERACTIVE;
  }

  @Override
  public AutoCloseable watch(SqliteConnection connection) {
    return cancellation.watch(connection);
  }

  @Override
  public CheckedWrites attempt() {
    return new CheckedWrites(transaction, seen, conductor, cancellation, Extent.ATTEMPT);
  }

  @Override
  public Runnable counters() {
    long rowid = lastInsertRowid();
    long violations = transaction.checks().count();
    return () -> {
      transaction.counters().inserted(rowid);
      transaction.checks().backTo(violations);
    };
  }

  @Override
  public void startOver() {
    if (extent == Extent.WHOLE) {
      transaction.startOver();
    }
  }

  @Override
  public void goOnAlone() {
    if (transaction.mode() == Transaction.Mode.SHARING) {
      throw new LostEpochException();
    }
    startOver();
  }

  @Override
  public RowCursor query(ReadPlan plan, @Nullable Object[] values, List<NodeWork> work) {
    boolean sends = plan instanceof ReadPlan.Staged || plan instanceof ReadPlan.Choice;
    ReadView.Source source =
        new WrittenSource(transaction, conductor.storage(), cancellation, sends);
    return conductor
        .reads()
        .open(plan, values, source, transaction.schema().shadow(), work);
  }

  @Override
  public Optional<ReadView> committed(Set<NodeId> nodes) {
    return transaction.hasChanged()
        ? Optional.empty()
        : Optional.of(
            new WrittenSource(transaction, conductor.storage(), cancellation, true).open(nodes));
  }

  @Override
  public RowidSequences.Claims claims() {
    return transaction.claims();
  }

  /// What moves meanwhile is seen where it was or where it is: while a move commits, the nodes may be
  /// ahead of what is known of them, and they are looked at again.
  @Override
  public <T> List<T> lookAtAll(UserTable table, Function<SqliteConnection, T> look) {
    while (true) {
      SchemaVersion now = conductor.schema();
      Set<NodeId> nodes = new TreeSet<>(table.layout().nodes());
      if (!transaction.changedSchema()) {
        // Else the name may stand for another table, and nobody else places any.
        now.user().table(table.name()).ifPresent(placed -> nodes.addAll(placed.layout().nodes()));
      }
      List<T> seen = cancellation.waiting(() -> lookAt(nodes, look));
      if (conductor.published().isCurrent(now)) {
        return seen;
      }
      conductor.published().awaitPublication();
    }
  }

  private <T> List<T> lookAt(Set<NodeId> nodes, Function<SqliteConnection, T> look) {
    List<T> seen = new ArrayList<>();
    Set<NodeId> others = new TreeSet<>();
    for (NodeId node : nodes) {
      if (transaction.holds(Set.of(node))) {
        seen.add(look.apply(transaction.reader(node)));
      } else {
        others.add(node);
      }
    }
    if (!others.isEmpty()) {
      try (Snapshot instant = conductor.storage().snapshot(others)) {
        others.forEach(node -> seen.add(look.apply(instant.on(node))));
      }
    }
    return seen;
  }

  @Override
  public SqliteConnection reader(NodeId node) {
    return transaction.reader(node);
  }
}
