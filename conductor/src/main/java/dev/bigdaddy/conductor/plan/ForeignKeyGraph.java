package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.ForeignKey;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which tables foreign keys connect.
final class ForeignKeyGraph {
  private final UserSchema schema;
  private final Map<String, Set<String>> neighbours = new HashMap<>();
  private final Set<String> children = new HashSet<>();

  ForeignKeyGraph(UserSchema schema) {
    this.schema = schema;
    for (UserTable table : schema.tables()) {
      String child = TableName.fold(table.name());
      Trees.visit(
          table.definition(),
          (Node node) -> {
            if (node instanceof ForeignKey key) {
              String parent = TableName.fold(key.table().name());
              children.add(child);
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

  /// Refuses a statement that can change a reference table which foreign keys connect: its copies would
  /// enforce, or cascade, on nodes that lack the other table.
  ///
  /// @param written the reference tables that the statement and its triggers write
  void refuseOverReferences(TableUses uses, List<UserTable> written) {
    Set<String> reached = new HashSet<>();
    uses.tables().forEach(table -> follow(table, reached));
    for (String table : reached) {
      boolean reference = schema.kind(table).orElse(TableKind.WHOLE) == TableKind.REFERENCE;
      boolean isWritten =
          written.stream().anyMatch(t -> TableName.fold(t.name()).equals(table));
      if (reference && (isWritten || children.contains(table))) {
        throw NotSupported.of(
            "PRAGMA foreign_keys=ON for foreign keys from or to reference table " + table);
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
