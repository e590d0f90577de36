package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.NotSupported;
import dev.bigdaddy.conductor.routing.KeyHash;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableName;
import dev.bigdaddy.topology.VirtualShard;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says where a stored row belongs. Used by one thread.
final class RowPlacement {
  private final UserTable table;
  private final Evaluator evaluator;
  private final boolean spread;
  private final List<Integer> places = new ArrayList<>();
  private final List<Affinity> affinities;
  private final List<Collation> collations;

  /// @param columns the columns of the rows; of a table with rowids the first is the rowid
  RowPlacement(UserTable table, List<String> columns, Evaluator evaluator) {
    this.table = table;
    this.evaluator = evaluator;
    this.spread = table.layout().kind() == TableKind.SPREAD;
    for (String key : table.layout().shardKey()) {
      for (int i = 0; i < columns.size(); i++) {
        if (TableName.fold(columns.get(i)).equals(TableName.fold(key))) {
          places.add(i);
        }
      }
    }
    if (spread && places.size() != table.layout().shardKey().size()) {
      throw NotSupported.of(
          "a shard key over generated columns in a write to spread table " + table.name());
    }
    this.affinities = spread ? table.keyAffinities() : List.of();
    this.collations = spread ? table.keyCollations() : List.of();
  }

  /// The virtual shard of a row; 0 in tables that have none.
  int virtualShard(@Nullable Object[] row) {
    if (!spread) {
      return 0;
    }
    if (places.isEmpty()) {
      return KeyHash.ofRowid(rowid(row)).number();
    }
    List<Object> key = new ArrayList<>(places.size());
    for (int i = 0; i < places.size(); i++) {
      Object value = row[places.get(i)];
      if (value instanceof RawText) {
        throw NotSupported.of("text that is not valid UTF-8 as a shard key");
      }
      Object converted = evaluator.convert(affinities.get(i), value);
      if (converted == null) {
        return KeyHash.ofRowid(rowid(row)).number();
      }
      key.add(converted);
    }
    return KeyHash.of(key, collations).number();
  }

  private long rowid(@Nullable Object[] row) {
    return table.hasRowid() && row[0] instanceof Long rowid ? rowid : 0;
  }

  /// The node that holds a virtual shard.
  NodeId nodeOf(int virtualShard) {
    return table.layout().nodeOf(new VirtualShard(virtualShard));
  }

  /// Whether a row that changes its virtual shard, or none, can stay where it is. While a shard moves,
  /// its rows lie on two nodes, and one that is not new stays on its own.
  boolean staysOn(int node, int oldShard, int shard) {
    return !spread || oldShard == shard || nodeOf(shard).number() == node;
  }
}
