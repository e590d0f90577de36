package dev.bigdaddy.conductor.build;

import dev.bigdaddy.conductor.index.EntryBuild;
import dev.bigdaddy.conductor.index.EntryObjects;
import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.move.JobRun;
import dev.bigdaddy.conductor.move.MoveRun.Outcome;
import dev.bigdaddy.conductor.move.Placements;
import dev.bigdaddy.storage.CrashPoint;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.topology.IndexStatus;
import dev.bigdaddy.topology.Job;
import dev.bigdaddy.topology.Jobs;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TopologySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Makes the entries of the rows that a table had before its virtual index, a block of rows at a time,
/// each in an epoch of its own, while others read and write.
///
/// **Why nothing is missed.** Since the epoch that made the index, whoever writes a row writes its entry.
/// So only rows that were there before lack one, and each of them is seen by the scan, unless it is
/// written, and then the writer made its entry, or it moves from a node that is not scanned yet to
/// one that was. Hence the index is ready only if the placement of the table is the same before and
/// after the scan; else everything is scanned again.
///
/// **What a crash leaves.** An index that is not ready, with some entries that are right, and its job. The
/// next process scans from the beginning; entries that are there are passed over.
///
/// **What a failure leaves.** Nothing on the nodes but SQLite's own index: the index has failed, its job
/// says why, and lookups ask all nodes. Used by one thread.
public final class IndexBuild implements JobRun {
  /// About as long as a batch of moved rows holds the writers.
  private static final double WANTED_NANOS = 5e6;

  private static final double MOST_GROWTH = 2;
  private static final int LEAST_ROWS = 16;
  private static final int FIRST_ROWS = 64;
  private static final String GONE = "the index is gone";
  private static final String CANCELLED = "cancelled";

  private final Placements placements;
  private final long id;

  private @Nullable TableLayout layout;
  private List<NodeId> nodes = List.of();
  private OptionalLong last = OptionalLong.empty();
  private double rows = FIRST_ROWS;

  /// @param id the job's id
  public IndexBuild(Placements placements, long id) {
    this.placements = placements;
    this.id = id;
  }

  @Override
  public Outcome step() {
    Job job = job();
    if (job.status().isOver()) {
      return Outcome.OVER;
    }
    return switch (job.wanted()) {
      case PAUSE -> Outcome.RESTS;
      case CANCEL -> giveUp(Job.Status.CANCELLED, CANCELLED);
      case RUN -> build(job);
    };
  }

  /// Gives up, for the reason that the job met last.
  @Override
  public void fail() {
    Job job = job();
    if (!job.status().isOver()) {
      giveUp(Job.Status.FAILED, job.error());
    }
  }

  private Job job() {
    try (ReaderLease topology = placements.storage().reader(NodeId.TOPOLOGY)) {
      return Jobs.find(topology.connection(), id).orElseThrow();
    }
  }

  private Job job(Epoch epoch) {
    return Jobs.find(epoch.on(NodeId.TOPOLOGY), id).orElseThrow();
  }

  private Outcome build(Job job) {
    Optional<IndexCatalog.Entry> found = entry(job);
    if (found.isEmpty()) {
      return giveUp(Job.Status.CANCELLED, GONE);
    }
    TableLayout now = found.get().tables().table().layout();
    boolean begins = !now.equals(layout);
    if (begins) {
      layout = now;
      nodes = new ArrayList<>(now.nodes());
      last = OptionalLong.empty();
    }
    // What a transaction has read must not change under it for a job's sake.
    try (Placements.Quiet _ = placements.quiet()) {
      return nodes.isEmpty() ? finish() : block(found.get(), begins);
    }
  }

  private Outcome block(IndexCatalog.Entry planned, boolean begins) {
    NodeId node = nodes.getFirst();
    Set<NodeId> held = new TreeSet<>(planned.index().nodes());
    held.addAll(begins ? planned.tables().table().layout().nodes() : Set.of(node));
    held.add(NodeId.TOPOLOGY);
    EntryBuild.Block done;
    long start;
    try (Epoch epoch = placements.storage().begin(held)) {
      start = System.nanoTime();
      // Writers keep what lies where from changing.
      Job job = job(epoch);
      Optional<IndexCatalog.Entry> current = entry(job);
      if (current.isEmpty() || !current.get().tables().table().layout().equals(layout)) {
        return Outcome.MORE;
      }
      done = EntryBuild.block(epoch, current.get(), node, last, limit(current.get()));
      Job counted = begins ? job.anew(rows(epoch, current.get())) : job;
      long millis = placements.millis();
      Jobs.write(epoch, counted.at(Job.Status.COPYING, millis).moved(done.rows(), millis));
      placements.storage().crash(CrashPoint.INDEX_BLOCK_READY);
      epoch.commit();
    }
    placements.storage().crash(CrashPoint.INDEX_BLOCK_COMMITTED);
    learn(done.rows(), System.nanoTime() - start);
    last = done.last();
    if (last.isEmpty()) {
      nodes.removeFirst();
    }
    return Outcome.MORE;
  }

  private long limit(IndexCatalog.Entry entry) {
    return (long) Math.max(1, Math.min(rows, entry.tables().table().layout().blockSize()));
  }

  private void learn(long done, long nanos) {
    if (done * 2 >= rows) {
      double fitting = done * WANTED_NANOS / Math.max(1, nanos);
      rows = Math.max(LEAST_ROWS, Math.min(fitting, rows * MOST_GROWTH));
    }
  }

  private static long rows(Epoch epoch, IndexCatalog.Entry entry) {
    TableLayout table = entry.tables().table().layout();
    long rows = 0;
    for (NodeId node : table.nodes()) {
      for (long count : RowCounts.read(epoch.on(node), table.name()).values()) {
        rows += count;
      }
    }
    return rows;
  }

  private Outcome finish() {
    try (Epoch epoch = placements.storage().begin(Set.of(NodeId.TOPOLOGY))) {
      Job job = job(epoch);
      Optional<IndexCatalog.Entry> current = entry(job);
      if (current.isEmpty() || !current.get().tables().table().layout().equals(layout)) {
        return Outcome.MORE;
      }
      Jobs.write(epoch, job.at(Job.Status.COMPLETE, placements.millis()));
      placements.storage().crash(CrashPoint.INDEX_READY_WRITTEN);
      placements.commit(
          epoch,
          placements
              .schema()
              .user()
              .topology()
              .with(current.get().index().with(IndexStatus.READY, Optional.empty())));
    }
    placements.storage().crash(CrashPoint.INDEX_READY);
    return Outcome.OVER;
  }

  private Outcome giveUp(Job.Status status, String reason) {
    Set<NodeId> held = new TreeSet<>(placements.storage().nodes());
    held.add(NodeId.TOPOLOGY);
    try (Epoch epoch = placements.storage().begin(held)) {
      Job job = job(epoch);
      long millis = placements.millis();
      Jobs.write(epoch, job.failedOnce(reason, millis, 0).at(status, millis));
      Optional<IndexCatalog.Entry> current = entry(job);
      if (current.isEmpty()) {
        epoch.commit();
        return Outcome.OVER;
      }
      EntryObjects.drop(epoch, current.get());
      TopologySnapshot topology = placements.schema().user().topology();
      placements.storage().crash(CrashPoint.INDEX_FAILED_WRITTEN);
      placements.commit(
          epoch,
          topology.with(
              current.get().index().with(IndexStatus.FAILED, Optional.of(reason))));
    }
    return Outcome.OVER;
  }

  private Optional<IndexCatalog.Entry> entry(Job job) {
    return IndexCatalog.of(placements.schema().user()).all().stream()
        .filter(entry -> entry.index().name().equals(job.index()))
        .filter(entry -> entry.index().status() == IndexStatus.BUILDING)
        .findFirst();
  }
}
