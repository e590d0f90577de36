package dev.bigdaddy.conductor.build;

import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.index.IndexCatalog.Entry;
import dev.bigdaddy.conductor.index.SurplusEntries;
import dev.bigdaddy.conductor.move.JobRun;
import dev.bigdaddy.conductor.move.MoveRun.Outcome;
import dev.bigdaddy.conductor.move.Placements;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.topology.IndexStatus;
import dev.bigdaddy.topology.Job;
import dev.bigdaddy.topology.Jobs;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Removes surplus entries of a virtual index, some notes at a time, each in an epoch of its own.
///
/// A crash leaves notes that are taken later; what was taken is done. Used by one thread.
public final class IndexCleaning implements JobRun {
  /// Notes of a node that make a job: fewer cost less than looking after them.
  private static final int ENOUGH = 1_000;

  /// Notes that are taken at a time: the writers of all nodes wait for that.
  private static final int AT_A_TIME = 100;

  private final Placements placements;
  private final long id;

  /// @param id the job's id
  public IndexCleaning(Placements placements, long id) {
    this.placements = placements;
    this.id = id;
  }

  /// Registers a job for each index with many notes that has none.
  ///
  /// @return whether there is a new job
  public static boolean askWhereDue(Placements placements) {
    boolean asked = false;
    for (Entry entry : entries(placements)) {
      long notes = notes(placements, entry);
      if (notes >= ENOUGH) {
        asked |= ask(placements, entry, notes);
      }
    }
    return asked;
  }

  private static boolean ask(Placements placements, Entry entry, long notes) {
    String target = Job.cleanTarget(entry.index().name());
    try (Epoch epoch = placements.storage().begin(Set.of(NodeId.TOPOLOGY))) {
      List<Job> open = Jobs.open(epoch.on(NodeId.TOPOLOGY));
      if (open.stream().anyMatch(job -> job.target().equals(target))) {
        return false;
      }
      String table = entry.index().table().spelling();
      Jobs.add(epoch, table, List.of(), target, notes, placements.millis());
      epoch.commit();
      return true;
    }
  }

  /// The indexes whose entries may be surplus: those of UNIQUE ones never are.
  private static List<Entry> entries(Placements placements) {
    return IndexCatalog.of(placements.schema().user()).all().stream()
        .filter(entry -> entry.index().status() == IndexStatus.READY && !entry.unique())
        .toList();
  }

  private static long notes(Placements placements, Entry entry) {
    long notes = 0;
    try {
      for (NodeId node : entry.tables().table().layout().nodes()) {
        try (ReaderLease reader = placements.storage().reader(node)) {
          notes += SurplusEntries.noted(reader.connection(), entry);
        }
      }
      return notes;
    } catch (StorageException e) {
      // It may be dropped meanwhile, or its table may lie elsewhere.
      if (entries(placements).stream().anyMatch(now -> isSame(now, entry))) {
        throw e;
      }
      return 0;
    }
  }

  private static boolean isSame(Entry now, Entry entry) {
    return now.index().equals(entry.index())
        && now.tables().table().layout().equals(entry.tables().table().layout());
  }

  @Override
  public Outcome step() {
    Job job = job();
    if (job.status().isOver()) {
      return Outcome.OVER;
    }
    return switch (job.wanted()) {
      case PAUSE -> Outcome.RESTS;
      case CANCEL -> end(Job.Status.CANCELLED);
      case RUN -> {
        // What a transaction has read must not change under it for a job's sake.
        try (Placements.Quiet _ = placements.quiet()) {
          yield clean(job);
        }
      }
    };
  }

  private Job job() {
    try (ReaderLease topology = placements.storage().reader(NodeId.TOPOLOGY)) {
      return Jobs.find(topology.connection(), id).orElseThrow();
    }
  }

  private Outcome clean(Job job) {
    Optional<Entry> planned = entry(job);
    if (planned.isEmpty()) {
      return end(Job.Status.CANCELLED);
    }
    Set<NodeId> held = new TreeSet<>(nodes(planned.get()));
    held.add(NodeId.TOPOLOGY);
    int taken = 0;
    try (Epoch epoch = placements.storage().begin(held)) {
      Optional<Entry> current = entry(job);
      if (current.isEmpty() || !held.containsAll(nodes(current.get()))) {
        return Outcome.MORE;
      }
      for (NodeId node : current.get().tables().table().layout().nodes()) {
        taken += SurplusEntries.clean(epoch, current.get(), node, AT_A_TIME - taken);
        if (taken == AT_A_TIME) {
          break;
        }
      }
      Job now = Jobs.find(epoch.on(NodeId.TOPOLOGY), id).orElseThrow();
      long millis = placements.millis();
      Jobs.write(epoch, now.at(Job.Status.COPYING, millis).moved(taken, millis));
      epoch.commit();
    }
    return taken < AT_A_TIME ? end(Job.Status.COMPLETE) : Outcome.MORE;
  }

  private static Set<NodeId> nodes(Entry entry) {
    Set<NodeId> nodes = new TreeSet<>(entry.tables().table().layout().nodes());
    nodes.addAll(entry.index().nodes());
    return nodes;
  }

  private Optional<Entry> entry(Job job) {
    return entries(placements).stream()
        .filter(entry -> entry.index().name().equals(job.index()))
        .findFirst();
  }

  private Outcome end(Job.Status status) {
    try (Epoch epoch = placements.storage().begin(Set.of(NodeId.TOPOLOGY))) {
      Job job = Jobs.find(epoch.on(NodeId.TOPOLOGY), id).orElseThrow();
      Jobs.write(epoch, job.at(status, placements.millis()));
      epoch.commit();
    }
    return Outcome.OVER;
  }

  @Override
  public void fail() {
    Outcome unused = end(Job.Status.FAILED);
  }
}
