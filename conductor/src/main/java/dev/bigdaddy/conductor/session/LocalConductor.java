package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.Conductor;
import dev.bigdaddy.conductor.Explanation;
import dev.bigdaddy.conductor.Limits;
import dev.bigdaddy.conductor.QueryResult;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.TableOperations;
import dev.bigdaddy.conductor.execute.Evaluator;
import dev.bigdaddy.conductor.execute.ReadExecutor;
import dev.bigdaddy.conductor.execute.RowidSequences;
import dev.bigdaddy.conductor.execute.Scratch;
import dev.bigdaddy.conductor.execute.ShardExecutor;
import dev.bigdaddy.conductor.execute.WriteExecutor;
import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.move.MoveJobs;
import dev.bigdaddy.conductor.move.Placements;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.SeenLayouts;
import dev.bigdaddy.conductor.schema.ShadowSchema;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Storage;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.Topology;
import dev.bigdaddy.topology.TopologySnapshot;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/// The Conductor over the storage nodes of this process. Holds what all its sessions share. Safe for
/// use by many threads.
public final class LocalConductor implements Conductor, AutoCloseable {
  private static final DateTimeFormatter NOW =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private final Storage storage;
  private final InstantSource clock;
  private final Topology topology;
  private final Options options;
  private final Deadlines deadlines = new Deadlines();
  private final StatementPermits permits;
  private final ShardExecutor shards;
  private final Scratch.Pool scratches;
  private final Evaluator evaluator = new Evaluator();
  private final ReadExecutor reads;
  private final WriteExecutor writes;
  private final RowidSequences rowids = new RowidSequences();
  private final PlanCache plans = new PlanCache();
  private final StampedLock publication = new StampedLock();
  private final SnapshotGate gate;
  private final Placements placements = new LocalPlacements();
  private final MoveJobs moves = new MoveJobs(placements);
  private volatile Runnable schemaListener = () -> {};
  private volatile SchemaVersion schema;
  private volatile @Nullable Published publishing;
  private volatile @Nullable KnownIndexes knownIndexes;

  /// How its statements run.
  ///
  /// @param parallelism nodes that one statement asks at the same time
  /// @param foreignKeys whether sessions begin with foreign keys enforced
  /// @param patience how long a statement waits until it may run
  /// @param limits what statements may take
  public record Options(
      int parallelism, boolean foreignKeys, Duration patience, Limits limits) {}

  /// A Conductor over storage that is open, and that closing it closes.
  public LocalConductor(
      Storage storage, Topology topology, InstantSource clock, Options options) {
    this.storage = storage;
    this.clock = clock;
    this.topology = topology;
    this.options = options;
    this.gate = new SnapshotGate(options.limits().moveWait());
    this.permits =
        new StatementPermits(options.limits().parallelStatements(), options.patience());
    this.shards = new ShardExecutor(options.parallelism());
    this.scratches = new Scratch.Pool(options.limits());
    this.reads = new ReadExecutor(shards, scratches, evaluator, options.limits().heldLimit());
    this.writes = new WriteExecutor(shards, scratches, evaluator);
    this.schema =
        new SchemaVersion(
            UserSchema.of(topology.current()), ShadowSchema.of(topology.current().schema()));
  }

  @Override
  public Session session() {
    return new ClientSession(this, options.foreignKeys());
  }

  @Override
  public QueryResult sql(String text, @Nullable Object... parameters) {
    return QueryResult.of(query(text, parameters), limits().resultLimit());
  }

  @Override
  public ResultCursor query(String text, @Nullable Object... parameters) {
    ClientSession session = new ClientSession(this, options.foreignKeys());
    return session.queryOnce(text, parameters);
  }

  @Override
  public Explanation explain(String text, @Nullable Object... parameters) {
    try (Session session = session()) {
      return session.explain(text, parameters);
    }
  }

  /// The present moment in the form that SQLite's date functions read, with their precision.
  String now() {
    return NOW.format(clock.instant());
  }

  Limits limits() {
    return options.limits();
  }

  Deadlines deadlines() {
    return deadlines;
  }

  StatementPermits permits() {
    return permits;
  }

  Storage storage() {
    return storage;
  }

  Topology topology() {
    return topology;
  }

  ReadExecutor reads() {
    return reads;
  }

  /// The virtual indexes of a schema; those of the last one asked for are kept.
  IndexCatalog indexes(UserSchema wanted) {
    KnownIndexes known = knownIndexes;
    if (known == null || !known.schema().equals(wanted)) {
      known = new KnownIndexes(wanted, IndexCatalog.of(wanted));
      knownIndexes = known;
    }
    return known.catalog();
  }

  private record KnownIndexes(UserSchema schema, IndexCatalog catalog) {}

  WriteExecutor writes() {
    return writes;
  }

  Evaluator evaluator() {
    return evaluator;
  }

  RowidSequences rowids() {
    return rowids;
  }

  PlanCache plans() {
    return plans;
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

  /// What is being committed. It is set before any node commits, and taken away after {@link #schema()}
  /// says so: who pins a view and then finds neither has seen nothing of it.
  ///
  /// @param tables the tables that are placed anew; empty if anything may change
  private record Published(Optional<Set<String>> tables) {
    static final Published ANYTHING = new Published(Optional.empty());

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
      return new Published(Optional.of(moved));
    }

    boolean concerns(SeenLayouts seen) {
      return tables.isEmpty() || seen.any(tables.get());
    }
  }

  /// Waits until a schema change that commits now is visible.
  void awaitPublication() {
    publication.unlockRead(publication.readLock());
  }

  /// Whether nothing but the place of rows differs between a schema and the committed one.
  boolean isPlacedAnew(SchemaVersion planned) {
    return schema.shadow() == planned.shared().shadow();
  }

  /// The jobs that move rows.
  public MoveJobs moves() {
    return moves;
  }

  /// What builds virtual indexes needs to know of where rows lie.
  public Placements placements() {
    return placements;
  }

  /// Sets who hears that the schema changed.
  public void onSchemaChange(Runnable heard) {
    schemaListener = heard;
  }

  /// Keeps jobs that move rows away from the snapshots of transactions.
  SnapshotGate gate() {
    return gate;
  }

  long millis() {
    return clock.millis();
  }

  @Override
  public TableOperations tables() {
    return new LocalTableOperations(this);
  }

  ClientSession newSession() {
    return new ClientSession(this, options.foreignKeys());
  }

  /// Where rows lie, for the jobs that move them.
  private final class LocalPlacements implements Placements {
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
      LocalConductor.this.awaitPublication();
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
      return permits.isInUse();
    }

    @Override
    public Quiet quiet() {
      return gate.quiet();
    }
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
    schemaListener.run();
  }

  /// The former shadow stays usable for the statements that still hold its connections.
  private void publish(SchemaVersion next) {
    SchemaVersion former = schema;
    topology.publish(next.user().topology());
    schema = next;
    rowids.forget();
    former.shadow().close();
  }

  @Override
  public void close() {
    // First, since it fails if work still runs, which then needs the rest.
    storage.close();
    deadlines.close();
    shards.close();
    scratches.close();
    evaluator.close();
    schema.shadow().close();
  }
}
