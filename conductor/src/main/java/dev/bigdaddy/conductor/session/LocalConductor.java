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
import dev.bigdaddy.conductor.execute.Scratch;
import dev.bigdaddy.conductor.execute.ShardExecutor;
import dev.bigdaddy.conductor.execute.WriteExecutor;
import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.storage.Storage;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The Conductor over the storage nodes of this process. Holds what all its sessions share. Safe for
/// use by many threads.
public final class LocalConductor implements Conductor, AutoCloseable {
  private static final DateTimeFormatter NOW =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private final PublishedSchema published;
  private final Options options;
  private final Deadlines deadlines = new Deadlines();
  private final StatementPermits permits;
  private final ShardExecutor shards;
  private final Scratch.Pool scratches;
  private final Evaluator evaluator = new Evaluator();
  private final ReadExecutor reads;
  private final WriteExecutor writes;
  private final PlanCache plans = new PlanCache();
  private final BooleanSupplier inUse;
  private volatile @Nullable KnownIndexes knownIndexes;

  /// How its statements run.
  ///
  /// @param parallelism nodes that one statement asks at the same time
  /// @param foreignKeys whether sessions begin with foreign keys enforced
  /// @param patience how long a statement waits until it may run
  /// @param limits what statements may take
  public record Options(
      int parallelism, boolean foreignKeys, Duration patience, Limits limits) {}

  /// A Conductor over a database, which others may use at the same time.
  public LocalConductor(PublishedSchema published, Options options) {
    this.published = published;
    this.options = options;
    this.permits =
        new StatementPermits(options.limits().parallelStatements(), options.patience());
    this.shards = new ShardExecutor(options.parallelism());
    this.scratches = new Scratch.Pool(options.limits());
    this.reads = new ReadExecutor(shards, scratches, evaluator, options.limits().heldLimit());
    this.writes = new WriteExecutor(shards, scratches, evaluator, options.limits().heldLimit());
    this.inUse = permits::isInUse;
    published.usedBy(inUse);
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
    return NOW.format(published.clock().instant());
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

  /// What it shares with all other Conductors of the database.
  PublishedSchema published() {
    return published;
  }

  Storage storage() {
    return published.storage();
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

  PlanCache plans() {
    return plans;
  }

  /// The committed schema.
  SchemaVersion schema() {
    return published.schema();
  }

  long millis() {
    return published.clock().millis();
  }

  @Override
  public TableOperations tables() {
    return new LocalTableOperations(this);
  }

  ClientSession newSession() {
    return new ClientSession(this, options.foreignKeys());
  }

  /// Closes what is its own, but not the database, whose closing fails if work still runs: so the last
  /// of its Conductors is closed after it.
  @Override
  public void close() {
    published.leftBy(inUse);
    deadlines.close();
    shards.close();
    scratches.close();
    evaluator.close();
  }
}
