package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.TableOperations.ColumnOfTable;
import dev.bigdaddy.conductor.TableOperations.Description;
import dev.bigdaddy.conductor.TableOperations.Index;
import dev.bigdaddy.conductor.TableOperations.Node;
import dev.bigdaddy.conductor.TableOperations.ShardRows;
import dev.bigdaddy.conductor.TableOperations.Statistics;
import dev.bigdaddy.conductor.TableOperations.Table;
import dev.bigdaddy.conductor.execute.ReadView;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.sql.tree.ColumnConstraint;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.Topology;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Answers questions about tables: from a schema as one session sees it, and where rows are asked for,
/// from the nodes. Used once, by one thread.
final class TableCatalog {
  private final UserSchema schema;
  private final LocalConductor conductor;
  private final ReadView.Source source;

  TableCatalog(UserSchema schema, LocalConductor conductor, ReadView.Source source) {
    this.schema = schema;
    this.conductor = conductor;
    this.source = source;
  }

  /// A table's layout.
  TableLayout layout(String table) {
    return schema
        .layout(table)
        .orElseThrow(() -> new BigDaddyException(ErrorCode.SQL, "no such table: " + table));
  }

  List<Table> tables() {
    Map<String, Topology.Times> times = times();
    return schema.topology().tables().stream().map(layout -> table(layout, times)).toList();
  }

  private Map<String, Topology.Times> times() {
    try (ReaderLease topology = conductor.storage().reader(NodeId.TOPOLOGY)) {
      return Topology.times(topology.connection());
    }
  }

  private Table table(TableLayout layout, Map<String, Topology.Times> times) {
    // A table of an open transaction is not in the topology yet.
    long now = conductor.millis();
    Topology.Times of =
        times.getOrDefault(layout.name().folded(), new Topology.Times(now, now));
    return new Table(
        layout.name().spelling(),
        layout.kind().name().toLowerCase(Locale.ROOT),
        schema.table(layout.name().folded()).map(UserTable::primaryKey).orElse(List.of()),
        layout.shardKey(),
        layout.shards().size(),
        layout.blockSize(),
        Instant.ofEpochMilli(of.created()),
        Instant.ofEpochMilli(of.updated()));
  }

  Description describe(String table) {
    TableLayout layout = layout(table);
    return new Description(
        table(layout, times()), shards(layout), indexes(layout), columns(layout));
  }

  List<dev.bigdaddy.conductor.TableOperations.Shard> shards() {
    return schema.topology().tables().stream().flatMap(l -> shards(l).stream()).toList();
  }

  List<dev.bigdaddy.conductor.TableOperations.Shard> shards(TableLayout layout) {
    return layout.shards().stream()
        .map(
            shard ->
                new dev.bigdaddy.conductor.TableOperations.Shard(
                    layout.name().spelling(),
                    shard.id(),
                    shard.node().number(),
                    shard.first(),
                    shard.last(),
                    shard.flight().isPresent() ? "moving" : "active"))
        .toList();
  }

  List<Index> indexes() {
    return schema.topology().tables().stream().flatMap(l -> indexes(l).stream()).toList();
  }

  List<Index> indexes(TableLayout layout) {
    return schema.indexes(layout.name().folded()).stream()
        .map(index -> index(layout, index))
        .toList();
  }

  private Index index(TableLayout layout, CreateIndex index) {
    String name = index.name().name().name();
    String status =
        schema.virtualIndexes().stream()
            .filter(virtual -> virtual.name().equals(name))
            .map(virtual -> virtual.status().name().toLowerCase(Locale.ROOT))
            .findFirst()
            .orElse("ready");
    return new Index(
        name,
        layout.name().spelling(),
        index.terms().stream().map(term -> SqlRenderer.render(term.expr())).toList(),
        index.unique(),
        status);
  }

  /// Virtual tables have columns too, but only SQLite knows them.
  private List<ColumnOfTable> columns(TableLayout layout) {
    UserTable table = schema.table(layout.name().folded()).orElse(null);
    if (table == null) {
      return List.of();
    }
    List<ColumnOfTable> columns = new ArrayList<>();
    for (UserColumn column : table.columns()) {
      // SQLite says so of such keys, too.
      boolean notNull = !table.hasRowid() && table.primaryKey().contains(column.name());
      Optional<String> value = Optional.empty();
      for (ColumnConstraint constraint : column.definition().constraints()) {
        notNull |= constraint instanceof ColumnConstraint.NotNull;
        if (constraint instanceof ColumnConstraint.Default given) {
          value = Optional.of(SqlRenderer.render(given.value()));
        }
      }
      columns.add(
          new ColumnOfTable(
              column.name(),
              column.declaredType(),
              notNull,
              value,
              1 + table.primaryKey().indexOf(column.name())));
    }
    return columns;
  }

  /// Rows as they are kept; counted where none are.
  Statistics kept(String table) {
    TableLayout layout = layout(table);
    if (layout.kind() != TableKind.SPREAD) {
      return counted(table);
    }
    Map<NodeId, Map<Integer, Long>> counts = new HashMap<>();
    try (ReadView view = source.open(layout.nodes())) {
      for (NodeId node : layout.nodes()) {
        counts.put(node, RowCounts.read(view.on(node), layout.name()));
      }
    }
    List<ShardRows> rows = new ArrayList<>();
    for (Shard shard : layout.shards()) {
      long count =
          shard.nodes().stream()
              .mapToLong(node -> counts.getOrDefault(node, Map.of()).getOrDefault(shard.id(), 0L))
              .sum();
      rows.add(new ShardRows(shard.id(), shard.node().number(), count));
    }
    return statistics(layout, rows);
  }

  /// Rows, counted.
  Statistics counted(String table) {
    TableLayout layout = layout(table);
    List<ShardRows> rows = new ArrayList<>();
    try (ReadView view = source.open(layout.nodes())) {
      for (Shard shard : layout.shards()) {
        long count =
            shard.nodes().stream().mapToLong(node -> count(view.on(node), layout, shard)).sum();
        rows.add(new ShardRows(shard.id(), shard.node().number(), count));
      }
    }
    return statistics(layout, rows);
  }

  private static long count(SqliteConnection node, TableLayout layout, Shard shard) {
    String from = "SELECT count(*) FROM " + SqlText.quote(layout.name().spelling());
    // Of a table that was whole, rows are not labelled yet: the one shard has all of them.
    boolean spread = layout.kind() == TableKind.SPREAD && layout.shards().size() > 1;
    String range =
        " WHERE "
            + SqlText.quote(UserTable.VIRTUAL_SHARD)
            + " BETWEEN "
            + shard.first()
            + " AND "
            + shard.last();
    try (RowCursor rows = node.query(spread ? from + range : from)) {
      rows.next();
      return rows.longAt(0);
    }
  }

  /// Each copy of a reference table has all its rows.
  private static Statistics statistics(TableLayout layout, List<ShardRows> rows) {
    long total = rows.stream().mapToLong(ShardRows::rows).sum();
    boolean copies = layout.kind() == TableKind.REFERENCE;
    return new Statistics(
        layout.name().spelling(), copies ? rows.getFirst().rows() : total, rows);
  }

  List<Node> nodes() {
    Map<Integer, String> status = new HashMap<>();
    try (ReaderLease topology = conductor.storage().reader(NodeId.TOPOLOGY);
        RowCursor rows =
            topology.connection().query("SELECT node_id, status FROM storage_nodes")) {
      while (rows.next()) {
        status.put((int) rows.longAt(0), String.valueOf(rows.textAt(1)));
      }
    }
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < schema.topology().nodeCount(); i++) {
      NodeId id = new NodeId(i);
      int shards =
          schema.topology().tables().stream().mapToInt(t -> t.shardsOn(id).size()).sum();
      OptionalLong bytes =
          status.containsKey(i) ? OptionalLong.of(bytes(id)) : OptionalLong.empty();
      nodes.add(new Node(i, status(id, status.getOrDefault(i, "unused")), shards, bytes));
    }
    return nodes;
  }

  private String status(NodeId node, String kept) {
    boolean left =
        schema.topology().tables().stream()
            .anyMatch(t -> t.kind() == TableKind.SPREAD && !t.shardsOn(node).isEmpty());
    return kept.equals("draining") && !left ? "drained" : kept;
  }

  private long bytes(NodeId node) {
    try (ReaderLease reader = conductor.storage().reader(node);
        RowCursor rows =
            reader
                .connection()
                .query(
                    "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")) {
      rows.next();
      return rows.longAt(0);
    }
  }
}
