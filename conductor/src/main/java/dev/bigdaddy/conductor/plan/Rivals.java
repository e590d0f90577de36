package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UniqueIndexes;
import dev.bigdaddy.conductor.schema.UniqueKey;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.CreateIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Unique keys that rows on different nodes can violate together.
final class Rivals {
  private Rivals() {}

  /// The keys that do not contain the shard key. One that does puts rivals on the same node, where
  /// SQLite sees them, unless their virtual shard is in flight. A table without shard key is placed by
  /// its rowid. They come in the order in which SQLite looks at them: the rowid, then the others, the
  /// last declared first. A UNIQUE index without the shard key has entries that see rivals.
  ///
  /// @param indexes those that CREATE INDEX made on the table
  static List<UniqueKey> acrossNodes(UserTable table, List<CreateIndex> indexes) {
    List<UniqueKey> keys = new ArrayList<>();
    if (table.layout().isInFlight()) {
      keys.addAll(UniqueIndexes.byPlacement(indexes, table));
    }
    Predicate<UniqueKey> isRowid =
        key -> table.rowidAlias().isPresent() && key.primary();
    for (UniqueKey key : table.uniqueKeys().reversed()) {
      if (table.layout().isInFlight() || !isByPlacement(key, table)) {
        boolean generated = key.columns().stream().anyMatch(c -> table.column(c).generated());
        if (generated) {
          throw NotSupported.of(
              "UNIQUE over a generated column of spread table " + table.name());
        }
        keys.add(isRowid.test(key) ? 0 : keys.size(), key);
      }
    }
    return keys;
  }

  /// Whether rivals have the same virtual shard.
  static boolean isByPlacement(UniqueKey key, UserTable table) {
    return key.contains(table.layout().shardKey(), table);
  }

  /// Asks a node for a row with the same key.
  static String check(UserTable table, UniqueKey key) {
    List<String> terms = new ArrayList<>();
    for (int i = 0; i < key.columns().size(); i++) {
      terms.add(
          SpreadInsertPlanner.comparison(
              table, key.columns().get(i), key.collations().get(i), i + 1));
    }
    return "SELECT 1 FROM "
        + SqlText.quote(table.name())
        + " WHERE "
        + String.join(" AND ", terms)
        + " LIMIT 1";
  }
}
