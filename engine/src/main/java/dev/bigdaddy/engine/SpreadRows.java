package dev.bigdaddy.engine;

import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.routing.KeyHash;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UniqueKey;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.Snapshot;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.VirtualShard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Checks the rows of one spread table: where they lie, how many each shard has, and that no two share
/// a value that is unique. Used by one thread.
final class SpreadRows {
  /// Findings of one kind that are told one by one; a thousand more would say nothing new.
  private static final int MOST_TOLD = 5;

  /// What a row of a table that was whole has for a virtual shard until it is labelled.
  private static final long UNLABELLED = -1;

  private final UserTable table;
  private final TableLayout layout;
  private final Snapshot snapshot;
  private final boolean isBeingSpread;
  private final List<Finding> findings = new ArrayList<>();
  private int misplaced;

  /// @param moves whether a job moves the table's rows: one that was whole gets its labels by and by
  SpreadRows(UserTable table, Snapshot snapshot, boolean moves) {
    this.isBeingSpread = moves && table.layout().shards().size() == 1;
    this.table = table;
    this.layout = table.layout();
    this.snapshot = snapshot;
  }

  List<Finding> check() {
    Map<Integer, Long> counted = new TreeMap<>();
    Map<Integer, Long> kept = new TreeMap<>();
    for (Shard shard : layout.shards()) {
      counted.put(shard.id(), 0L);
      kept.put(shard.id(), 0L);
    }
    for (NodeId node : layout.nodes()) {
      RowCounts.read(snapshot.on(node), layout.name())
          .forEach((shard, count) -> kept(kept, shard, count));
      checkPlacement(node, counted);
    }
    if (misplaced > MOST_TOLD) {
      add(Finding.Kind.PLACEMENT, "%d rows in all are misplaced".formatted(misplaced));
    }
    if (!kept.equals(counted)) {
      add(Finding.Kind.ROW_COUNT, "kept %s, counted %s".formatted(kept, counted));
    }
    table.rowidName().ifPresent(rowid -> checkUnique(List.of(rowid), List.of(Collation.BINARY)));
    for (UniqueKey key : table.uniqueKeys()) {
      if (layout.isInFlight() || !key.contains(layout.shardKey(), table)) {
        checkUnique(key.columns(), key.collations());
      }
    }
    return findings;
  }

  /// While rows move, a shard that has lost them all may be gone before its count, which is 0 then.
  private static void kept(Map<Integer, Long> kept, int shard, long count) {
    if (count != 0 || kept.containsKey(shard)) {
      kept.merge(shard, count, Long::sum);
    }
  }

  private void add(Finding.Kind kind, String text) {
    findings.add(new Finding(kind, "table " + table.name(), text));
  }

  // Where rows lie.

  private void checkPlacement(NodeId node, Map<Integer, Long> counted) {
    List<String> columns = new ArrayList<>(List.of(UserTable.VIRTUAL_SHARD));
    columns.addAll(layout.shardKey());
    table.rowidName().ifPresent(columns::add);
    List<Collation> collations =
        layout.shardKey().stream()
            .map(name -> table.column(name).collation().orElse(Collation.BINARY))
            .toList();
    try (RowCursor rows =
        snapshot.on(node).query("SELECT " + SqlText.quoteAll(columns) + " FROM " + quotedTable())) {
      while (rows.next()) {
        checkRow(node, rows, collations, counted);
      }
    }
  }

  private String quotedTable() {
    return SqlText.quote(table.name());
  }

  private void checkRow(
      NodeId node, RowCursor rows, List<Collation> collations, Map<Integer, Long> counted) {
    long label = rows.longAt(0);
    if (isBeingSpread && label == UNLABELLED) {
      counted.merge(layout.shards().getFirst().id(), 1L, Long::sum);
      return;
    }
    if (label < 0 || label >= VirtualShard.COUNT) {
      misplaced(node, "a row has the virtual shard " + label);
      return;
    }
    VirtualShard labelled = new VirtualShard((int) label);
    Shard shard = layout.shardOf(labelled);
    if (!shard.nodesOf(labelled).contains(node)) {
      misplaced(node, "a row of virtual shard %d, which lies on %s".formatted(label, shard.node()));
    }
    VirtualShard computed = computed(rows, collations);
    if (!computed.equals(labelled)) {
      misplaced(
          node,
          "a row of virtual shard %d is labelled %d".formatted(computed.number(), label));
    }
    counted.merge(shard.id(), 1L, Long::sum);
  }

  private void misplaced(NodeId node, String text) {
    if (misplaced++ < MOST_TOLD) {
      add(Finding.Kind.PLACEMENT, "on %s: %s".formatted(node, text));
    }
  }

  private VirtualShard computed(RowCursor rows, List<Collation> collations) {
    List<Object> key = new ArrayList<>();
    for (int i = 0; i < collations.size(); i++) {
      Object value = rows.valueAt(1 + i);
      if (value != null) {
        key.add(value);
      }
    }
    boolean byKey = !key.isEmpty() && key.size() == collations.size();
    return byKey
        ? KeyHash.of(key, collations)
        : KeyHash.ofRowid(rows.longAt(1 + collations.size()));
  }

  // What must be unique.

  /// Puts the key's values of all nodes into one table with a unique index of SQLite's.
  private void checkUnique(List<String> columns, List<Collation> collations) {
    List<String> terms = new ArrayList<>();
    List<String> present = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      terms.add("c" + i + " COLLATE " + collations.get(i).name());
      present.add(SqlText.quote(columns.get(i)) + " IS NOT NULL");
    }
    String names = String.join(", ", terms).replaceAll(" COLLATE \\w+", "");
    try (SqliteConnection scratch = SqliteConnection.temporary()) {
      scratch.execute("CREATE TABLE seen(" + names + ")");
      scratch.execute("CREATE UNIQUE INDEX one ON seen(" + String.join(", ", terms) + ")");
      String insert =
          "INSERT OR IGNORE INTO seen VALUES (" + "?,".repeat(columns.size() - 1) + "?)";
      String query =
          "SELECT " + SqlText.quoteAll(columns) + " FROM " + quotedTable() + " WHERE "
              + String.join(" AND ", present);
      int told = 0;
      for (NodeId node : layout.nodes()) {
        try (RowCursor rows = snapshot.on(node).query(query)) {
          while (told < MOST_TOLD && rows.next()) {
            @Nullable Object[] key = row(rows, columns.size());
            if (scratch.update(insert, key) == 0) {
              told++;
              add(
                  Finding.Kind.UNIQUE,
                  "%s = %s is there twice".formatted(columns, Arrays.toString(key)));
            }
          }
        }
      }
    }
  }

  private static @Nullable Object[] row(RowCursor rows, int columns) {
    @Nullable Object[] values = new @Nullable Object[columns];
    for (int i = 0; i < columns; i++) {
      values[i] = rows.valueAt(i);
    }
    return values;
  }
}
