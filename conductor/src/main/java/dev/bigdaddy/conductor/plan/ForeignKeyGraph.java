package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.BigDaddyException;
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
  private final Map<String, Set<String>> children = new HashMap<>();
  private final Map<String, Set<String>> parents = new HashMap<>();

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
              children.computeIfAbsent(parent, _ -> new HashSet<>()).add(child);
              parents.computeIfAbsent(child, _ -> new HashSet<>()).add(parent);
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

  /// Refuses a statement whose foreign keys would change, or check, the copies of a reference table in
  /// another way than the table itself.
  ///
  /// @param written folded names of the tables that the statement and its triggers write
  /// @param onlyInserts whether no row that exists is changed
  void refuseOverCopies(Set<String> written, boolean onlyInserts) {
    if (schema.topology().nodeCount() == 1) {
      return;
    }
    for (String table : written) {
      boolean homeless =
          isReference(table)
              && parents.getOrDefault(table, Set.of()).stream().anyMatch(p -> !isReference(p));
      if (homeless) {
        throw refused(table);
      }
    }
    Set<String> reached = new HashSet<>();
    written.forEach(table -> followDown(table, reached));
    reached.stream()
        .filter(table -> !onlyInserts && isReference(table))
        .findFirst()
        .ifPresent(
            table -> {
              throw refused(table);
            });
  }

  private static BigDaddyException refused(String table) {
    return NotSupported.of(
        "PRAGMA foreign_keys=ON for a write that reaches reference table "
            + table
            + " through a foreign key");
  }

  private boolean isReference(String table) {
    return schema.kind(table).orElse(TableKind.WHOLE) == TableKind.REFERENCE;
  }

  private void followDown(String table, Set<String> reached) {
    for (String child : children.getOrDefault(table, Set.of())) {
      if (reached.add(child)) {
        followDown(child, reached);
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
