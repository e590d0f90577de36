package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.index.EntryWriter;
import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The transaction of a statement that writes tables with virtual indexes: it also takes the writers of
/// nodes that hold entries, all at once and in node order, and writes the entries of what the statement
/// left. Used by one thread, for one statement.
final class IndexedWrites implements WriteContext {
  private final WriteContext context;
  private final List<IndexCatalog.Entry> entries;
  private final Set<NodeId> entryNodes = new TreeSet<>();
  private @Nullable Epoch epoch;

  /// How many rows of each node had changed before this statement.
  private final Map<NodeId, Long> changesBefore = new HashMap<>();

  private IndexedWrites(WriteContext context, List<IndexCatalog.Entry> entries) {
    this.context = context;
    this.entries = entries;
  }

  /// For a statement that names the nodes of its entries itself.
  static IndexedWrites named(WriteContext context, List<IndexCatalog.Entry> entries) {
    return new IndexedWrites(context, entries);
  }

  /// For a statement whose values are known only when it has run: any node may hold their entries.
  static IndexedWrites anywhere(WriteContext context, List<IndexCatalog.Entry> entries) {
    IndexedWrites writes = new IndexedWrites(context, entries);
    entries.forEach(entry -> writes.entryNodes.addAll(entry.index().nodes()));
    return writes;
  }

  @Override
  public Epoch writers(Set<NodeId> nodes, boolean unrepeatable) {
    Epoch taken = context.writers(withEntryNodes(nodes), unrepeatable);
    begins(taken);
    return taken;
  }

  private void begins(Epoch taken) {
    if (epoch != taken) {
      epoch = taken;
      changesBefore.clear();
      taken.nodes().forEach(node -> changesBefore.put(node, taken.rowChanges(node)));
    }
  }

  private Set<NodeId> withEntryNodes(Set<NodeId> nodes) {
    Set<NodeId> all = new TreeSet<>(nodes);
    all.addAll(entryNodes);
    return all;
  }

  @Override
  public <T> T write(
      Set<NodeId> nodes, boolean unrepeatable, Remains remains, Function<Epoch, T> work) {
    return context.write(
        withEntryNodes(nodes),
        unrepeatable,
        remains,
        taken -> {
          begins(taken);
          try {
            return work.apply(taken);
          } finally {
            // It may end before this statement goes on.
            epoch = null;
          }
        });
  }

  /// Writes the entries of the values that rows were given, also if the statement failed and kept a
  /// part of its work.
  @Override
  public void settle() {
    Epoch open = epoch;
    if (open != null && open.isOpen() && !open.isLost()) {
      EntryWriter.settle(open, entries, node -> changed(open, node));
    }
  }

  /// Whether the statement changed any row of a node, which it then may have noted.
  private boolean changed(Epoch open, NodeId node) {
    Long before = changesBefore.get(node);
    return before == null || open.rowChanges(node) != before;
  }

  @Override
  public void inserted(long rowid) {
    context.inserted(rowid);
  }

  @Override
  public void failed(long changes, long totalChanges) {
    context.failed(changes, totalChanges);
  }

  @Override
  public void violated(long rows) {
    context.violated(rows);
  }

  @Override
  public boolean isViolated() {
    return context.isViolated();
  }

  @Override
  public boolean defersAllKeys() {
    return context.defersAllKeys();
  }

  @Override
  public long lastInsertRowid() {
    return context.lastInsertRowid();
  }

  @Override
  public boolean isInteractive() {
    return context.isInteractive();
  }

  @Override
  public void startOver() {
    context.startOver();
  }

  @Override
  public void goOnAlone() {
    context.goOnAlone();
  }

  @Override
  public Runnable counters() {
    return context.counters();
  }

  @Override
  public WriteContext attempt() {
    return context.attempt();
  }

  @Override
  public AutoCloseable watch(SqliteConnection connection) {
    return context.watch(connection);
  }

  @Override
  public RowidSequences.Claims claims() {
    return context.claims();
  }

  @Override
  public IndexCatalog indexes() {
    return context.indexes();
  }

  @Override
  public RowCursor query(ReadPlan plan, @Nullable Object[] values, List<NodeWork> work) {
    return context.query(plan, values, work);
  }

  @Override
  public Optional<ReadView> committed(Set<NodeId> nodes) {
    return context.committed(nodes);
  }

  @Override
  public SqliteConnection reader(NodeId node) {
    return context.reader(node);
  }

  @Override
  public <T> List<T> lookAtAll(UserTable table, Function<SqliteConnection, T> look) {
    return context.lookAtAll(table, look);
  }
}
