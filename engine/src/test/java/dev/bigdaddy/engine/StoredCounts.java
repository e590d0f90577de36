package dev.bigdaddy.engine;

import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.Storage;
import dev.bigdaddy.storage.StorageSettings;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import dev.bigdaddy.topology.Topology;
import dev.bigdaddy.topology.VirtualShard;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/// Holds the row counts of a closed database against its rows, and each row against its shard.
final class StoredCounts {
  private StoredCounts() {}

  /// Counts by shard as `0:3 1:0 …` if all is right.
  ///
  /// @throws AssertionError if a count differs, or a row lies where it should not
  static String of(Path directory, String table) {
    try (Storage storage =
            Storage.open(directory, StorageSettings.defaults(), Topology.catalog())) {
      TableLayout layout = layout(storage, table);
      Map<Integer, Long> kept = new TreeMap<>();
      Map<Integer, Long> counted = new TreeMap<>();
      for (Shard shard : layout.shards()) {
        kept.put(shard.id(), 0L);
        counted.put(shard.id(), 0L);
      }
      for (NodeId node : layout.nodes()) {
        try (ReaderLease reader = storage.reader(node)) {
          RowCounts.read(reader.connection(), new TableName(table)).forEach(
              (shard, count) -> kept.merge(shard, count, Long::sum));
          count(reader, layout, node, table, counted);
        }
      }
      if (!kept.equals(counted)) {
        throw new AssertionError("kept " + kept + ", counted " + counted);
      }
      return String.join(
          " ", counted.entrySet().stream().map(e -> e.getKey() + ":" + e.getValue()).toList());
    }
  }

  private static TableLayout layout(Storage storage, String table) {
    try (ReaderLease reader = storage.reader(NodeId.TOPOLOGY)) {
      return Topology.load(reader.connection(), InstantSource.system())
          .current()
          .table(table)
          .orElseThrow();
    }
  }

  private static void count(
      ReaderLease reader,
      TableLayout layout,
      NodeId node,
      String table,
      Map<Integer, Long> counted) {
    try (RowCursor rows =
        reader.connection().query("SELECT \"_virtualShard\" FROM \"" + table + "\"")) {
      while (rows.next()) {
        Shard shard = layout.shardOf(new VirtualShard((int) rows.longAt(0)));
        if (!shard.node().equals(node)) {
          throw new AssertionError("a row of " + shard + " lies on " + node);
        }
        counted.merge(shard.id(), 1L, Long::sum);
      }
    }
  }
}
