package dev.bigdaddy.conductor.index;

import dev.bigdaddy.conductor.index.IndexCatalog.Entry;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Makes and removes what the nodes hold for a virtual index.
public final class EntryObjects {
  private EntryObjects() {}

  /// Makes the tables and triggers; the epoch holds the writers of all nodes concerned.
  public static void create(Epoch epoch, Entry entry) {
    for (NodeId node : entry.index().nodes()) {
      epoch.update(node, entry.tables().createEntries());
    }
    for (NodeId node : entry.tables().table().layout().nodes()) {
      entry.tables().createNotes().forEach(sql -> epoch.update(node, sql));
      entry.tables().createTriggers().forEach(sql -> epoch.update(node, sql));
    }
  }

  /// What a node must have for the virtual indexes of a schema, by names.
  public static Set<String> expected(List<Entry> entries, NodeId node) {
    Set<String> names = new TreeSet<>();
    for (Entry entry : entries) {
      if (entry.index().nodes().contains(node)) {
        names.addAll(entry.tables().objectsOfEntries());
      }
      if (entry.tables().table().layout().nodes().contains(node)) {
        names.addAll(entry.tables().objectsOfRows());
      }
    }
    return names;
  }

  /// What of an index is not on its nodes.
  ///
  /// @param nodes the nodes as of one instant
  public static boolean areMissing(Entry entry, Function<NodeId, SqliteConnection> nodes) {
    Set<NodeId> all = new TreeSet<>(entry.index().nodes());
    all.addAll(entry.tables().table().layout().nodes());
    return all.stream()
        .anyMatch(
            node -> !present(nodes.apply(node)).containsAll(expected(List.of(entry), node)));
  }

  /// The names of all that a node has for itself and not for the user.
  public static Set<String> present(SqliteConnection node) {
    Set<String> names = new TreeSet<>();
    try (RowCursor rows =
        node.query(
            "SELECT name FROM sqlite_schema WHERE substr(name, 1, 10) = '_bigdaddy_'")) {
      while (rows.next()) {
        names.add(Objects.requireNonNull(rows.textAt(0)));
      }
    }
    return names;
  }

  /// Makes all anew and empty, whatever is there.
  static void createAnew(Epoch epoch, Entry entry) {
    drop(epoch, entry);
    create(epoch, entry);
  }

  /// Removes them. With its table the triggers are gone already.
  public static void drop(Epoch epoch, Entry entry) {
    for (NodeId node : entry.index().nodes()) {
      epoch.enlist(node);
      epoch.update(node, entry.tables().dropEntries());
    }
    for (NodeId node : entry.tables().table().layout().nodes()) {
      // What shall yet be forgotten is in a table that goes.
      epoch.writeSums(node);
      entry.tables().dropTriggers().forEach(sql -> epoch.update(node, sql));
      entry.tables().dropNotes().forEach(sql -> epoch.update(node, sql));
    }
  }
}
