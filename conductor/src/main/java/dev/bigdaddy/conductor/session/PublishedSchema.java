package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.Limits;
import dev.bigdaddy.conductor.execute.RowidSequences;
import dev.bigdaddy.conductor.move.MoveJobs;
import dev.bigdaddy.conductor.move.Placements;
import dev.bigdaddy.conductor.schema.Footprint;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.SeenLayouts;
import dev.bigdaddy.conductor.schema.ShadowSchema;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Storage;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.Topology;
import dev.bigdaddy.topology.TopologySnapshot;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.StampedLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The committed schema of a database, and what changes it: what all its Conductors must agree on.
///
/// A Conductor plans with the version that {@link #schema()} has at that moment, and asks again with
/// {@link #isCurrent(SchemaVersion, SeenLayouts)} once it holds a view of the nodes or their writers. So
/// what another Conductor, or a job, has changed meanwhile costs it a new plan and never a wrong answer.
/// Safe for use by many threads.
public final class PublishedSchema implements AutoCloseable {
  private final Storage storage;
  private final Topology topology;
  private final InstantSource clock;
  private final RowidSequences rowids = new RowidSequences();
  private final StampedLock publication = new StampedLock();
  private final SnapshotGate gate;
  private final Placements placements = new PublishedPlacements();
  private final MoveJobs moves;
  private final List<BooleanSupplier> users = new CopyOnWriteArrayList<>();
  private final LongAdder conflicts = new LongAdder();
  private volatile Runnable listener = () -> {};
  private volatile SchemaVersion schema;
  private volatile @Nullable Published publishing;

  /// The schema of storage that is open, and that closing this closes.
  ///
  /// @param limits say how long a step of a job waits for a transaction, and how fast it moves rows
  public PublishedSchema(
      Storage storage, Topology topology, InstantSource clock, Limits limits) {
    this.storage = storage;
    this.topology = topology;
    this.clock = clock;
    this.gate = new SnapshotGate(limits.moveWait());
    this.moves = new MoveJobs(placements, limits.moveRate());
    this.schema =
        new SchemaVersion(
            UserSchema.of(topology.current()), ShadowSchema.of(topology.current().schema()));
  }

  Storage storage() {
    return storage;
  }

  Topology topology() {
    return topology;
  }

  InstantSource clock() {
    return clock;
  }

  /// Who gives rowids, which no two Conductors may give twice.
  RowidSequences rowids() {
    return rowids;
  }

  /// Keeps jobs that move rows away from the snapshots of transactions.
  SnapshotGate gate() {
    return gate;
  }

  /// The jobs that move rows.
  public MoveJobs moves() {
    return moves;
  }

  /// Where rows lie, for the jobs that move them and build indexes.
  public Placements placements() {
    return placements;
  }

  /// Sets who hears that the schema changed.
  public void onChange(Runnable heard) {
    listener = heard;
  }

  /// Lets jobs ask a Conductor whether it runs statements.
  void usedBy(BooleanSupplier conductor) {
    users.add(conductor);
  }

  void leftBy(BooleanSupplier conductor) {
    users.remove(conductor);
  }

  /// The committed schema.
  SchemaVersion schema() {
    return schema;
  }

  /// Whether a schema is the committed one, and no change of it is on its way: while one commits, the
  /// nodes may be ahead of what {@link #schema()} says.
  boolean isCurrent(SchemaVersion planned) {
    return publishing == null && schema == planned.shared();
  }

  /// Whether all that a plan was made of still holds, and no change of it is on its way.
  boolean isCurrent(SchemaVersion planned, SeenLayouts seen) {
    Published coming = publishing;
    if (coming != null && coming.concerns(seen)) {
      return false;
    }
    SchemaVersion now = schema;
    return now == planned.shared() || seen.holdIn(now.user().topology());
  }

  /// The same for a write that is only about some rows.
  boolean isCurrent(SchemaVersion planned, SeenLayouts seen, Footprint rows) {
    Published coming = publishing;
    if (coming != null && coming.concerns(seen) && !coming.leaves(seen, rows)) {
      return false;
    }
    SchemaVersion now = schema;
    return now == planned.shared() || seen.holdIn(now.user().topology(), rows);
  }

  /// A transaction has failed because a node changed behind its snapshot.
  void noteConflict() {
    conflicts.increment();
  }

  /// How many did.
  long conflicts() {
    return conflicts.sum();
  }

  /// Waits until a schema change that commits now is visible.
  void awaitPublication() {
    publication.unlockRead(publication.readLock());
  }

  /// Whether nothing but the place of rows differs between a schema and the committed one.
  boolean isPlacedAnew(SchemaVersion planned) {
    return schema.shadow() == planned.shared().shadow();
  }

  /// Commits a schema change and makes it visible to all sessions, with no moment in which a session
  /// could run a plan of the former schema on what the commit left.
  void commit(Transaction change) {
    long stamp = publication.writeLock();
    try {
      publishing = Published.ANYTHING;
      SchemaVersion next = change.schema();
      change.commit();
      publish(next);
    } finally {
      publishing = null;
      publication.unlockWrite(stamp);
    }
    listener.run();
  }

  /// The former shadow stays usable for the statements that still hold its connections.
  private void publish(SchemaVersion next) {
    SchemaVersion former = schema;
    topology.publish(next.user().topology());
    schema = next;
    rowids.forget();
    former.shadow().close();
  }

  /// Closes the storage too. Fails, and closes nothing, if work still runs.
  @Override
  public void close() {
    storage.close();
    schema.shadow().close();
  }

  /// What is being committed. It is set before any node commits, and taken away after {@link #schema()}
  /// says so: who pins a view and then finds neither has seen nothing of it.
  ///
  /// @param next what will be committed, if only tables are placed anew; empty if anything may change
  /// @param tables the tables that are placed anew
  private record Published(Optional<TopologySnapshot> next, Set<String> tables) {
    static final Published ANYTHING = new Published(Optional.empty(), Set.of());

    static Published of(TopologySnapshot before, TopologySnapshot next) {
      if (before.shape() != next.shape()) {
        return ANYTHING;
      }
      Set<String> moved = new HashSet<>();
      for (TableLayout layout : next.tables()) {
        if (!before.table(layout.name().folded()).filter(layout::equals).isPresent()) {
          moved.add(layout.name().folded());
        }
      }
      return new Published(Optional.of(next), moved);
    }

    boolean concerns(SeenLayouts seen) {
      return next.isEmpty() || seen.any(tables);
    }

    /// Whether what concerns a write of these rows stays as it was seen.
    boolean leaves(SeenLayouts seen, Footprint rows) {
      return next.filter(snapshot -> seen.holdIn(snapshot, rows)).isPresent();
    }
  }

  private final class PublishedPlacements implements Placements {
    @Override
    public Storage storage() {
      return storage;
    }

    /// Writers are given back by a commit that is about to publish what it changed: so whoever holds
    /// them now may have to wait for that.
    @Override
    public SchemaVersion schema() {
      awaitPublication();
      return schema;
    }

    @Override
    public void awaitPublication() {
      PublishedSchema.this.awaitPublication();
    }

    @Override
    public long millis() {
      return clock.millis();
    }

    @Override
    public void commit(Epoch epoch, TopologySnapshot next) {
      SchemaVersion former = schema;
      topology.write(epoch, former.user().topology(), next);
      SchemaVersion placed = new SchemaVersion(former.user().with(next), former.shadow());
      Published coming = Published.of(former.user().topology(), next);
      if (former.user().topology().shape() != next.shape()) {
        // While a table is whole, SQLite gives its ids; what was known of them before is old.
        rowids.forget();
      }
      long[] stamp = new long[1];
      try {
        // Until the log is durable nobody sees anything of it, and nobody has to wait.
        epoch.commit(
            () -> {
              stamp[0] = publication.writeLock();
              publishing = coming;
            });
        topology.publish(next);
        schema = placed;
      } finally {
        if (stamp[0] != 0) {
          publishing = null;
          publication.unlockWrite(stamp[0]);
        }
      }
    }

    @Override
    public boolean isInUse() {
      return users.stream().anyMatch(BooleanSupplier::getAsBoolean);
    }

    @Override
    public Quiet quiet() {
      return gate.quiet();
    }
  }
}
