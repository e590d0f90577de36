package dev.bigdaddy.conductor.index;

import dev.bigdaddy.conductor.schema.UniqueIndexes;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.topology.IndexStatus;
import dev.bigdaddy.topology.TableName;
import dev.bigdaddy.topology.VirtualIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The virtual indexes of one schema version, with what the nodes hold for them: nothing for one that
/// has failed. Immutable.
public final class IndexCatalog {
  private static final IndexCatalog EMPTY = new IndexCatalog(Map.of());

  private final Map<String, List<Entry>> byTable;

  private IndexCatalog(Map<String, List<Entry>> byTable) {
    this.byTable = byTable;
  }

  /// A virtual index and its tables.
  ///
  /// @param unique whether its entries keep rows on different nodes from having equal values
  public record Entry(VirtualIndex index, EntryTables tables, boolean unique) {}

  /// Reads a schema.
  public static IndexCatalog of(UserSchema schema) {
    if (schema.virtualIndexes().isEmpty()) {
      return EMPTY;
    }
    Map<String, List<Entry>> byTable = new HashMap<>();
    for (VirtualIndex index : schema.virtualIndexes()) {
      if (index.status() == IndexStatus.FAILED) {
        continue;
      }
      Optional<UserTable> table = schema.table(index.table().folded());
      Optional<CreateIndex> create = schema.index(index.name());
      if (table.isEmpty() || create.isEmpty()) {
        throw new IllegalStateException("a virtual index without its schema: " + index.name());
      }
      EntryTables tables =
          EntryTables.of(create.get(), table.get())
              .orElseThrow(() -> new IllegalStateException("unfit collation: " + index.name()));
      byTable
          .computeIfAbsent(index.table().folded(), _ -> new ArrayList<>())
          .add(new Entry(index, tables, UniqueIndexes.isAcrossNodes(create.get(), table.get())));
    }
    return new IndexCatalog(byTable);
  }

  /// Whether there is none.
  public boolean isEmpty() {
    return byTable.isEmpty();
  }

  /// The virtual indexes of a table.
  public List<Entry> of(TableName table) {
    return byTable.getOrDefault(table.folded(), List.of());
  }

  /// All virtual indexes.
  public List<Entry> all() {
    return byTable.values().stream().flatMap(List::stream).toList();
  }
}
