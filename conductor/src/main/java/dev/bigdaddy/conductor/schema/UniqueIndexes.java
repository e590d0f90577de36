package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.topology.TableKind;
import java.util.List;

/// UNIQUE indexes of spread tables that rows on different nodes could violate together.
public final class UniqueIndexes {
  private UniqueIndexes() {}

  /// Whether rivals can lie on different nodes: not if the index contains the shard key.
  public static boolean isAcrossNodes(CreateIndex index, UserTable table) {
    return index.unique()
        && table.layout().kind() == TableKind.SPREAD
        && !Spreadable.isUniqueByPlacement(index, table, table.layout().shardKey());
  }

  /// Those of a table.
  public static List<CreateIndex> acrossNodes(UserSchema schema, UserTable table) {
    return schema.indexes(table.name()).stream()
        .filter(index -> isAcrossNodes(index, table))
        .toList();
  }
}
