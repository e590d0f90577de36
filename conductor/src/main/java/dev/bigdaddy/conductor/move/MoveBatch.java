package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.CrashPoint;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.storage.WriterFlag;
import dev.bigdaddy.topology.IndexStatus;
import dev.bigdaddy.topology.Job;
import dev.bigdaddy.topology.Jobs;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TargetShards;
import dev.bigdaddy.topology.TargetShards.Moved;
import dev.bigdaddy.topology.TargetShards.Piece;
import dev.bigdaddy.topology.VirtualShard;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// One epoch that takes rows of a colocation group from one node to another: inserts them there, deletes
/// them here, and says so in the topology, all in one commit.
///
/// Nobody else can see a moment in which a row is on both nodes or on none: who reads, reads before or
/// behind the commit, and plans that knew the former placement are made again.
///
/// Virtual shards move whole, as many as fit. One with more rows than several batches moves in parts: an
/// epoch says that it is *in flight*, from which on new rows go to the target and whoever looks for its
/// rows asks both nodes; then part after part goes, for which nobody plans anew; the epoch that finds
/// nothing left on the source says that it has arrived. Used once, by one thread.
final class MoveBatch {
  /// A virtual shard of more batches than this moves in parts: that costs each plan of the group its
  /// trust in the shard key, so it shall pay.
  private static final int MOST_BATCHES = 4;

  /// Rows that are moved at once at most where parts cannot: they are in memory, and hold two writers
  /// for about a second.
  private static final int MOST_ROWS = 100_000;

  /// What users' own sessions may have let in must get to the other node too.
  static final Set<WriterFlag> FLAGS = EnumSet.of(WriterFlag.IGNORE_CHECK_CONSTRAINTS);

  private final Placements placements;
  private final long id;
  private final BatchSize batchSize;

  MoveBatch(Placements placements, long id, BatchSize batchSize) {
    this.placements = placements;
    this.id = id;
    this.batchSize = batchSize;
  }

  /// Moves the next rows; false if there is nothing left to move.
  boolean run() {
    Job job;
    try (ReaderLease topology = placements.storage().reader(NodeId.TOPOLOGY)) {
      job = Jobs.find(topology.connection(), id).orElseThrow();
    }
    TargetShards target = TargetShards.of(job.target());
    Optional<Piece> next = target.next(layout(job));
    if (next.isEmpty()) {
      return false;
    }
    Piece piece = next.get();
    Set<NodeId> held = new TreeSet<>();
    held.add(NodeId.TOPOLOGY);
    held.add(piece.source());
    if (isMade(piece.target())) {
      held.add(piece.target());
    }
    try (Epoch epoch = placements.storage().begin(held, FLAGS)) {
      Job current = Jobs.find(epoch.on(NodeId.TOPOLOGY), id).orElseThrow();
      boolean stands = target.next(layout(job)).equals(next);
      boolean lands = current.wanted() == Job.Wanted.CANCEL && isInFlight(layout(job), piece);
      if (stands && (lands || current.wanted() == Job.Wanted.RUN)) {
        if (!epoch.nodes().contains(piece.target())) {
          if (isMade(piece.target())) {
            // Another session has made the node meanwhile.
            return true;
          }
          placements.storage().createNode(piece.target());
          epoch.enlist(piece.target());
        }
        placements.storage().noteBulkWrites();
        new Move(epoch, current, target, piece).run();
      }
    }
    return true;
  }

  private boolean isMade(NodeId node) {
    return placements.schema().user().topology().createdNodes().contains(node);
  }

  private TableLayout layout(Job job) {
    return placements.schema().user().layout(job.group().getFirst()).orElseThrow();
  }

  private static boolean isInFlight(TableLayout layout, Piece piece) {
    return layout.shards().stream()
        .anyMatch(shard -> shard.first() == piece.first() && shard.flight().isPresent());
  }

  /// What the epoch does once it holds its writers.
  private final class Move {
    private final Epoch epoch;
    private final Job job;
    private final TargetShards target;
    private final Piece piece;
    private final UserSchema schema = placements.schema().user();
    private final IndexCatalog indexes = IndexCatalog.of(schema);
    private final List<UserTable> group;
    private final int batch;
    private final long start = System.nanoTime();
    private final List<TableLayout> layouts = new ArrayList<>();

    Move(Epoch epoch, Job job, TargetShards target, Piece piece) {
      this.epoch = epoch;
      this.job = job;
      this.target = target;
      this.piece = piece;
      this.group = job.group().stream().map(name -> schema.table(name).orElseThrow()).toList();
      boolean inUse = placements.isInUse();
      this.batch =
          group.stream()
              .mapToInt(table -> batchSize.forMoving(table.layout().blockSize(), inUse))
              .max()
              .orElseThrow();
    }

    void run() {
      if (isInFlight(group.getFirst().layout(), piece)) {
        moveFront();
        return;
      }
      FrontShards front = FrontShards.of(epoch, group, piece, batch * MOST_BATCHES);
      if (!front.isFirstLarge()) {
        moveWhole(front.end(batch));
      } else if (piece.source().equals(piece.target())) {
        moveWhole(piece.first());
      } else if (Partable.all(schema, group)) {
        beginFlight();
      } else if (FrontShards.of(epoch, group, piece, MOST_ROWS).isFirstLarge()) {
        throw tooLarge();
      } else {
        moveWhole(piece.first());
      }
    }

    private MoveFailedException tooLarge() {
      return new MoveFailedException(
          "a virtual shard of %s has more than %d rows, which cannot move in parts: %s"
              .formatted(group.getFirst().name(), MOST_ROWS, Partable.obstacle(schema, group)));
    }

    private NodeTable nodeTable(UserTable table) {
      return new NodeTable(epoch, table, indexes.of(table.layout().name()));
    }

    private TableMove tableMove(UserTable table) {
      return new TableMove(
          MovedTable.of(table),
          epoch,
          piece.source(),
          piece.target(),
          schema.indexes(table.name()).size());
    }

    private void arriveAt(UserTable table) {
      if (!table.layout().nodes().contains(piece.target())) {
        nodeTable(table).copy(piece.source(), piece.target());
      }
    }

    private void moveWhole(int last) {
      long rows = 0;
      for (UserTable table : group) {
        arriveAt(table);
        long count = tableMove(table).run(Part.whole(piece.first(), last));
        nodeTable(table).forgetNotes(piece.source(), piece.target());
        Moved after = target.move(table.layout(), piece, last);
        RowCounts.add(epoch, piece.source(), table.layout().name(), after.from(), -count);
        RowCounts.add(epoch, piece.target(), table.layout().name(), after.to(), count);
        place(table, after.layout());
        rows += count;
      }
      placeAnew(rows);
      batchSize.moved(batch, rows, System.nanoTime() - start);
      placements.storage().crash(CrashPoint.MOVE_BATCH_COMMITTED);
    }

    private void beginFlight() {
      for (UserTable table : group) {
        arriveAt(table);
        place(table, table.layout().inFlight(piece.first(), piece.target()));
      }
      placeAnew(0);
      placements.storage().crash(CrashPoint.MOVE_FLIGHT_BEGUN);
    }

    private void moveFront() {
      requireNoBuild();
      long rows = 0;
      for (UserTable table : group) {
        Optional<Part> part =
            rows < batch
                ? new WorkList(MovedTable.of(table), piece.source())
                    .front(epoch, piece.first(), (int) (batch - rows))
                : Optional.empty();
        if (part.isPresent()) {
          long count = tableMove(table).run(part.get());
          nodeTable(table).forgetNotes(piece.source(), piece.target());
          int shard = table.layout().shardOf(new VirtualShard(piece.first())).id();
          RowCounts.add(epoch, piece.source(), table.layout().name(), shard, -count);
          RowCounts.add(epoch, piece.target(), table.layout().name(), shard, count);
          rows += count;
        }
      }
      boolean arrived = FrontShards.of(epoch, group, piece, 1).isEmpty();
      if (arrived) {
        group.forEach(this::land);
        placeAnew(rows);
      } else {
        Jobs.write(epoch, job.moved(rows, placements.millis()));
        placements.storage().crash(CrashPoint.MOVE_BATCH_READY);
        epoch.commit();
      }
      batchSize.moved(batch, rows, System.nanoTime() - start);
      placements.storage().crash(CrashPoint.MOVE_PART_COMMITTED);
    }

    /// A scan that makes an index trusts a layout that stays to keep rows where they are, and parts
    /// move under one layout: so they wait for it.
    private void requireNoBuild() {
      boolean builds =
          group.stream()
              .flatMap(table -> indexes.of(table.layout().name()).stream())
              .anyMatch(entry -> entry.index().status() == IndexStatus.BUILDING);
      if (builds) {
        throw new StorageException(
            StorageException.Kind.BUSY, "an index is being built of a table that is in flight");
      }
    }

    /// All its rows are on the target, and were counted there under the shard that they left.
    private void land(UserTable table) {
      Moved after = target.move(table.layout(), piece, piece.first());
      long count =
          RowCounts.read(epoch.on(piece.target()), table.layout().name())
              .getOrDefault(after.from(), 0L);
      RowCounts.add(epoch, piece.target(), table.layout().name(), after.from(), -count);
      RowCounts.add(epoch, piece.target(), table.layout().name(), after.to(), count);
      place(table, after.layout());
    }

    private void place(UserTable table, TableLayout layout) {
      if (!layout.nodes().contains(piece.source())) {
        nodeTable(table).leave(piece.source(), piece.target());
      }
      layouts.add(layout);
    }

    private void placeAnew(long rows) {
      Jobs.write(epoch, job.moved(rows, placements.millis()));
      placements.storage().crash(CrashPoint.MOVE_BATCH_READY);
      placements.commit(epoch, schema.topology().with(layouts));
    }
  }
}
