package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.schema.Spreadable;
import dev.bigdaddy.conductor.schema.UniqueIndexes;
import dev.bigdaddy.conductor.schema.UniqueKey;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.CreateIndex;
import java.util.List;
import java.util.Optional;

/// Which tables' virtual shards can move in parts.
///
/// While one is in flight, equal shard keys lie on two nodes: keys that are unique by placement are
/// no longer guarded by SQLite alone, and an INSERT asks the other node. That it can for columns
/// whose values it knows.
final class Partable {
  private Partable() {}

  static boolean all(UserSchema schema, List<UserTable> group) {
    return group.stream().allMatch(table -> obstacle(schema, table).isEmpty());
  }

  /// Why not all of them can.
  static String obstacle(UserSchema schema, List<UserTable> group) {
    return group.stream()
        .flatMap(table -> obstacle(schema, table).stream())
        .findFirst()
        .orElseThrow();
  }

  private static Optional<String> obstacle(UserSchema schema, UserTable table) {
    List<String> key = table.layout().shardKey();
    for (CreateIndex index : schema.indexes(table.name())) {
      if (UniqueIndexes.isAcrossNodes(index, table)) {
        // Its entries tell rivals apart by their virtual shards.
        return Optional.of(
            "the UNIQUE index %s does not contain the shard key".formatted(index.name().name().name()));
      }
      if (index.unique()
          && Spreadable.isUniqueByPlacement(index, table, key)
          && UniqueIndexes.key(index, table).isEmpty()) {
        return Optional.of(
            "the UNIQUE index %s contains the shard key, and is partial or of more than columns"
                .formatted(index.name().name().name()));
      }
    }
    for (UniqueKey unique : table.uniqueKeys()) {
      if (unique.columns().stream().anyMatch(column -> table.column(column).generated())) {
        return Optional.of(table.name() + " has a UNIQUE constraint over a generated column");
      }
    }
    return Optional.empty();
  }
}
