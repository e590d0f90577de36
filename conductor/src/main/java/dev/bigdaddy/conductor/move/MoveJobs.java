package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.TableOperations.Measure;
import dev.bigdaddy.conductor.TableOperations.Progress;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.topology.Job;
import dev.bigdaddy.topology.Jobs;
import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TargetShards;
import dev.bigdaddy.topology.TopologySnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The jobs that move rows: asks for them, tells of them, and gives the runs by which they get on. Safe
/// for use by many threads.
public final class MoveJobs {
  private static final int PERCENT = 100;
  private static final int MILLIS = 1_000;
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final Placements placements;
  private volatile Runnable listener = () -> {};
  private volatile int rate;

  /// Uses what the Conductor gives.
  ///
  /// @param rate rows that a job moves in a second while others use the database; zero for no bound
  public MoveJobs(Placements placements, int rate) {
    this.placements = placements;
    this.rate = rate;
  }

  /// Sets how many rows a job moves in a second while others use the database.
  ///
  /// @param rowsPerSecond zero for no bound
  public void throttle(int rowsPerSecond) {
    if (rowsPerSecond < 0) {
      throw new BigDaddyException(
          ErrorCode.LIMIT, "rows per second must be 0 or more, not " + rowsPerSecond);
    }
    rate = rowsPerSecond;
  }

  /// How long a job must have taken at least for so many rows, at the rate that is set.
  ///
  /// @return nanoseconds
  public long leastNanos(long rows) {
    int now = rate;
    return now == 0 ? 0 : rows * SECOND_NANOS / now;
  }

  /// Sets who hears that there is something to do.
  public void listener(Runnable heard) {
    listener = heard;
  }

  /// Asks for a table, and all that are placed alike, to be spread over another number of shards.
  ///
  /// @return the job's id
  public long reshard(String table, long shards) {
    if (shards < 1 || shards > TableLayout.MOST_SHARDS) {
      throw new BigDaddyException(
          ErrorCode.LIMIT,
          "the number of shards must be 1 to " + TableLayout.MOST_SHARDS + ", not " + shards);
    }
    return add(
        table,
        layout ->
            TableLayout.spread(
                layout.name(),
                layout.shardKey(),
                (int) shards,
                placements.schema().user().topology().usableNodes()));
  }

  /// Asks for a shard of a table, and of all that are placed alike, to be moved to a node.
  ///
  /// @return the job's id
  public long moveShard(String table, long shard, long node) {
    return add(
        table,
        layout -> {
          requireSpread(layout);
          if (node >= placements.schema().user().topology().nodeCount() || node < 0) {
            throw new BigDaddyException(ErrorCode.SQL, "no such node: " + node);
          }
          NodeId target = new NodeId((int) node);
          if (placements.schema().user().topology().drainingNodes().contains(target)) {
            throw new BigDaddyException(ErrorCode.SQL, "node " + node + " is drained");
          }
          Shard moved = shard(layout, shard);
          return layout.withShards(
              layout.shards().stream()
                  .map(
                      each ->
                          each.equals(moved)
                              ? new Shard(each.id(), each.first(), each.last(), target)
                              : each)
                  .toList());
        });
  }

  /// Asks for a shard of a table, and of all that are placed alike, to be cut into two.
  ///
  /// @return the job's id
  public long splitShard(String table, long shard) {
    return add(
        table,
        layout -> {
          requireSpread(layout);
          Shard cut = shard(layout, shard);
          if (cut.first() == cut.last() || layout.shards().size() >= TableLayout.MOST_SHARDS) {
            throw new BigDaddyException(
                ErrorCode.LIMIT,
                "shard %d of %s cannot be split: it has one virtual shard, or the table %d shards"
                    .formatted(shard, layout.name().spelling(), TableLayout.MOST_SHARDS));
          }
          int middle = (cut.first() + cut.last()) / 2;
          List<Shard> shards = new ArrayList<>();
          for (Shard each : layout.shards()) {
            if (each.equals(cut)) {
              shards.add(new Shard(shards.size(), cut.first(), middle, cut.node()));
              shards.add(new Shard(shards.size(), middle + 1, cut.last(), cut.node()));
            } else {
              shards.add(each.numbered(shards.size()));
            }
          }
          return layout.withShards(shards);
        });
  }

  private static void requireSpread(TableLayout layout) {
    if (layout.kind() != TableKind.SPREAD) {
      throw new BigDaddyException(
          ErrorCode.SQL,
          layout.name().spelling() + " is no spread table: its one shard lies on the home node");
    }
  }

  private static Shard shard(TableLayout layout, long id) {
    return layout.shards().stream()
        .filter(shard -> shard.id() == id)
        .findFirst()
        .orElseThrow(
            () ->
                new BigDaddyException(
                    ErrorCode.SQL,
                    "table %s has no shard %d".formatted(layout.name().spelling(), id)));
  }

  /// Lets the database use one more node.
  ///
  /// @return its number
  public int addNode() {
    return new NodeJobs(placements).add();
  }

  /// Asks for a node to be emptied.
  ///
  /// @return the jobs' ids
  public List<Long> drainNode(long node) {
    return heard(new NodeJobs(placements).drain(node));
  }

  /// Lets a node get shards again.
  ///
  /// @return no jobs
  public List<Long> undrainNode(long node) {
    new NodeJobs(placements).undrain(node);
    return List.of();
  }

  /// Asks for shards to be moved so that nodes have equally much.
  ///
  /// @return the jobs' ids
  public List<Long> rebalance(Measure measure) {
    return heard(new NodeJobs(placements).rebalance(measure));
  }

  private List<Long> heard(List<Long> jobs) {
    if (!jobs.isEmpty()) {
      listener.run();
    }
    return jobs;
  }

  private long add(String table, UnaryOperator<TableLayout> wanted) {
    long job;
    try (Epoch epoch = placements.storage().begin(Set.of(NodeId.TOPOLOGY))) {
      TopologySnapshot topology = placements.schema().user().topology();
      TableLayout layout = layout(topology, table);
      requireMovable(layout);
      TargetShards target = new TargetShards(wanted.apply(layout).shards());
      if (layout.kind() == TableKind.WHOLE) {
        requireMore(layout, target);
        KindChange.requireSpreadable(placements.schema().user(), layout.name().folded());
        requireNoShadow(layout);
      }
      job = new JobQueue(placements).add(epoch, topology, layout, target);
      epoch.commit();
    }
    listener.run();
    return job;
  }

  /// What a virtual table keeps its content in must stay where its module looks for it.
  private void requireNoShadow(TableLayout layout) {
    try (ReaderLease home = placements.storage().reader(NodeId.HOME);
        RowCursor shadow =
            home.connection()
                .query(
                    "SELECT 1 FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'"
                        + " AND name = ? COLLATE NOCASE",
                    layout.name().spelling())) {
      if (shadow.next()) {
        throw new BigDaddyException(
            ErrorCode.NOT_SUPPORTED,
            "not supported yet: resharding %s, a table of a virtual table"
                .formatted(layout.name().spelling()));
      }
    }
  }

  private static TableLayout layout(TopologySnapshot topology, String table) {
    return topology
        .table(table)
        .orElseThrow(() -> new BigDaddyException(ErrorCode.SQL, "no such table: " + table));
  }

  private static void requireMore(TableLayout layout, TargetShards target) {
    if (target.shards().size() == 1) {
      throw new BigDaddyException(
          ErrorCode.SQL, "table " + layout.name().spelling() + " has one shard already");
    }
  }

  private static void requireMovable(TableLayout layout) {
    String name = layout.name().spelling();
    if (layout.kind() == TableKind.REFERENCE) {
      throw new BigDaddyException(
          ErrorCode.SQL, "reference table " + name + " has a copy on every node, not shards");
    }
  }

  /// Sets how many rows background work takes of a table at a time.
  public void setBlockSize(String table, long rows) {
    if (rows < 1 || rows > TableLayout.MOST_BLOCK_SIZE) {
      throw new BigDaddyException(
          ErrorCode.LIMIT,
          "BLOCK_SIZE must be 1 to " + TableLayout.MOST_BLOCK_SIZE + ", not " + rows);
    }
    try (Epoch epoch = placements.storage().begin(Set.of(NodeId.TOPOLOGY))) {
      TopologySnapshot topology = placements.schema().user().topology();
      TableLayout layout = layout(topology, table);
      placements.commit(epoch, topology.with(List.of(layout.withBlockSize((int) rows))));
    }
  }

  /// Says what is wanted of a job.
  public void want(long id, Job.Wanted wanted) {
    try (Epoch epoch = placements.storage().begin(Set.of(NodeId.TOPOLOGY))) {
      Job job =
          Jobs.find(epoch.on(NodeId.TOPOLOGY), id).orElseThrow(() -> noSuchJob(id));
      if (job.status().isOver()) {
        throw new BigDaddyException(
            ErrorCode.SQL, "job " + id + " is " + word(job.status().name()) + " already");
      }
      Jobs.write(epoch, job.wanting(wanted, placements.millis()));
      epoch.commit();
    }
    listener.run();
  }

  private static BigDaddyException noSuchJob(long id) {
    return new BigDaddyException(ErrorCode.SQL, "no such job: " + id);
  }

  /// All jobs that are kept.
  public List<Progress> list() {
    List<Job> jobs = all();
    placements.awaitPublication();
    return jobs.stream().map(this::progress).toList();
  }

  /// How far a job is. Who is told that it is over sees the layout that it has reached.
  public Progress progress(long id) {
    Job job;
    try (ReaderLease topology = placements.storage().reader(NodeId.TOPOLOGY)) {
      job = Jobs.find(topology.connection(), id).orElseThrow(() -> noSuchJob(id));
    }
    placements.awaitPublication();
    return progress(job);
  }

  /// All jobs that are kept, as they stand in the topology.
  public List<Job> all() {
    try (ReaderLease topology = placements.storage().reader(NodeId.TOPOLOGY)) {
      return Jobs.all(topology.connection());
    }
  }

  /// The jobs that are not over.
  public List<Job> open() {
    try (ReaderLease topology = placements.storage().reader(NodeId.TOPOLOGY)) {
      return Jobs.open(topology.connection());
    }
  }

  /// Notes that a step of a job failed.
  ///
  /// @param nextTry not before this shall it be tried again
  public void failedOnce(long id, String reason, long nextTry) {
    try (Epoch epoch = placements.storage().begin(Set.of(NodeId.TOPOLOGY))) {
      Job job = Jobs.find(epoch.on(NodeId.TOPOLOGY), id).orElseThrow();
      Jobs.write(epoch, job.failedOnce(reason, placements.millis(), nextTry));
      epoch.commit();
    }
  }

  /// Counts the rows of spread tables anew, where the kept counts are wrong.
  ///
  /// @return the names of these tables
  public List<String> repairRowCounts() {
    return new CountRepair(placements).run();
  }

  /// Makes the copies of reference tables anew that are not what the home node has.
  ///
  /// @return these copies, as `table on node-2`
  public List<String> repairCopies() {
    return new CopyRepair(placements).run();
  }

  /// Whether somebody runs statements, so that jobs should leave time between their steps.
  public boolean isInUse() {
    return placements.isInUse();
  }

  /// Starts to work on a job, from where it stands. One run of a job at a time.
  public MoveRun run(long id) {
    return new MoveRun(placements, id);
  }

  private Progress progress(Job job) {
    long elapsed = Math.max(1, job.times().updated() - job.times().started());
    long rate = job.times().started() == 0 ? 0 : job.rowsDone() * MILLIS / elapsed;
    long left = Math.max(0, job.rowsTotal() - job.rowsDone());
    boolean over = job.status().isOver();
    OptionalLong remaining =
        over || rate == 0 ? OptionalLong.empty() : OptionalLong.of(left * MILLIS / rate);
    boolean rests = !over && job.wanted() == Job.Wanted.PAUSE;
    return new Progress(
        job.id(),
        word(job.kind().name()),
        job.table(),
        rests ? "paused" : status(job),
        job.rowsDone(),
        job.rowsTotal(),
        percent(job),
        rate,
        remaining,
        job.error(),
        job.retries(),
        Instant.ofEpochMilli(job.times().created()),
        Instant.ofEpochMilli(job.times().updated()));
  }

  private static int percent(Job job) {
    if (job.status() == Job.Status.COMPLETE) {
      return PERCENT;
    }
    return job.rowsTotal() == 0
        ? 0
        : (int) Math.min(PERCENT, job.rowsDone() * PERCENT / job.rowsTotal());
  }

  private static String status(Job job) {
    if (job.status() != Job.Status.COPYING) {
      return word(job.status().name());
    }
    return switch (job.kind()) {
      case RESHARD -> "copying";
      case INDEX -> "building";
      case CLEAN -> "cleaning";
    };
  }

  private static String word(String status) {
    return status.toLowerCase(Locale.ROOT);
  }
}
