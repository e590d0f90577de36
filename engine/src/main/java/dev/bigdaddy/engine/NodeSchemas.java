package dev.bigdaddy.engine;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.Snapshot;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Holds what lies on the nodes against what the topology tells: a schema change that was half done
/// would show here.
///
/// Tables and indexes must be exactly those; of views and triggers a node may lack some, since they
/// stand on the home node only while all that they touch lies there, but must have none besides.
final class NodeSchemas {
  private final UserSchema schema;
  private final Snapshot snapshot;

  NodeSchemas(UserSchema schema, Snapshot snapshot) {
    this.schema = schema;
    this.snapshot = snapshot;
  }

  List<Finding> check(NodeId node) {
    List<Finding> findings = new ArrayList<>();
    Set<String> expected = new TreeSet<>();
    Set<String> allowed = new TreeSet<>();
    for (SchemaObject object : schema.topology().schema()) {
      String entry = object.type() + " " + TableName.fold(object.name());
      allowed.add(entry);
      if (mustLieOn(object, node)) {
        expected.add(entry);
      }
    }
    Set<String> present = present(node);
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(present);
    missing.forEach(entry -> findings.add(finding(node, entry + " is missing")));
    for (String entry : present) {
      boolean strict = entry.startsWith("table ") || entry.startsWith("index ");
      if (!(strict ? expected : allowed).contains(entry)) {
        findings.add(finding(node, entry + " is not in the topology"));
      }
    }
    if (findings.isEmpty()) {
      checkColumns(node, findings);
    }
    return findings;
  }

  private static Finding finding(NodeId node, String text) {
    return new Finding(Finding.Kind.SCHEMA, node.toString(), text);
  }

  private boolean mustLieOn(SchemaObject object, NodeId node) {
    boolean stored = object.type().equals("table") || object.type().equals("index");
    if (!stored || isInternal(object.name())) {
      return false;
    }
    Optional<TableLayout> layout = schema.layout(object.tableName());
    return layout.isPresent() && layout.get().nodes().contains(node);
  }

  private static boolean isInternal(String name) {
    String folded = TableName.fold(name);
    return folded.startsWith("sqlite_") || folded.startsWith("_bigdaddy_");
  }

  private Set<String> present(NodeId node) {
    Set<String> present = new TreeSet<>();
    try (RowCursor rows = snapshot.on(node).query("SELECT type, name FROM main.sqlite_schema")) {
      while (rows.next()) {
        String name = Objects.requireNonNull(rows.textAt(1));
        if (!isInternal(name)) {
          present.add(rows.textAt(0) + " " + TableName.fold(name));
        }
      }
    }
    return present;
  }

  private void checkColumns(NodeId node, List<Finding> findings) {
    for (UserTable table : schema.tables()) {
      if (!table.layout().nodes().contains(node)) {
        continue;
      }
      List<String> expected =
          new ArrayList<>(table.columns().stream().map(column -> column.name()).toList());
      List<String> actual = columns(node, table);
      // A whole table may have a column of that name.
      boolean hidden =
          !expected.contains(UserTable.VIRTUAL_SHARD) && actual.remove(UserTable.VIRTUAL_SHARD);
      if (!actual.equals(expected) || hidden != (table.layout().kind() == TableKind.SPREAD)) {
        findings.add(
            finding(
                node,
                "table %s has the columns %s%s, not %s"
                    .formatted(
                        table.name(), actual, hidden ? " and the hidden one" : "", expected)));
      }
    }
  }

  private List<String> columns(NodeId node, UserTable table) {
    List<String> columns = new ArrayList<>();
    try (RowCursor rows =
        snapshot
            .on(node)
            .query("SELECT name FROM pragma_table_xinfo(?) ORDER BY cid", table.name())) {
      while (rows.next()) {
        columns.add(Objects.requireNonNull(rows.textAt(0)));
      }
    }
    return columns;
  }
}
