package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.plan.WritePlan.Reference;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Mark;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes a reference table: SQLite executes the statement once, on the home node, and every other
/// copy is brought to the same rows.
///
/// The rows before and after are compared, so that triggers, REPLACE and whatever else SQLite does
/// are followed exactly. That costs a scan of the table, which reference tables are small enough for.
final class ReferenceWriteExecutor {
  private final HomeWriteExecutor home;

  ReferenceWriteExecutor(HomeWriteExecutor home) {
    this.home = home;
  }

  WriteResult run(
      Reference plan, @Nullable Object[] values, WriteContext context, List<NodeWork> work) {
    Set<NodeId> nodes = new TreeSet<>();
    plan.tables().forEach(table -> nodes.addAll(table.layout().nodes()));
    Epoch epoch = context.writers(nodes, true);
    Mark mark = epoch.mark();
    try {
      return runAndFollow(plan, values, context, epoch, work);
    } catch (RuntimeException e) {
      if (!isSqlError(e) && isUsable(epoch)) {
        epoch.rollbackTo(mark);
      }
      throw e;
    } finally {
      if (isUsable(epoch)) {
        epoch.release(mark);
      }
    }
  }

  private WriteResult runAndFollow(
      Reference plan,
      @Nullable Object[] values,
      WriteContext context,
      Epoch epoch,
      List<NodeWork> work) {
    Map<UserTable, Map<Key, @Nullable Object[]>> before = new LinkedHashMap<>();
    for (UserTable table : plan.tables()) {
      before.put(table, rows(table, epoch));
    }
    try {
      WriteResult result = home.execute(plan.home(), values, context, epoch, work);
      before.forEach((table, rows) -> follow(table, rows, rows(table, epoch), epoch));
      return result;
    } catch (StorageException e) {
      // SQLite has undone what the conflict clause says: OR FAIL keeps the rows before the failing
      // one.
      if (isSqlError(e) && isUsable(epoch)) {
        before.forEach((table, rows) -> follow(table, rows, rows(table, epoch), epoch));
      }
      throw e;
    }
  }

  private static boolean isSqlError(RuntimeException e) {
    return e instanceof StorageException error && error.kind() == StorageException.Kind.SQL;
  }

  private static boolean isUsable(Epoch epoch) {
    return epoch.isOpen() && !epoch.isLost();
  }

  /// A row's rowid or primary key.
  private record Key(List<@Nullable Object> values) {}

  private static Map<Key, @Nullable Object[]> rows(UserTable table, Epoch epoch) {
    Map<Key, @Nullable Object[]> rows = new LinkedHashMap<>();
    List<String> columns = columns(table);
    int keyWidth = keyColumns(table).size();
    String sql = "SELECT " + SqlText.quoteAll(columns) + " FROM " + SqlText.quote(table.name());
    try (RowCursor cursor = epoch.on(NodeId.HOME).query(sql)) {
      while (cursor.next()) {
        @Nullable Object[] row = new @Nullable Object[columns.size()];
        List<@Nullable Object> key = new ArrayList<>();
        for (int i = 0; i < row.length; i++) {
          row[i] = RawText.read(cursor, i);
          if (i < keyWidth) {
            key.add(comparable(row[i]));
          }
        }
        rows.put(new Key(key), row);
      }
    }
    return rows;
  }

  private static @Nullable Object comparable(@Nullable Object value) {
    return value instanceof byte[] blob ? ByteBuffer.wrap(blob) : value;
  }

  private static List<String> keyColumns(UserTable table) {
    return table.rowidName().map(List::of).orElseGet(table::primaryKey);
  }

  /// The key first, then all columns that are stored.
  private static List<String> columns(UserTable table) {
    List<String> columns = new ArrayList<>(keyColumns(table));
    for (UserColumn column : table.columns()) {
      if (!column.generated() && !columns.contains(column.name())) {
        columns.add(column.name());
      }
    }
    return columns;
  }

  private static void follow(
      UserTable table,
      Map<Key, @Nullable Object[]> before,
      Map<Key, @Nullable Object[]> after,
      Epoch epoch) {
    List<@Nullable Object[]> gone = new ArrayList<>();
    List<@Nullable Object[]> come = new ArrayList<>();
    Set<Key> same = new HashSet<>();
    before.forEach(
        (key, row) -> {
          if (equal(row, after.get(key))) {
            same.add(key);
          } else {
            gone.add(row);
          }
        });
    after.forEach(
        (key, row) -> {
          if (!same.contains(key)) {
            come.add(row);
          }
        });
    for (NodeId node : table.layout().nodes()) {
      if (!node.equals(NodeId.HOME)) {
        gone.forEach(row -> delete(table, row, epoch, node));
        come.forEach(row -> insert(table, row, epoch, node));
        if (table.autoincrement() && !come.isEmpty()) {
          // What AUTOINCREMENT remembers is the home node's affair.
          epoch.update(node, "DELETE FROM main.sqlite_sequence WHERE name = ?", table.name());
        }
      }
    }
  }

  private static void delete(
      UserTable table, @Nullable Object[] row, Epoch epoch, NodeId node) {
    List<String> columns = keyColumns(table);
    List<String> terms = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      terms.add(SqlText.quote(columns.get(i)) + " IS " + RawText.place(row[i]));
    }
    epoch.update(
        node,
        "DELETE FROM " + SqlText.quote(table.name()) + " WHERE " + String.join(" AND ", terms),
        RawText.bound(Arrays.copyOf(row, columns.size())));
  }

  private static void insert(
      UserTable table, @Nullable Object[] row, Epoch epoch, NodeId node) {
    String places = Arrays.stream(row).map(RawText::place).collect(Collectors.joining(","));
    epoch.update(
        node,
        "INSERT INTO %s(%s) VALUES (%s)"
            .formatted(SqlText.quote(table.name()), SqlText.quoteAll(columns(table)), places),
        RawText.bound(row));
  }

  private static boolean equal(@Nullable Object[] row, @Nullable Object @Nullable [] other) {
    return other != null && Arrays.deepEquals(row, other);
  }
}
