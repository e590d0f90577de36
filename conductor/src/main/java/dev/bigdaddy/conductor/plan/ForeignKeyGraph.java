package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.ForeignKey;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which tables foreign keys connect.
final class ForeignKeyGraph {
  private final UserSchema schema;
  private final Map<String, Set<String>> neighbours = new HashMap<>();

  ForeignKeyGraph(UserSchema schema) {
    this.schema = schema;
    for (UserTable table : schema.tables()) {
      String child = TableName.fold(table.name());
      Trees.visit(
          table.definition(),
          (Node node) -> {
            if (node instanceof ForeignKey key) {
              String parent = TableName.fold(key.table().name());
              neighbours.computeIfAbsent(child, _ -> new HashSet<>()).add(parent);
              neighbours.computeIfAbsent(parent, _ -> new HashSet<>()).add(child);
            }
          });
    }
  }

  /// Refuses a statement whose foreign keys would have to be enforced over several nodes.
  void refuseOverSpread(TableUses uses) {
    Set<String> reached = new HashSet<>();
    uses.tables().forEach(table -> follow(table, reached));
    for (String table : reached) {
      if (schema.kind(table).orElse(TableKind.WHOLE) == TableKind.SPREAD) {
        throw NotSupported.of(
            "PRAGMA foreign_keys=ON for foreign keys from or to spread table " + table);
      }
    }
  }

  private void follow(String table, Set<String> reached) {
    for (String neighbour : neighbours.getOrDefault(table, Set.of())) {
      if (reached.add(neighbour)) {
        follow(neighbour, reached);
      }
    }
  }
}
