package dev.bigdaddy.testkit;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.TableOperations;
import dev.bigdaddy.conductor.TableOperations.Measure;
import dev.bigdaddy.conductor.TableOperations.Table;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import dev.bigdaddy.testkit.Answer.Failure;
import dev.bigdaddy.testkit.Answer.Refusal;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Big Daddy whose tables are resharded all the time, one after the other, to numbers of shards that a
/// seed chooses, and whose nodes come, are emptied and get equally much: it must answer as if nothing
/// happened.
///
/// What is refused while rows move (DROP TABLE, RENAME) is run again when the moves have ended; within a
/// transaction, which they wait for, it counts as not supported. So does what meets SQLITE_BUSY_SNAPSHOT,
/// since asking for a job is a change of the topology as any other session's.
final class RestlessBigDaddy implements SystemUnderTest {
  private static final int MOST_SHARDS = 9;
  private static final int BUSY_SNAPSHOT = 517;
  private static final int MOST_NODES = 6;

  /// One change in so many is of the nodes.
  private static final int NODES_EVERY = 3;
  private static final int[] BLOCK_SIZES = {1, 3, 500};
  private static final long LOOK_NANOS = 500_000;

  private final BigDaddy database;
  private final BigDaddyUnderTest session;
  private final SplittableRandom random;
  private final AtomicLong complete = new AtomicLong();
  private final AtomicLong nodeChanges = new AtomicLong();
  private final Thread mover;
  private volatile boolean quiet;
  private volatile boolean closed;

  private RestlessBigDaddy(BigDaddy database, long seed) {
    this.database = database;
    this.session = BigDaddyUnderTest.of(database);
    this.random = new SplittableRandom(seed);
    this.mover = Thread.ofPlatform().name("restless").start(this::move);
  }

  static RestlessBigDaddy open(Path directory, Settings settings, long seed) {
    // A transaction must not meet SQLITE_BUSY_SNAPSHOT for the moves' sake, however slow this machine.
    Settings patient = settings.with("move_wait", "60000").with("busy_timeout", "60000");
    return new RestlessBigDaddy(BigDaddy.open(directory, patient), seed);
  }

  /// Jobs that have moved a table to its target.
  long complete() {
    return complete.get();
  }

  /// Statements about nodes that were taken, and whose jobs have ended.
  long nodeChanges() {
    return nodeChanges.get();
  }

  private void move() {
    while (!closed) {
      if (quiet || !moveOne()) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  private boolean moveOne() {
    try {
      List<Table> tables = database.tables().listTables();
      if (tables.isEmpty()) {
        return false;
      }
      Table table = tables.get(random.nextInt(tables.size()));
      // With one row at a time, virtual shards of some rows are in flight.
      database.tables().setBlockSize(table.name(), BLOCK_SIZES[random.nextInt(BLOCK_SIZES.length)]);
      if (random.nextInt(NODES_EVERY) == 0) {
        changeNodes().forEach(this::await);
        nodeChanges.incrementAndGet();
      } else {
        await(database.tables().reshard(table.name(), 1 + random.nextInt(MOST_SHARDS)));
      }
      return true;
    } catch (BigDaddyException e) {
      // The table is gone by now, cannot be moved, or belongs to a job already.
      return false;
    }
  }

  private List<Long> changeNodes() {
    TableOperations tables = database.tables();
    int nodes = tables.listNodes().size();
    return switch (random.nextInt(5)) {
      case 0 -> tables.rebalance(Measure.ROWS);
      case 1 -> tables.rebalance(Measure.SIZE);
      case 2 -> nodes == 1 ? List.of() : tables.drainNode(1 + random.nextInt(nodes - 1));
      case 3 -> {
        if (nodes > 1) {
          tables.undrainNode(1 + random.nextInt(nodes - 1));
        }
        yield List.of();
      }
      default -> {
        if (nodes < MOST_NODES) {
          tables.addNode();
        }
        yield List.of();
      }
    };
  }

  private void await(long job) {
    while (!closed && !database.tables().progress(job).isOver()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    if (database.tables().progress(job).status().equals("complete")) {
      complete.incrementAndGet();
    }
  }

  @Override
  public Answer run(String sql, List<@Nullable Object> parameters) {
    Answer answer = session.run(sql, parameters);
    if (answer instanceof Failure(int code, _) && code == BUSY_SNAPSHOT) {
      return new Refusal("a transaction's snapshot is older than what a job has changed");
    }
    if (!isRefusedByMove(answer)) {
      return answer;
    }
    if (session.state().inTransaction()) {
      return new Refusal("a table's rows move");
    }
    quiet = true;
    try {
      while (isRefusedByMove(answer)) {
        LockSupport.parkNanos(LOOK_NANOS);
        answer = session.run(sql, parameters);
      }
      return answer;
    } finally {
      quiet = false;
    }
  }

  private static boolean isRefusedByMove(Answer answer) {
    return answer instanceof Failure(_, String message)
        && message.startsWith("job ")
        && message.contains(" moves rows of ");
  }

  @Override
  public List<String> flaws() {
    return session.flaws();
  }

  @Override
  public SessionState state() {
    return session.state();
  }

  @Override
  public String plan(String sql, List<@Nullable Object> parameters) {
    return session.plan(sql, parameters);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(mover);
    try {
      mover.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    session.close();
  }
}
