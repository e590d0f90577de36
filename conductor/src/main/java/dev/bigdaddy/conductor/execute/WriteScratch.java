package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.plan.GatheredTable;
import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.plan.WritePlan.Gathered;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.AttachedNodes;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.storage.ValueType;
import dev.bigdaddy.storage.WriterFlag;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The scratch database of one gathered write: made, loaded, run, compared. Used by one thread.
final class WriteScratch implements AutoCloseable {
  /// Rows from which on it is cheaper to attach the nodes.
  private static final long MANY = 10_000;

  private static final String ROWID_TABLE = "temp._bigdaddy_rowid";

  private final Scratch scratch;
  private final SqliteConnection connection;
  private final Gathered plan;
  private final ShardExecutor shards;
  private final WriteContext context;
  private final Evaluator evaluator;
  private final Map<UserTable, List<@Nullable Object>> sequencesBefore = new LinkedHashMap<>();
  private boolean lostTransaction;

  WriteScratch(
      Scratch scratch,
      Gathered plan,
      ShardExecutor shards,
      WriteContext context,
      Evaluator evaluator) {
    this.evaluator = evaluator;
    this.scratch = scratch;
    this.connection = scratch.connection();
    this.plan = plan;
    this.shards = shards;
    this.context = context;
  }

  /// How the statement ended.
  ///
  /// @param error SQLite's error, if it failed
  /// @param changes what `changes()` says
  /// @param totalChanges how far `total_changes()` grew
  /// @param returning the rows of its RETURNING clause
  record Outcome(
      @Nullable StorageException error,
      long changes,
      long totalChanges,
      List<@Nullable Object[]> returning) {

    boolean failed() {
      return error != null;
    }

    StorageException failure() {
      return Objects.requireNonNull(error);
    }

    /// A statement that failed may have kept a part of its work.
    boolean mayHaveChanged() {
      return failed() || totalChanges > 0;
    }
  }

  /// Makes the tables and loads them: many rows from the nodes' files themselves, if there they are as
  /// this transaction sees them.
  void load(Epoch epoch, @Nullable Object[] values, Map<NodeId, NodeWork> perNode) {
    Optional<ReadView> committed =
        areMany(epoch) ? context.committed(plan.nodes()) : Optional.empty();
    if (committed.isPresent()) {
      try (ReadView view = committed.get()) {
        Optional<AttachedNodes> attached = scratch.loadingFrom(view, plan.nodes());
        if (attached.isPresent()) {
          try (AttachedNodes _ = attached.get()) {
            load(epoch, values, perNode, true);
          }
          return;
        }
      }
    }
    scratch.loading();
    load(epoch, values, perNode, false);
  }

  private boolean areMany(Epoch epoch) {
    if (plan.chain().isPresent()) {
      return false;
    }
    long rows = 0;
    for (GatheredTable table : plan.tables()) {
      TableLayout layout = table.table().layout();
      if (table.keyed().isEmpty() && layout.kind() == TableKind.SPREAD) {
        for (NodeId node : layout.nodes()) {
          for (long count : RowCounts.read(epoch.on(node), layout.name()).values()) {
            rows += count;
          }
        }
      }
    }
    return rows >= MANY;
  }

  private void load(
      Epoch epoch, @Nullable Object[] values, Map<NodeId, NodeWork> perNode, boolean attached) {
    connection.execute(WriterFlag.IGNORE_CHECK_CONSTRAINTS.pragma(WriterFlag.Switch.ON));
    plan.tableObjects().forEach(this::create);
    GatheredRows rows = new GatheredRows(scratch, shards, epoch, perNode, evaluator, attached);
    plan.tables().forEach(rows::create);
    loadTables(rows, values);
    for (ReadPlan.Load table : plan.temporaries()) {
      loadTemporary(table, epoch);
    }
    loadSequences(epoch);
    plan.laterObjects().forEach(this::create);
    scratch.create(
        "CREATE TABLE " + ROWID_TABLE + "(x)", "DROP TABLE " + ROWID_TABLE);
    connection.execute(WriterFlag.IGNORE_CHECK_CONSTRAINTS.pragma(WriterFlag.Switch.OFF));
    scratch.loaded();
  }

  /// By the chain, if there is one and it meets few rows, else each table for itself.
  private void loadTables(GatheredRows rows, @Nullable Object[] values) {
    if (plan.chain().isEmpty()) {
      plan.tables().forEach(table -> rows.load(table, values));
    } else if (!new ChainedRows(rows, plan.chain().get(), evaluator).load(plan.tables(), values)) {
      plan.tables().forEach(table -> rows.load(table.unfiltered(), values));
    }
  }

  /// The statement only reads it, and it stays a temporary one, so that names mean what they do outside.
  private void loadTemporary(ReadPlan.Load table, Epoch epoch) {
    scratch.create(table.ddl(), "DROP TABLE " + table.target());
    RowLoader loader = scratch.loader(table.into(), table.columns());
    try (RowCursor rows = epoch.on(NodeId.HOME).query(table.nodeSql().text())) {
      loader.load(rows);
    }
    loader.flush();
    table.after().forEach(scratch::execute);
  }

  private void create(SchemaObject object) {
    String drop =
        "DROP " + object.type() + " IF EXISTS main." + SqlText.quote(object.name());
    scratch.create(Objects.requireNonNull(object.sql()), drop);
  }

  /// Loading rows has moved the sequences; what the nodes remember is what counts: the furthest.
  private void loadSequences(Epoch epoch) {
    if (plan.sequences().isEmpty()) {
      return;
    }
    connection.update("DELETE FROM sqlite_sequence");
    for (UserTable table : plan.sequences()) {
      List<@Nullable Object> furthest = List.of();
      for (NodeId node : table.layout().nodes()) {
        List<@Nullable Object> here = sequence(epoch.on(node), table);
        if (furthest.isEmpty() || isFurther(here, furthest)) {
          furthest = here;
        }
      }
      sequencesBefore.put(table, furthest);
      if (!furthest.isEmpty()) {
        connection.update(
            "INSERT INTO sqlite_sequence(name, seq) VALUES (?, ?)",
            table.name(),
            furthest.getFirst());
      }
    }
  }

  private static boolean isFurther(
      List<@Nullable Object> here, List<@Nullable Object> furthest) {
    return !here.isEmpty()
        && here.getFirst() instanceof Long a
        && (!(furthest.getFirst() instanceof Long b) || a > b);
  }

  /// The sequence's value, empty if there is no such row.
  private static List<@Nullable Object> sequence(SqliteConnection node, UserTable table) {
    try (RowCursor rows =
        node.query("SELECT seq FROM main.sqlite_sequence WHERE name = ?", table.name())) {
      return rows.next() ? Arrays.asList(rows.valueAt(0)) : List.of();
    }
  }

  /// Runs the statement as the session would on one plain file.
  Outcome run(@Nullable Object[] values) {
    for (WriterFlag flag : plan.flags()) {
      connection.execute(flag.pragma(WriterFlag.Switch.ON));
    }
    long rowid = context.lastInsertRowid();
    boolean interactive = context.isInteractive();
    if (interactive) {
      connection.update("BEGIN");
    }
    DeferredKeys deferred = new DeferredKeys(plan, connection, context.defersAllKeys());
    long violations = interactive ? deferred.violations() : 0;
    if (interactive && context.isViolated()) {
      deferred.violateOne();
    }
    connection.update("INSERT INTO " + ROWID_TABLE + "(rowid) VALUES (?)", rowid);
    long before = connection.totalChanges();
    if (context.defersAllKeys()) {
      // For the next statement, if no transaction is open.
      connection.execute("PRAGMA defer_foreign_keys = ON");
    }
    List<@Nullable Object[]> returning = new ArrayList<>();
    StorageException error = null;
    try (RowCursor rows =
        connection.query(plan.sql().text(), plan.sql().bind(values))) {
      while (rows.next()) {
        returning.add(row(rows, rows.columnCount()));
      }
    } catch (StorageException e) {
      if (e.kind() != StorageException.Kind.SQL) {
        // SQLite says the same where a table with AUTOINCREMENT has no id left.
        boolean noIdLeft = !plan.sequences().isEmpty() && scratch.hasRoom();
        RuntimeException failure = scratch.failure(e);
        throw noIdLeft && failure instanceof BigDaddyException ? InsertRows.noIdLeft() : failure;
      }
      error = e;
      lostTransaction = interactive && !connection.inTransaction();
    }
    if (connection.lastInsertRowid() != rowid) {
      context.inserted(connection.lastInsertRowid());
    }
    if (interactive && !lostTransaction) {
      context.violated(deferred.added(violations, !context.isViolated()));
    }
    return new Outcome(
        error, connection.changesSince(before), connection.totalChanges() - before, returning);
  }

  /// Whether SQLite ended the session's transaction by itself.
  boolean hasLostTransaction() {
    return lostTransaction;
  }

  private static @Nullable Object[] row(RowCursor rows, int width) {
    @Nullable Object[] row = new @Nullable Object[width];
    for (int i = 0; i < width; i++) {
      row[i] = RawText.read(rows, i);
    }
    return row;
  }

  /// What the statement did to a table.
  TableChange change(GatheredTable table) {
    RowPlacement placement = new RowPlacement(table.table(), table.allColumns(), evaluator);
    int keyWidth = table.key().size();
    int width = keyWidth + table.columns().size();
    List<TableChange.OldRow> gone = new ArrayList<>();
    List<TableChange.NewRow> come = new ArrayList<>();
    List<TableChange.NewRow> changed = new ArrayList<>();
    try (RowCursor rows = connection.query(table.gone())) {
      while (rows.next()) {
        @Nullable Object[] key = row(rows, keyWidth);
        gone.add(
            new TableChange.OldRow(key, (int) rows.longAt(keyWidth), (int) rows.longAt(keyWidth + 1)));
      }
    }
    try (RowCursor rows = connection.query(table.come())) {
      while (rows.next()) {
        @Nullable Object[] values = row(rows, width);
        int shard = placement.virtualShard(values);
        boolean isNew = rows.type(width) == ValueType.NULL;
        if (isNew) {
          come.add(new TableChange.NewRow(values, shard, -1, shard));
          continue;
        }
        int node = (int) rows.longAt(width);
        int oldShard = (int) rows.longAt(width + 1);
        boolean stays = !table.uniqueBesideKey() && placement.staysOn(node, oldShard, shard);
        TableChange.NewRow row = new TableChange.NewRow(values, shard, node, oldShard);
        if (stays) {
          changed.add(row);
        } else {
          gone.add(new TableChange.OldRow(Arrays.copyOf(values, keyWidth), node, oldShard));
          come.add(new TableChange.NewRow(values, shard, -1, shard));
        }
      }
    }
    return new TableChange(table, gone, come, changed);
  }

  /// What became of a sequence.
  ///
  /// @param value the value now; empty if the row is gone
  record SequenceChange(List<@Nullable Object> value) {
    /// Nodes that hold rows of the table remember their own largest rowid by themselves, so the first
    /// is told what counts, and the others forget. A row that is there keeps its place among the others.
    void apply(UserTable table, Epoch epoch) {
      NodeId first = table.layout().nodes().first();
      for (NodeId node : table.layout().nodes()) {
        if (!node.equals(first) || value.isEmpty()) {
          epoch.update(node, "DELETE FROM main.sqlite_sequence WHERE name = ?", table.name());
        }
      }
      if (value.isEmpty()) {
        return;
      }
      Object seq = value.getFirst();
      long known =
          epoch.update(
              first, "UPDATE main.sqlite_sequence SET seq = ? WHERE name = ?", seq, table.name());
      if (known == 0) {
        epoch.update(
            first, "INSERT INTO main.sqlite_sequence(name, seq) VALUES (?, ?)", table.name(), seq);
      }
    }
  }

  /// The sequences that changed, new ones in the order in which SQLite wrote them; and those that nodes
  /// would change by themselves, since they insert what the statement updated.
  ///
  /// @param changes what the nodes are going to do
  Map<UserTable, SequenceChange> sequenceChanges(List<TableChange> changes) {
    Map<UserTable, SequenceChange> sequences = new LinkedHashMap<>();
    if (sequencesBefore.isEmpty()) {
      return sequences;
    }
    List<String> order = new ArrayList<>();
    try (RowCursor rows = connection.query("SELECT name FROM sqlite_sequence ORDER BY rowid")) {
      while (rows.next()) {
        order.add(String.valueOf(rows.textAt(0)));
      }
    }
    sequencesBefore.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> order.indexOf(entry.getKey().name())))
        .forEach(
            entry -> {
              List<@Nullable Object> now = sequence(connection, entry.getKey());
              if (!now.equals(entry.getValue()) || raises(entry.getKey(), now, changes)) {
                sequences.put(entry.getKey(), new SequenceChange(now));
              }
            });
    return sequences;
  }

  private static boolean raises(
      UserTable table, List<@Nullable Object> sequence, List<TableChange> changes) {
    return changes.stream()
        .filter(change -> change.table().table().equals(table))
        .flatMapToLong(change -> change.largestRowid().stream())
        .anyMatch(
            largest ->
                sequence.isEmpty() || !(sequence.getFirst() instanceof Long now) || now < largest);
  }

  @Override
  public void close() {
    try {
      if (connection.inTransaction()) {
        connection.update("ROLLBACK");
      }
      for (WriterFlag flag : WriterFlag.values()) {
        if (flag != WriterFlag.CASE_SENSITIVE_LIKE) {
          connection.execute(flag.pragma(WriterFlag.Switch.OFF));
        } else if (plan.flags().contains(flag)) {
          // Switched off, LIKE would be none that indexes may use.
          scratch.discard();
        }
      }
    } catch (StorageException e) {
      // Who stopped the statement may stop this, too: the next one gets another database.
      scratch.discard();
    } finally {
      scratch.close();
    }
  }
}
