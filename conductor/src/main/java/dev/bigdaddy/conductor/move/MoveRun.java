package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.CrashPoint;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.topology.Job;
import dev.bigdaddy.topology.Jobs;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TargetShards;
import dev.bigdaddy.topology.TargetShards.Piece;
import dev.bigdaddy.topology.TopologySnapshot;
import dev.bigdaddy.topology.VirtualIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One run of a job: takes it on, a small step at a time, from wherever the topology says that it
/// stands. Between two steps the database is valid, and nothing is remembered here that the next process
/// would miss: what is filled again after a crash is filled once too often. Used by one thread.
public final class MoveRun implements JobRun {
  private final Placements placements;
  private final long id;
  private final BatchSize batchSize = new BatchSize();

  /// What is left to fill; null before the first step of this run.
  private @Nullable List<Filling> fillings;

  /// The key of the last row that was labelled; empty before the first block.
  private Optional<@Nullable Object[]> labelled = Optional.empty();

  private boolean labelling;
  private boolean allLabelled;

  MoveRun(Placements placements, long id) {
    this.placements = placements;
    this.id = id;
  }

  /// What comes after a step.
  public enum Outcome {
    /// Another step.
    MORE,
    /// Nothing until somebody wants it to go on.
    RESTS,
    /// Nothing any more.
    OVER
  }

  /// A work list that is being filled.
  private static final class Filling {
    private final String table;
    private final NodeId node;
    private Optional<@Nullable Object[]> last = Optional.empty();

    Filling(String table, NodeId node) {
      this.table = table;
      this.node = node;
    }
  }

  @Override
  public long rowsMoved() {
    return batchSize.latest();
  }

  @Override
  public Outcome step() {
    batchSize.begin();
    Job job;
    try (ReaderLease topology = placements.storage().reader(NodeId.TOPOLOGY)) {
      job = Jobs.find(topology.connection(), id).orElseThrow();
    }
    if (job.status().isOver()) {
      return Outcome.OVER;
    }
    if (job.wanted() == Job.Wanted.RUN && job.status() == Job.Status.VERIFYING) {
      // It reads all rows, and holds no writer meanwhile.
      return verify(job);
    }
    if (job.wanted() == Job.Wanted.PAUSE) {
      return Outcome.RESTS;
    }
    try (Placements.Quiet _ = placements.quiet()) {
      return step(job);
    }
  }

  private Outcome step(Job job) {
    return switch (job.wanted()) {
      case PAUSE -> Outcome.RESTS;
      case CANCEL -> cancel(job);
      case RUN ->
          switch (job.status()) {
            case PENDING -> prepare(job);
            case COPYING -> copy(job);
            case VERIFYING -> verify(job);
            case SWITCHING -> switchOver(job);
            case COMPLETE, FAILED, CANCELLED -> Outcome.OVER;
          };
    };
  }

  /// What is in flight lands first: a layout in which every key has one node is worth the wait.
  private Outcome cancel(Job job) {
    if (job.status() == Job.Status.COPYING && layout(user(), job).isInFlight()) {
      return copy(job);
    }
    return isWhole(job) || label(job) ? end(job, Job.Status.CANCELLED) : Outcome.MORE;
  }

  /// Gives the job up, with what it has done so far as a valid layout.
  @Override
  public void fail() {
    Job job;
    try (ReaderLease topology = placements.storage().reader(NodeId.TOPOLOGY)) {
      job = Jobs.find(topology.connection(), id).orElseThrow();
    }
    if (!job.status().isOver()) {
      end(job, Job.Status.FAILED);
    }
  }

  private static TargetShards target(Job job) {
    return TargetShards.of(job.target());
  }

  private UserSchema user() {
    return placements.schema().user();
  }

  private static List<UserTable> group(UserSchema schema, Job job) {
    return job.group().stream().map(name -> schema.table(name).orElseThrow()).toList();
  }

  private static TableLayout layout(UserSchema schema, Job job) {
    return schema.layout(job.group().getFirst()).orElseThrow();
  }

  // Pending: a whole table becomes spread, and its rows are labelled. Then the work lists are made, so
  // that from now on no row can be missed.

  private boolean isWhole(Job job) {
    return layout(user(), job).kind() == TableKind.WHOLE;
  }

  private void becomeSpread(Job job) {
    try (Epoch epoch = placements.storage().begin(Set.of(NodeId.TOPOLOGY, NodeId.HOME))) {
      UserSchema schema = user();
      UserTable table = group(schema, job).getFirst();
      // Since the job was asked for, others could change the schema.
      KindChange.requireSpreadable(schema, table.layout().name().folded());
      TableLayout spread = KindChange.becomeSpread(epoch, schema, table);
      Job current = Jobs.find(epoch.on(NodeId.TOPOLOGY), id).orElseThrow();
      Jobs.write(epoch, current.at(Job.Status.PENDING, placements.millis()));
      placements.commit(epoch, schema.topology().with(List.of(spread)));
    }
    placements.storage().crash(CrashPoint.MOVE_SPREAD);
  }

  /// Labels the next rows of a table that was whole; true if there are none.
  private boolean label(Job job) {
    UserTable first = group(user(), job).getFirst();
    if (!labelling) {
      labelling = true;
      if (!KindChange.hasUnlabelled(placements, first)) {
        allLabelled = true;
      }
    }
    if (allLabelled) {
      return true;
    }
    NodeId node = first.layout().shards().getFirst().node();
    try (Epoch epoch = placements.storage().begin(Set.of(node), MoveBatch.FLAGS)) {
      UserTable table = group(user(), job).getFirst();
      int rows = batchSize.forFilling(table.layout().blockSize());
      long start = System.nanoTime();
      Optional<@Nullable Object[]> last = new Labelling(table).block(epoch, labelled, rows);
      batchSize.filled(rows, System.nanoTime() - start);
      epoch.commit();
      // A block whose commit fails is done again.
      labelled = last;
    }
    placements.storage().crash(CrashPoint.MOVE_BLOCK_LABELLED);
    if (labelled.isEmpty()) {
      // Looks once more, since this is what all that follows builds on.
      labelling = false;
    }
    return false;
  }

  private Outcome prepare(Job job) {
    if (isWhole(job)) {
      becomeSpread(job);
      return Outcome.MORE;
    }
    if (!label(job) || beginIndexes(job)) {
      return Outcome.MORE;
    }
    List<Piece> pieces = target(job).pieces(layout(user(), job));
    Set<NodeId> held = new TreeSet<>();
    held.add(NodeId.TOPOLOGY);
    pieces.forEach(piece -> held.add(piece.source()));
    try (Epoch epoch = placements.storage().begin(held)) {
      UserSchema schema = user();
      if (!target(job).pieces(layout(schema, job)).equals(pieces)) {
        return Outcome.MORE;
      }
      for (UserTable table : group(schema, job)) {
        for (Map.Entry<NodeId, List<Piece>> source : bySource(pieces).entrySet()) {
          new WorkList(MovedTable.of(table), source.getKey()).create(epoch, source.getValue());
        }
      }
      Job current = Jobs.find(epoch.on(NodeId.TOPOLOGY), id).orElseThrow();
      Jobs.write(epoch, current.at(Job.Status.COPYING, placements.millis()));
      epoch.commit();
    }
    placements.storage().crash(CrashPoint.MOVE_PREPARED);
    return Outcome.MORE;
  }

  /// Tables with one shard have no virtual indexes; they get them before rows lie on two nodes. True if any
  /// were begun.
  private boolean beginIndexes(Job job) {
    TargetShards target = target(job);
    TableLayout layout = layout(user(), job);
    boolean begins = layout.shards().size() == 1 && !target.pieces(layout).isEmpty();
    return begins
        && job.group().stream()
            .anyMatch(table -> new SpreadIndexes(placements, table, target).begin());
  }

  private static Map<NodeId, List<Piece>> bySource(List<Piece> pieces) {
    Map<NodeId, List<Piece>> bySource = new TreeMap<>();
    pieces.forEach(
        piece -> bySource.computeIfAbsent(piece.source(), _ -> new ArrayList<>()).add(piece));
    return bySource;
  }

  // Copying: first the work lists are filled, then the rows move.

  private Outcome copy(Job job) {
    if (fillings == null) {
      fillings = new ArrayList<>();
      Set<NodeId> sources = bySource(target(job).pieces(layout(user(), job))).keySet();
      for (String table : job.group()) {
        sources.forEach(node -> fillings.add(new Filling(table, node)));
      }
    }
    if (!fillings.isEmpty()) {
      fill(job, fillings);
      return Outcome.MORE;
    }
    return new MoveBatch(placements, id, batchSize).run() ? Outcome.MORE : startVerifying(job);
  }

  private void fill(Job job, List<Filling> open) {
    Filling filling = open.getFirst();
    try (Epoch epoch = placements.storage().begin(Set.of(filling.node))) {
      UserSchema schema = user();
      MovedTable table = MovedTable.of(schema.table(filling.table).orElseThrow());
      List<Piece> pieces =
          bySource(target(job).pieces(layout(schema, job))).getOrDefault(filling.node, List.of());
      int rows = batchSize.forFilling(table.table().layout().blockSize());
      long start = System.nanoTime();
      Optional<@Nullable Object[]> last =
          pieces.isEmpty()
              ? Optional.empty()
              : new WorkList(table, filling.node).fill(epoch, pieces, filling.last, rows);
      batchSize.filled(rows, System.nanoTime() - start);
      epoch.commit();
      // A block whose commit fails is done again.
      filling.last = last;
    }
    placements.storage().crash(CrashPoint.MOVE_BLOCK_FILLED);
    if (filling.last.isEmpty()) {
      open.removeFirst();
      if (open.isEmpty()) {
        noteTotal(job);
      }
    }
  }

  private void noteTotal(Job job) {
    Set<NodeId> held = new TreeSet<>();
    Map<NodeId, List<Piece>> sources = bySource(target(job).pieces(layout(user(), job)));
    held.addAll(sources.keySet());
    held.add(NodeId.TOPOLOGY);
    try (Epoch epoch = placements.storage().begin(held)) {
      long rows = 0;
      for (UserTable table : group(user(), job)) {
        for (NodeId node : sources.keySet()) {
          rows += new WorkList(MovedTable.of(table), node).size(epoch);
        }
      }
      Job current = Jobs.find(epoch.on(NodeId.TOPOLOGY), id).orElseThrow();
      Jobs.write(epoch, current.withTotal(current.rowsDone() + rows));
      epoch.commit();
    }
  }

  private Outcome startVerifying(Job job) {
    write(job, Job.Status.VERIFYING);
    return Outcome.MORE;
  }

  private void write(Job job, Job.Status status) {
    try (Epoch epoch = placements.storage().begin(Set.of(NodeId.TOPOLOGY))) {
      Job current = Jobs.find(epoch.on(NodeId.TOPOLOGY), job.id()).orElseThrow();
      Jobs.write(epoch, current.at(status, placements.millis()));
      epoch.commit();
    }
  }

  // Verifying: every row lies where the layout says. Then the layout is given its final form.

  private Outcome verify(Job job) {
    for (UserTable table : group(user(), job)) {
      StrayRows.requireNone(placements, table.layout().name().folded());
    }
    try (Placements.Quiet _ = placements.quiet()) {
      write(job, Job.Status.SWITCHING);
    }
    placements.storage().crash(CrashPoint.MOVE_VERIFIED);
    return Outcome.MORE;
  }

  /// The rows have moved; what else a drained node has goes before the job ends.
  private Outcome switchOver(Job job) {
    if (new DrainedNodes(placements).leaveOne()) {
      placements.storage().crash(CrashPoint.MOVE_COPIES_LEFT);
      return Outcome.MORE;
    }
    return end(job, Job.Status.COMPLETE);
  }

  /// All nodes with anything of the group: its rows, and the entries of its virtual indexes.
  private static Set<NodeId> nodesOf(UserSchema schema, Job job) {
    Set<NodeId> nodes = new TreeSet<>(layout(schema, job).nodes());
    nodes.add(NodeId.TOPOLOGY);
    nodes.add(NodeId.HOME);
    for (VirtualIndex index : schema.topology().indexes()) {
      if (job.group().contains(index.table().folded())) {
        nodes.addAll(index.nodes());
      }
    }
    return nodes;
  }

  private Outcome end(Job job, Job.Status status) {
    if (isWhole(job)) {
      write(job, status);
      return Outcome.OVER;
    }
    Set<NodeId> held = nodesOf(user(), job);
    try (Epoch epoch = placements.storage().begin(held, MoveBatch.FLAGS)) {
      UserSchema schema = user();
      if (!held.containsAll(nodesOf(schema, job))) {
        return Outcome.MORE;
      }
      IndexCatalog indexes = IndexCatalog.of(schema);
      TargetShards reached = status == Job.Status.COMPLETE ? target(job) : null;
      List<TableLayout> settled = new ArrayList<>();
      for (UserTable table : group(schema, job)) {
        settled.add(
            new Settling(epoch, table, indexes.of(table.layout().name()), reached).run());
      }
      TopologySnapshot after = schema.topology().with(settled).withoutIndexesOfWholeTables();
      HomeObjectMoves.follow(epoch, schema, schema.with(after));
      Job current = Jobs.find(epoch.on(NodeId.TOPOLOGY), id).orElseThrow();
      Jobs.write(epoch, current.at(status, placements.millis()));
      placements.commit(epoch, after);
    }
    placements.storage().crash(CrashPoint.MOVE_ENDED);
    return Outcome.OVER;
  }
}
