package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.index.EntryLookup;
import dev.bigdaddy.conductor.index.EntryTables;
import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.plan.KeyRoute;
import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.conductor.plan.Scalar;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.VirtualShard;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The shards that a virtual index chooses for one execution, and a view in which the choice holds.
///
/// Entries and rows must be seen at one instant: between reading an entry and the row, the row may be
/// given another shard key, and would be missed where it was and not looked for where it is. So the
/// entries are read first, then the nodes that they name are pinned together with the entries' node,
/// and if that took a new view of it, the entries are read again.
///
/// Entries of several nodes are not looked up: then all shards are asked. Used by one thread.
final class IndexedRead {
  private final KeyRoute route;
  private final IndexCatalog.Entry entry;
  private final List<List<Object>> keys;
  private Map<NodeId, Integer> shards = Map.of();

  private IndexedRead(KeyRoute route, IndexCatalog.Entry entry, List<List<Object>> keys) {
    this.route = route;
    this.entry = entry;
    this.keys = keys;
  }

  /// The choice of a route through an index.
  static IndexedRead of(KeyRoute route, Evaluator evaluator, @Nullable Object[] values) {
    IndexCatalog.Entry entry = route.index().orElseThrow();
    EntryTables tables = entry.tables();
    List<List<Object>> keys = new ArrayList<>();
    keys.add(List.of());
    for (int i = 0; i < route.alternatives().size(); i++) {
      Affinity affinity = tables.terms().get(i).affinity();
      List<List<Object>> longer = new ArrayList<>();
      for (Scalar scalar : route.alternatives().get(i)) {
        Object value = evaluator.convert(affinity, evaluator.evaluate(scalar, values));
        for (List<Object> key : value == null ? List.<List<Object>>of() : keys) {
          List<Object> next = new ArrayList<>(key);
          next.add(value);
          longer.add(next);
        }
      }
      keys = longer;
    }
    return new IndexedRead(route, entry, keys);
  }

  /// The node that holds all entries asked for; empty if several do, or none is asked for.
  Optional<NodeId> node() {
    List<NodeId> nodes =
        keys.stream().map(key -> EntryLookup.node(entry, key.getFirst())).distinct().toList();
    return nodes.size() == 1 ? Optional.of(nodes.getFirst()) : Optional.empty();
  }

  /// The shards if no entry is read: none if no value is asked for, since then no row can match.
  ShardChoice withoutEntries() {
    return keys.isEmpty() ? new ShardChoice(Map.of()) : ShardChoice.all(route.table().layout());
  }

  /// Reads the entries: the nodes of the shards that they name. If they name none, one node is enough
  /// to answer, as if the table had no such rows.
  Set<NodeId> choose(SqliteConnection node) {
    shards = lookUp(node);
    return nodes();
  }

  private Map<NodeId, Integer> lookUp(SqliteConnection node) {
    TableLayout layout = route.table().layout();
    BitSet found = new BitSet(VirtualShard.COUNT);
    for (List<Object> key : keys) {
      Optional<BitSet> some = EntryLookup.shards(node, entry.tables(), key);
      if (some.isEmpty()) {
        return ShardChoice.all(layout).shards();
      }
      found.or(some.get());
    }
    Set<VirtualShard> chosen =
        found.stream().mapToObj(VirtualShard::new).collect(Collectors.toSet());
    return ShardChoice.of(chosen, layout).shards();
  }

  /// The nodes that were chosen last.
  Set<NodeId> nodes() {
    return shards.isEmpty() ? Set.of(route.table().layout().nodes().first()) : shards.keySet();
  }

  /// What was chosen last.
  ShardChoice choice() {
    return new ShardChoice(shards);
  }

  /// Gives the view out in which the choice was made. Whoever gets it closes it; if nobody does,
  /// closing this closes it.
  static final class Opened implements ReadView.Source, AutoCloseable {
    private final ReadView view;
    private final Set<NodeId> nodes;
    private final ReadView.Source source;
    private boolean given;

    Opened(ReadView view, Set<NodeId> nodes, ReadView.Source source) {
      this.view = view;
      this.nodes = nodes;
      this.source = source;
    }

    @Override
    public ReadView open(Set<NodeId> wanted) {
      if (!given && nodes.containsAll(wanted)) {
        given = true;
        return view;
      }
      return source.open(wanted);
    }

    @Override
    public ReadView open(NodeId first, Function<SqliteConnection, Set<NodeId>> more) {
      return source.open(first, more);
    }

    @Override
    public ReadView openOwn(ReadPlan.Reads reads) {
      return source.openOwn(reads);
    }

    @Override
    public AutoCloseable watch(SqliteConnection connection) {
      return source.watch(connection);
    }

    @Override
    public void close() {
      if (!given) {
        view.close();
      }
    }
  }
}
