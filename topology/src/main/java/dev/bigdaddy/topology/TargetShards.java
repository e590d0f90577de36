package dev.bigdaddy.topology;

import dev.bigdaddy.storage.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where the rows of a colocation group shall lie, and what is left to do until they do.
///
/// A layout on its way is compared with the target, nothing else is remembered: so a job that died
/// goes on from whatever layout is committed. A shard of the layout is *settled* if it lies within one
/// target shard, on that shard's node. One that does not is cut at its front: the part up to the target
/// shard's end becomes a shard of its own on the target's node, in order of the virtual shards.
///
/// @param shards in order, without gap
public record TargetShards(List<Shard> shards) {
  public TargetShards {
    shards = List.copyOf(shards);
  }

  /// A range of virtual shards that lies on one node and shall be a shard's part on another, or the
  /// same.
  public record Piece(int first, int last, NodeId source, NodeId target) {}

  /// Reads what {@link #text()} wrote.
  public static TargetShards of(String text) {
    List<Shard> shards = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String[] numbers = part.split("[-@]", -1);
      shards.add(
          new Shard(
              shards.size(),
              Integer.parseInt(numbers[0]),
              Integer.parseInt(numbers[1]),
              new NodeId(Integer.parseInt(numbers[2]))));
    }
    return new TargetShards(shards);
  }

  /// `0-8191@0,8192-16383@1`
  public String text() {
    return shards.stream()
        .map(shard -> shard.first() + "-" + shard.last() + "@" + shard.node().number())
        .collect(Collectors.joining(","));
  }

  /// The target shard that holds a virtual shard.
  public Shard shardOf(int virtualShard) {
    return shards.stream()
        .filter(shard -> shard.first() <= virtualShard && virtualShard <= shard.last())
        .findFirst()
        .orElseThrow();
  }

  /// What is to be moved next; empty if all shards are settled.
  public Optional<Piece> next(TableLayout layout) {
    return pieces(layout).stream().findFirst();
  }

  /// All that is to be moved, in order.
  public List<Piece> pieces(TableLayout layout) {
    List<Piece> pieces = new ArrayList<>();
    for (Shard shard : layout.shards()) {
      int first = shard.first();
      if (shard.flight().isPresent()) {
        // What is in flight arrives first, wherever it shall go then.
        pieces.add(new Piece(first, first, shard.node(), shard.flight().get()));
        first++;
      }
      while (first <= shard.last()) {
        Shard target = shardOf(first);
        int last = Math.min(shard.last(), target.last());
        boolean settled = last == shard.last() && target.node().equals(shard.node());
        if (!settled) {
          pieces.add(new Piece(first, last, shard.node(), target.node()));
        }
        first = last + 1;
      }
    }
    return pieces;
  }

  /// A layout in which the front of a shard has become part of another one.
  ///
  /// @param last the last virtual shard that moves; the first is where its shard begins
  public Moved move(TableLayout layout, Piece piece, int last) {
    List<Shard> result = new ArrayList<>();
    int nextId = 1 + layout.shards().stream().mapToInt(Shard::id).max().orElseThrow();
    int from = -1;
    int to = -1;
    for (Shard shard : layout.shards()) {
      if (shard.first() != piece.first()) {
        result.add(shard);
        continue;
      }
      from = shard.id();
      Shard before = result.isEmpty() ? null : result.getLast();
      boolean extend = before != null && extendsTo(before, piece);
      to = extend && before != null ? before.id() : nextId;
      int start = extend && before != null ? before.first() : piece.first();
      if (extend) {
        result.removeLast();
      }
      result.add(new Shard(to, start, last, piece.target()));
      if (last < shard.last()) {
        result.add(new Shard(from, last + 1, shard.last(), shard.node()));
      }
    }
    return new Moved(layout.withShards(result), from, to);
  }

  private boolean extendsTo(Shard before, Piece piece) {
    return before.flight().isEmpty()
        && before.node().equals(piece.target())
        && before.first() >= shardOf(piece.first()).first();
  }

  /// A layout after a move, and the shards whose counts change.
  ///
  /// @param from the shard that lost rows
  /// @param to the shard that got them
  public record Moved(TableLayout layout, int from, int to) {}
}
