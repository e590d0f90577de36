package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.CrashPoint;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.storage.WriterFlag;
import dev.bigdaddy.topology.Job;
import dev.bigdaddy.topology.Jobs;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TargetShards;
import dev.bigdaddy.topology.TargetShards.Moved;
import dev.bigdaddy.topology.TargetShards.Piece;
import dev.bigdaddy.topology.TopologySnapshot;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// One epoch that takes whole virtual shards of a colocation group from one node to another: inserts
/// their rows there, deletes them here, and says so in the topology, all in one commit.
///
/// Nobody else can see a moment in which a row is on both nodes or on none: who reads, reads before or
/// behind the commit, and plans that knew the former placement are made again. Used once, by one thread.
final class MoveBatch {
  /// Virtual shards that are looked at for one batch.
  private static final int MOST_SHARDS = 4_096;

  /// Rows that are moved at once at most: they are in memory, and hold two writers for about a second.
  private static final long MOST_ROWS = 100_000;

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
      if (stands && current.wanted() == Job.Wanted.RUN) {
        if (!epoch.nodes().contains(piece.target())) {
          if (isMade(piece.target())) {
            // Another session has made the node meanwhile.
            return true;
          }
          placements.storage().createNode(piece.target());
          epoch.enlist(piece.target());
        }
        move(epoch, current, target, piece);
      }
    }
    placements.storage().crash(CrashPoint.MOVE_BATCH_COMMITTED);
    return true;
  }

  private boolean isMade(NodeId node) {
    return placements.schema().user().topology().createdNodes().contains(node);
  }

  private TableLayout layout(Job job) {
    return placements.schema().user().layout(job.group().getFirst()).orElseThrow();
  }

  private void move(Epoch epoch, Job job, TargetShards target, Piece piece) {
    long start = System.nanoTime();
    UserSchema schema = placements.schema().user();
    List<UserTable> group =
        job.group().stream().map(name -> schema.table(name).orElseThrow()).toList();
    int last = end(epoch, group, piece);
    List<TableLayout> moved = new ArrayList<>();
    long rows = 0;
    IndexCatalog indexes = IndexCatalog.of(schema);
    for (UserTable table : group) {
      NodeTable nodeTable =
          new NodeTable(epoch, table, indexes.of(table.layout().name()));
      if (!table.layout().nodes().contains(piece.target())) {
        nodeTable.copy(piece.source(), piece.target());
      }
      long count =
          new TableMove(MovedTable.of(table), epoch, piece.source(), piece.target())
              .run(piece.first(), last);
      nodeTable.forgetNotes(piece.source(), piece.target());
      Moved after = target.move(table.layout(), piece, last);
      RowCounts.add(epoch, piece.source(), table.layout().name(), after.from(), -count);
      RowCounts.add(epoch, piece.target(), table.layout().name(), after.to(), count);
      if (!after.layout().nodes().contains(piece.source())) {
        nodeTable.leave(piece.source(), piece.target());
      }
      moved.add(after.layout());
      rows += count;
    }
    Jobs.write(epoch, job.moved(rows, placements.millis()));
    batchSize.moved(rows, System.nanoTime() - start);
    placements.storage().crash(CrashPoint.MOVE_BATCH_READY);
    TopologySnapshot before = schema.topology();
    placements.commit(epoch, before.with(moved));
  }

  /// A virtual shard moves whole, and both its writers wait for it.
  private static void requireMovable(List<UserTable> group, int shard, long rows) {
    if (rows > MOST_ROWS) {
      throw new MoveFailedException(
          "virtual shard %d of %s has %d rows, and more than %d cannot move at once yet"
              .formatted(shard, group.getFirst().name(), rows, MOST_ROWS));
    }
  }

  /// The last virtual shard of this batch: as many whole ones as the rows of a batch fill, but at
  /// least one.
  private int end(Epoch epoch, List<UserTable> group, Piece piece) {
    Map<Integer, Long> sizes = new TreeMap<>();
    int known = piece.last();
    int most = 0;
    for (UserTable table : group) {
      most = Math.max(most, batchSize.forMoving(table.layout().blockSize()));
      Map<Integer, Long> own =
          new WorkList(MovedTable.of(table), piece.source()).sizes(epoch, piece, MOST_SHARDS);
      if (own.size() == MOST_SHARDS) {
        known = Math.min(known, ((TreeMap<Integer, Long>) own).lastKey());
      }
      own.forEach((shard, rows) -> sizes.merge(shard, rows, Long::sum));
    }
    long rows = 0;
    int last = piece.first() - 1;
    if (!piece.source().equals(piece.target())) {
      sizes.forEach((shard, size) -> requireMovable(group, shard, size));
    }
    for (Map.Entry<Integer, Long> size : sizes.entrySet()) {
      boolean first = rows == 0;
      if (size.getKey() > known || (!first && rows + size.getValue() > most)) {
        return Math.max(piece.first(), Math.min(known, size.getKey() - 1));
      }
      rows += size.getValue();
      last = size.getKey();
    }
    return Math.max(last, known);
  }
}
