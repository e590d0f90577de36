package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.execute.TableChange.NewRow;
import dev.bigdaddy.conductor.execute.TableChange.OldRow;
import dev.bigdaddy.conductor.plan.GatheredTable;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.VirtualShard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One node's part of what a gathered write did to a table. Used by one thread.
final class TableRows {
  /// Rows of one statement; powers of two below it keep the number of different texts small.
  private static final int MOST_ROWS = 64;

  private static final int MOST_PARAMETERS = 16_384;

  private final GatheredTable table;
  private final List<OldRow> gone = new ArrayList<>();
  private final List<NewRow> come = new ArrayList<>();
  private final List<NewRow> changed = new ArrayList<>();

  private TableRows(GatheredTable table) {
    this.table = table;
  }

  /// The parts of all nodes that have one. Every copy of a reference table gets all of it.
  static Map<NodeId, TableRows> split(TableChange change) {
    TableLayout layout = change.table().table().layout();
    Map<NodeId, TableRows> parts = new TreeMap<>();
    if (layout.kind() != TableKind.SPREAD) {
      for (NodeId node : layout.nodes()) {
        TableRows part = part(parts, node, change);
        part.gone.addAll(change.gone());
        part.come.addAll(change.come());
        part.changed.addAll(change.changed());
      }
      return parts;
    }
    change.gone().forEach(row -> part(parts, new NodeId(row.node()), change).gone.add(row));
    for (NewRow row : change.come()) {
      part(parts, layout.nodeOf(new VirtualShard(row.shard())), change).come.add(row);
    }
    change.changed().forEach(row -> part(parts, new NodeId(row.node()), change).changed.add(row));
    return parts;
  }

  private static TableRows part(
      Map<NodeId, TableRows> parts, NodeId node, TableChange change) {
    return parts.computeIfAbsent(node, _ -> new TableRows(change.table()));
  }

  long size() {
    return (long) gone.size() + come.size() + changed.size();
  }

  private boolean isSpread() {
    return table.table().layout().kind() == TableKind.SPREAD;
  }

  /// Removes the rows that are gone, or that go elsewhere.
  void delete(Epoch epoch, NodeId node) {
    boolean batched = table.key().size() == 1;
    int at = 0;
    while (at < gone.size()) {
      int count = batched ? batch(gone.size() - at, 1) : 1;
      List<OldRow> rows = gone.subList(at, at + count);
      if (rows.stream().anyMatch(row -> hasRawText(row.key()))) {
        rows.forEach(row -> deleteOne(row, epoch, node));
      } else if (batched) {
        String places = "?,".repeat(count - 1) + "?";
        epoch.update(
            node,
            "DELETE FROM " + name() + " WHERE " + keyColumn(0) + " IN (" + places + ")",
            rows.stream().map(row -> row.key()[0]).toArray());
      } else {
        deleteOne(rows.getFirst(), epoch, node);
      }
      at += count;
    }
  }

  private void deleteOne(OldRow row, Epoch epoch, NodeId node) {
    epoch.update(node, "DELETE FROM " + name() + where(row.key()), RawText.bound(row.key()));
  }

  /// Brings the rows that are changed or new, and counts.
  void updateAndInsert(Epoch epoch, NodeId node) {
    changed.forEach(row -> update(row, epoch, node));
    insert(epoch, node);
    if (isSpread()) {
      count(epoch, node);
    }
  }

  private void update(NewRow row, Epoch epoch, NodeId node) {
    List<String> columns = table.allColumns();
    List<String> assignments = new ArrayList<>();
    List<@Nullable Object> parameters = new ArrayList<>();
    int first = table.table().hasRowid() ? 1 : 0;
    for (int i = first; i < columns.size(); i++) {
      assignments.add(SqlText.quote(columns.get(i)) + " = " + RawText.place(row.values()[i]));
      parameters.add(RawText.bound(row.values()[i]));
    }
    if (isSpread()) {
      assignments.add(SqlText.quote(UserTable.VIRTUAL_SHARD) + " = ?");
      parameters.add((long) row.shard());
    }
    @Nullable Object[] key = Arrays.copyOf(row.values(), table.key().size());
    parameters.addAll(Arrays.asList(RawText.bound(key)));
    String sql = "UPDATE OR ABORT " + name() + " SET " + String.join(", ", assignments) + where(key);
    epoch.update(node, sql, parameters.toArray());
  }

  private void insert(Epoch epoch, NodeId node) {
    int width = table.allColumns().size() + (isSpread() ? 1 : 0);
    int at = 0;
    while (at < come.size()) {
      int count = batch(come.size() - at, width);
      List<NewRow> rows = come.subList(at, at + count);
      if (rows.stream().anyMatch(row -> hasRawText(row.values()))) {
        rows.forEach(row -> insert(List.of(row), epoch, node));
      } else {
        insert(rows, epoch, node);
      }
      at += count;
    }
  }

  private void insert(List<NewRow> rows, Epoch epoch, NodeId node) {
    List<String> tuples = new ArrayList<>();
    List<@Nullable Object> parameters = new ArrayList<>();
    for (NewRow row : rows) {
      List<String> places = new ArrayList<>();
      for (Object value : row.values()) {
        places.add(RawText.place(value));
        parameters.add(RawText.bound(value));
      }
      if (isSpread()) {
        places.add("?");
        parameters.add((long) row.shard());
      }
      tuples.add("(" + String.join(",", places) + ")");
    }
    List<String> columns = new ArrayList<>(table.allColumns());
    if (isSpread()) {
      columns.add(UserTable.VIRTUAL_SHARD);
    }
    epoch.update(
        node,
        "INSERT OR ABORT INTO " + name() + "(" + SqlText.quoteAll(columns) + ") VALUES "
            + String.join(",", tuples),
        parameters.toArray());
  }

  private void count(Epoch epoch, NodeId node) {
    TableLayout layout = table.table().layout();
    Map<Integer, Long> counts = new TreeMap<>();
    for (OldRow row : gone) {
      counts.merge(shardId(row.shard()), -1L, Long::sum);
    }
    for (NewRow row : come) {
      counts.merge(shardId(row.shard()), 1L, Long::sum);
    }
    for (NewRow row : changed) {
      counts.merge(shardId(row.oldShard()), -1L, Long::sum);
      counts.merge(shardId(row.shard()), 1L, Long::sum);
    }
    counts.forEach((shard, rows) -> RowCounts.add(epoch, node, layout.name(), shard, rows));
  }

  /// Rows of a table that is becoming spread have no virtual shard yet, and lie in its only shard.
  private int shardId(int virtualShard) {
    if (virtualShard < 0) {
      return table.table().layout().shards().getFirst().id();
    }
    return table.table().layout().shardOf(new VirtualShard(virtualShard)).id();
  }

  private static int batch(int rows, int width) {
    int most = Math.max(1, Math.min(MOST_ROWS, MOST_PARAMETERS / Math.max(1, width)));
    return Math.min(Integer.highestOneBit(rows), Integer.highestOneBit(most));
  }

  private String name() {
    return SqlText.quote(table.table().name());
  }

  private String where(@Nullable Object[] key) {
    List<String> terms = new ArrayList<>();
    for (int i = 0; i < key.length; i++) {
      terms.add(keyColumn(i) + " = " + RawText.place(key[i]));
    }
    return " WHERE " + String.join(" AND ", terms);
  }

  /// A primary key may tell apart less than its columns do.
  private String keyColumn(int place) {
    String column = table.key().get(place);
    return SqlText.quote(column)
        + (table.table().hasRowid() ? "" : " COLLATE " + table.keyCollation(column));
  }

  private static boolean hasRawText(@Nullable Object[] values) {
    return Arrays.stream(values).anyMatch(RawText.class::isInstance);
  }
}
