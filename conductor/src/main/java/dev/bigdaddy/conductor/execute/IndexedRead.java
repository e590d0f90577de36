package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.index.EntryLookup;
import dev.bigdaddy.conductor.index.EntryTables;
import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.plan.KeyRoute;
import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.conductor.plan.Scalar;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.VirtualShard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The shards that a virtual index chooses for one execution, and a view in which the choice holds.
///
/// Entries and rows must be seen at one instant: between reading an entry and the row, the row may be
/// given another shard key, and would be missed where it was and not looked for where it is. So the
/// entries are read first, then the nodes that they name are pinned together with the entries' node,
/// and if that took a new view of it, the entries are read again. Mostly that is not needed: if no epoch
/// began to commit on the entries' nodes between reading the entries and having read, or pinned, the
/// rows, then the entries were the same all that time ({@link ReadView.Source#glance}).
///
/// Used by one thread.
final class IndexedRead {
  private final KeyRoute route;
  private final IndexCatalog.Entry entry;
  private final List<List<Object>> keys;

  /// Whether nobody could compute the values, but SQLite: text that is not valid UTF-8.
  private final boolean unknown;

  private final Map<NodeId, Set<Integer>> chosen = new TreeMap<>();

  private IndexedRead(
      KeyRoute route, IndexCatalog.Entry entry, List<List<Object>> keys, boolean unknown) {
    this.route = route;
    this.entry = entry;
    this.keys = keys;
    this.unknown = unknown;
  }

  /// The choice of a route through an index.
  static IndexedRead of(KeyRoute route, Evaluator evaluator, @Nullable Object[] values) {
    IndexCatalog.Entry entry = route.index().orElseThrow();
    try {
      return new IndexedRead(route, entry, keys(route, entry, evaluator, values), false);
    } catch (BigDaddyException e) {
      if (e.code() != ErrorCode.NOT_SUPPORTED) {
        throw e;
      }
      return new IndexedRead(route, entry, List.of(), true);
    }
  }

  private static List<List<Object>> keys(
      KeyRoute route, IndexCatalog.Entry entry, Evaluator evaluator, @Nullable Object[] values) {
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
    return keys;
  }

  /// The nodes that hold the entries asked for; none if no value is.
  Set<NodeId> entryNodes() {
    if (unknown) {
      return Set.of(entry.index().nodes().getFirst());
    }
    if (keys.size() == 1) {
      return Set.of(entryNode(keys.getFirst()));
    }
    Set<NodeId> nodes = new TreeSet<>();
    keys.forEach(key -> nodes.add(entryNode(key)));
    return nodes;
  }

  private NodeId entryNode(List<Object> key) {
    return EntryLookup.node(entry, key.getFirst());
  }

  /// Reads the entries: the nodes of the shards that they name. If they name none, one node is enough
  /// to answer, as if the table had no such rows.
  Set<NodeId> choose(ReadView view) {
    return choose(view::on);
  }

  /// The same through any connections.
  Set<NodeId> choose(Function<NodeId, SqliteConnection> nodes) {
    chosen.clear();
    TableLayout layout = route.table().layout();
    if (unknown) {
      layout.shards().forEach(shard -> choose(shard, shard.nodes()));
      return nodes();
    }
    for (List<Object> key : keys) {
      boolean few =
          EntryLookup.shards(
              nodes.apply(entryNode(key)),
              entry.tables(),
              key,
              number -> {
                VirtualShard virtualShard = new VirtualShard(number);
                Shard shard = layout.shardOf(virtualShard);
                choose(shard, shard.nodesOf(virtualShard));
              });
      if (!few) {
        chosen.clear();
        layout.shards().forEach(shard -> choose(shard, shard.nodes()));
        break;
      }
    }
    return nodes();
  }

  private void choose(Shard shard, List<NodeId> nodes) {
    nodes.forEach(node -> chosen.computeIfAbsent(node, _ -> new TreeSet<>()).add(shard.id()));
  }

  /// The nodes that were chosen last.
  Set<NodeId> nodes() {
    return chosen.isEmpty() ? Set.of(route.table().layout().nodes().first()) : chosen.keySet();
  }

  /// What was chosen last: nothing if no value is asked for, since then no row can match.
  ShardChoice choice() {
    Map<NodeId, Integer> counts = new TreeMap<>();
    chosen.forEach((node, ids) -> counts.put(node, ids.size()));
    return new ShardChoice(counts);
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
    public ReadView open(Set<NodeId> first, Function<ReadView, Set<NodeId>> more) {
      return source.open(first, more);
    }

    @Override
    public Optional<BooleanSupplier> glance(Set<NodeId> some, Consumer<ReadView> reader) {
      return source.glance(some, reader);
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
