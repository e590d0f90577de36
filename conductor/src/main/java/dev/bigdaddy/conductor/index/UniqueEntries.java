package dev.bigdaddy.conductor.index;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.index.IndexCatalog.Entry;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.stream.Collectors;

/// Holds the entries of a UNIQUE index against each other.
final class UniqueEntries {
  private static final int SQLITE_CONSTRAINT_UNIQUE = 2067;

  private UniqueEntries() {}

  /// Fails with SQLite's own error if a row in another virtual shard has the same value.
  ///
  /// @param node the node that knows of the value, through its writer
  static void requireNoRival(SqliteConnection node, Entry entry, EntryRow row) {
    try (RowCursor rivals = node.query(row.rivals(entry.tables()), row.parameters())) {
      if (rivals.next()) {
        throw violated(entry);
      }
    }
  }

  private static BigDaddyException violated(Entry entry) {
    EntryTables tables = entry.tables();
    boolean plain = tables.terms().stream().allMatch(term -> term.column().isPresent());
    String what =
        plain
            ? tables.terms().stream()
                .map(term -> tables.table().name() + "." + term.column().orElseThrow().name())
                .collect(Collectors.joining(", "))
            : "index '" + entry.index().name().replace("'", "''") + "'";
    return new BigDaddyException(
        ErrorCode.CONSTRAINT,
        SQLITE_CONSTRAINT_UNIQUE,
        "UNIQUE constraint failed: " + what,
        -1,
        null);
  }
}
