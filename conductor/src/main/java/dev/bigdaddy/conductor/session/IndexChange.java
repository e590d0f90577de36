package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.index.EntryObjects;
import dev.bigdaddy.conductor.index.EntryTables;
import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.index.IndexCatalog.Entry;
import dev.bigdaddy.conductor.index.NewIndexes;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.TableHints;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.AlterAction;
import dev.bigdaddy.sql.tree.AlterTable;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.IndexStatus;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableName;
import dev.bigdaddy.topology.Topology;
import dev.bigdaddy.topology.TopologySnapshot;
import dev.bigdaddy.topology.VirtualIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a schema change means for virtual indexes: CREATE INDEX on a spread table makes one beside
/// SQLite's own index on each node, unless a hint says LOCAL, or the table has one shard: then its
/// rows may have no virtual shards yet, and it gets virtual indexes with its next shards; what drops the
/// index or its table drops it; renaming the table renames it along.
final class IndexChange {
  private IndexChange() {}

  /// The virtual indexes after a statement.
  ///
  /// @param objects the schema after it
  static List<VirtualIndex> next(
      Statement statement, TableHints hints, UserSchema before, List<SchemaObject> objects) {
    List<VirtualIndex> next = new ArrayList<>();
    for (VirtualIndex index : before.topology().indexes()) {
      boolean stays =
          objects.stream()
              .anyMatch(
                  object ->
                      object.type().equals("index") && object.name().equals(index.name()));
      if (stays) {
        next.add(renamed(index, statement));
      }
    }
    made(statement, hints, before).ifPresent(next::add);
    return next;
  }

  /// The nodes that hold entries of a table's virtual indexes.
  static Set<NodeId> nodes(UserSchema schema, String table) {
    Set<NodeId> nodes = new TreeSet<>();
    for (VirtualIndex index : schema.topology().indexes()) {
      if (index.table().equals(new TableName(table))) {
        nodes.addAll(index.nodes());
      }
    }
    return nodes;
  }

  private static VirtualIndex renamed(VirtualIndex index, Statement statement) {
    return statement instanceof AlterTable(var table, AlterAction.RenameTo(var to, _), _)
            && table.name().sameAs(index.table().spelling())
        ? index.ofTable(new TableName(to.name()))
        : index;
  }

  private static Optional<VirtualIndex> made(
      Statement statement, TableHints hints, UserSchema before) {
    if (!(statement instanceof CreateIndex create) || hints.local()) {
      return Optional.empty();
    }
    Optional<UserTable> table = before.table(create.table().name());
    boolean spread =
        table.isPresent()
            && table.get().layout().kind() == TableKind.SPREAD
            && table.get().layout().shards().size() > 1;
    if (!spread || EntryTables.of(create, table.get()).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new VirtualIndex(
            create.name().name().name(),
            table.get().layout().name(),
            IndexStatus.BUILDING,
            Optional.empty(),
            NewIndexes.nodes(table.get().layout(), before.topology())));
  }

  /// Carries the difference out on the nodes, which hold the table by now, and writes to the topology
  /// what is ready at once.
  ///
  /// @param now milliseconds since 1970
  /// @return the next version with that
  static SchemaVersion follow(
      Epoch epoch, Topology topology, SchemaVersion before, SchemaVersion next, long now) {
    TopologySnapshot snapshot = next.user().topology();
    for (VirtualIndex ready : carryOut(epoch, before.user(), next.user(), now)) {
      TopologySnapshot after = snapshot.with(ready);
      topology.write(epoch, snapshot, after);
      snapshot = after;
    }
    return snapshot.equals(next.user().topology())
        ? next
        : new SchemaVersion(next.user().with(snapshot), next.shadow());
  }

  /// Gives the virtual indexes that need no job any more.
  private static List<VirtualIndex> carryOut(
      Epoch epoch, UserSchema before, UserSchema next, long now) {
    IndexCatalog had = IndexCatalog.of(before);
    IndexCatalog has = IndexCatalog.of(next);
    for (Entry entry : had.all()) {
      if (find(has, entry).isEmpty()) {
        EntryObjects.drop(epoch, entry);
      }
    }
    List<Entry> made =
        has.all().stream().filter(entry -> find(had, entry).isEmpty()).toList();
    return NewIndexes.begin(epoch, made, now);
  }

  private static Optional<Entry> find(IndexCatalog catalog, Entry wanted) {
    return catalog.all().stream()
        .filter(entry -> entry.index().name().equals(wanted.index().name()))
        .findFirst();
  }
}
