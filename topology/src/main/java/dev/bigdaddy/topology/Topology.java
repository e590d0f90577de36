package dev.bigdaddy.topology;

import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeCatalog;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.NodeImage;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.Storage;
import dev.bigdaddy.storage.ValueType;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The metadata of one open database: holds the current snapshot and writes the next one.
///
/// A change is written inside an epoch, whose commit makes it durable together with the nodes' share
/// of the work; only then the caller {@linkplain #publish publishes} the snapshot. Safe for use by
/// many threads; changes are serialised by the topology's writer, which the epoch holds.
public final class Topology {
  private final InstantSource clock;
  private volatile TopologySnapshot current;

  private Topology(InstantSource clock, TopologySnapshot current) {
    this.clock = clock;
    this.current = current;
  }

  /// The topology of a new database.
  public static NodeImage newTopology(int nodeCount, int defaultShards, InstantSource clock) {
    return New.TABLES.with(TopologySchema.rows(nodeCount, defaultShards, clock.millis()));
  }

  /// What all new databases have.
  private static final class New {
    static final NodeImage TABLES = NodeImage.of(TopologySchema.tables());

    private New() {}
  }

  /// Tells storage which nodes' files must exist.
  public static NodeCatalog catalog() {
    return Topology::createdNodes;
  }

  /// Reads the topology of an opened database.
  public static Topology load(SqliteConnection connection, InstantSource clock) {
    return new Topology(clock, read(connection));
  }

  /// Brings the topology of a database that an older version made to this version's form.
  public static void upgrade(Storage storage) {
    long format;
    try (ReaderLease reader = storage.reader(NodeId.TOPOLOGY)) {
      format = metadata(reader.connection(), "format");
    }
    if (format < TopologySchema.FORMAT) {
      try (Epoch epoch = storage.begin(Set.of(NodeId.TOPOLOGY))) {
        TopologySchema.upgrade(format).forEach(sql -> epoch.update(NodeId.TOPOLOGY, sql));
        epoch.commit();
      }
    }
  }

  /// When a table was made and last changed, in milliseconds since 1970.
  public record Times(long created, long updated) {}

  /// When the tables were made and last changed, by their folded names.
  public static Map<String, Times> times(SqliteConnection topology) {
    Map<String, Times> times = new HashMap<>();
    try (RowCursor rows =
        topology.query("SELECT table_name, created_at, updated_at FROM tables")) {
      while (rows.next()) {
        times.put(
            TableName.fold(Objects.requireNonNull(rows.textAt(0))),
            new Times(rows.longAt(1), rows.longAt(2)));
      }
    }
    return times;
  }

  /// What exists and where, now.
  public TopologySnapshot current() {
    return current;
  }

  /// Makes a committed snapshot the current one.
  public void publish(TopologySnapshot next) {
    current = next;
  }

  /// Writes the difference between two snapshots inside an epoch.
  public void write(Epoch epoch, TopologySnapshot before, TopologySnapshot next) {
    if (next.version() <= before.version()) {
      throw new IllegalArgumentException("the topology's version must grow");
    }
    epoch.update(
        NodeId.TOPOLOGY,
        "UPDATE cluster_metadata SET value = ? WHERE key = 'version'",
        next.version());
    if (next.nodeCount() != before.nodeCount()) {
      epoch.update(
          NodeId.TOPOLOGY,
          "UPDATE cluster_metadata SET value = ? WHERE key = 'nodes'",
          (long) next.nodeCount());
    }
    writeNodes(epoch, before, next);
    writeTables(epoch, before, next);
    writeSchema(epoch, before.schema(), next.schema());
    writeIndexes(epoch, before.indexes(), next.indexes());
  }

  private void writeIndexes(Epoch epoch, List<VirtualIndex> before, List<VirtualIndex> next) {
    for (VirtualIndex index : before) {
      if (!next.contains(index)) {
        epoch.update(
            NodeId.TOPOLOGY, "DELETE FROM virtual_indexes WHERE index_name = ?", index.name());
      }
    }
    for (VirtualIndex index : next) {
      if (!before.contains(index)) {
        epoch.update(
            NodeId.TOPOLOGY,
            "INSERT INTO virtual_indexes VALUES (?, ?, ?, ?, ?, ?)",
            index.name(),
            index.table().spelling(),
            index.status().name(),
            index.error().orElse(null),
            index.nodes().stream()
                .map(node -> Integer.toString(node.number()))
                .collect(Collectors.joining(",")),
            clock.millis());
      }
    }
  }

  private void writeNodes(Epoch epoch, TopologySnapshot before, TopologySnapshot next) {
    for (NodeId node : next.createdNodes()) {
      if (!before.createdNodes().contains(node)) {
        epoch.update(
            NodeId.TOPOLOGY,
            "INSERT INTO storage_nodes VALUES (?, 'active', ?)",
            (long) node.number(),
            clock.millis());
      }
      boolean drains = next.drainingNodes().contains(node);
      if (drains != before.drainingNodes().contains(node)) {
        epoch.update(
            NodeId.TOPOLOGY,
            "UPDATE storage_nodes SET status = ? WHERE node_id = ?",
            drains ? "draining" : "active",
            (long) node.number());
      }
    }
  }

  private void writeTables(Epoch epoch, TopologySnapshot before, TopologySnapshot next) {
    List<TableLayout> gone = new ArrayList<>();
    for (TableLayout table : before.tables()) {
      if (next.table(table.name().folded()).isEmpty()) {
        gone.add(table);
      }
    }
    for (TableLayout table : next.tables()) {
      TableLayout former = before.table(table.name().folded()).orElse(null);
      if (former == null) {
        former =
            gone.stream()
                .filter(old -> old.renamed(table.name()).equals(table))
                .findFirst()
                .orElse(null);
        gone.remove(former);
      }
      if (former == null) {
        writeTable(epoch, table);
      } else if (!table.equals(former)) {
        changeTable(epoch, former, table);
      }
    }
    for (TableLayout table : gone) {
      deleteFrom(epoch, "table_shards", table);
      deleteFrom(epoch, "shard_key_columns", table);
      deleteFrom(epoch, "tables", table);
    }
  }

  private static void deleteFrom(Epoch epoch, String from, TableLayout table) {
    epoch.update(
        NodeId.TOPOLOGY,
        "DELETE FROM " + from + " WHERE table_name = ?",
        table.name().spelling());
  }

  /// A table keeps the time of its creation whatever happens to it.
  private void changeTable(Epoch epoch, TableLayout former, TableLayout table) {
    String name = table.name().spelling();
    boolean renamed = !former.name().spelling().equals(name);
    boolean keyed = renamed || !former.shardKey().equals(table.shardKey());
    // What refers to the old name goes first: a session may enforce the foreign keys here too.
    if (keyed) {
      deleteFrom(epoch, "shard_key_columns", former);
    }
    for (Shard shard : former.shards()) {
      if (renamed || !table.shards().contains(shard)) {
        epoch.update(
            NodeId.TOPOLOGY,
            "DELETE FROM table_shards WHERE table_name = ? AND shard_id = ?",
            former.name().spelling(),
            (long) shard.id());
      }
    }
    epoch.update(
        NodeId.TOPOLOGY,
        "UPDATE tables SET table_name = ?, kind = ?, num_shards = ?, block_size = ?,"
            + " updated_at = ? WHERE table_name = ?",
        name,
        table.kind().name(),
        (long) table.shards().size(),
        (long) table.blockSize(),
        clock.millis(),
        former.name().spelling());
    if (keyed) {
      writeShardKey(epoch, table);
    }
    for (Shard shard : table.shards()) {
      if (renamed || !former.shards().contains(shard)) {
        writeShard(epoch, table, shard);
      }
    }
  }

  private void writeTable(Epoch epoch, TableLayout table) {
    String name = table.name().spelling();
    epoch.update(
        NodeId.TOPOLOGY,
        "INSERT INTO tables VALUES (?, ?, ?, ?, ?, ?)",
        name,
        table.kind().name(),
        (long) table.shards().size(),
        (long) table.blockSize(),
        clock.millis(),
        clock.millis());
    writeShardKey(epoch, table);
    table.shards().forEach(shard -> writeShard(epoch, table, shard));
  }

  private static void writeShardKey(Epoch epoch, TableLayout table) {
    String name = table.name().spelling();
    for (int i = 0; i < table.shardKey().size(); i++) {
      epoch.update(
          NodeId.TOPOLOGY,
          "INSERT INTO shard_key_columns VALUES (?, ?, ?)",
          name,
          (long) i,
          table.shardKey().get(i));
    }
  }

  private static void writeShard(Epoch epoch, TableLayout table, Shard shard) {
    epoch.update(
        NodeId.TOPOLOGY,
        "INSERT INTO table_shards VALUES (?, ?, ?, ?, ?, 'active', ?)",
        table.name().spelling(),
        (long) shard.id(),
        (long) shard.first(),
        (long) shard.last(),
        (long) shard.node().number(),
        shard.flight().map(node -> (long) node.number()).orElse(null));
  }

  /// A CREATE only appends; what drops or alters rewrites the list, which is small and rare.
  private static void writeSchema(Epoch epoch, List<SchemaObject> before, List<SchemaObject> next) {
    boolean appends =
        next.size() >= before.size() && next.subList(0, before.size()).equals(before);
    int from = before.size();
    if (!appends) {
      epoch.update(NodeId.TOPOLOGY, "DELETE FROM schema_objects");
      from = 0;
    }
    for (int i = from; i < next.size(); i++) {
      SchemaObject object = next.get(i);
      epoch.update(
          NodeId.TOPOLOGY,
          "INSERT INTO schema_objects VALUES (?, ?, ?, ?, ?)",
          (long) i,
          object.type(),
          object.name(),
          object.tableName(),
          object.sql());
    }
  }

  private static Set<NodeId> createdNodes(SqliteConnection connection) {
    return nodes(connection, "SELECT node_id FROM storage_nodes");
  }

  private static Set<NodeId> drainingNodes(SqliteConnection connection) {
    return nodes(connection, "SELECT node_id FROM storage_nodes WHERE status = 'draining'");
  }

  private static Set<NodeId> nodes(SqliteConnection connection, String sql) {
    Set<NodeId> nodes = new TreeSet<>();
    try (RowCursor rows = connection.query(sql)) {
      while (rows.next()) {
        nodes.add(new NodeId((int) rows.longAt(0)));
      }
    }
    return nodes;
  }

  private static TopologySnapshot read(SqliteConnection connection) {
    long format = metadata(connection, "format");
    if (format > TopologySchema.FORMAT) {
      throw new NewerTopologyException(format, TopologySchema.FORMAT);
    }
    Map<String, List<String>> keys = readShardKeys(connection);
    Map<String, List<Shard>> shards = readShards(connection);
    List<TableLayout> tables = new ArrayList<>();
    try (RowCursor rows =
        connection.query("SELECT table_name, kind, block_size FROM tables ORDER BY rowid")) {
      while (rows.next()) {
        TableName name = new TableName(Objects.requireNonNull(rows.textAt(0)));
        tables.add(
            new TableLayout(
                name,
                TableKind.valueOf(Objects.requireNonNull(rows.textAt(1))),
                keys.getOrDefault(name.folded(), List.of()),
                shards.getOrDefault(name.folded(), List.of()),
                (int) rows.longAt(2)));
      }
    }
    return new TopologySnapshot(
        metadata(connection, "version"),
        (int) metadata(connection, "nodes"),
        (int) metadata(connection, "default_shards"),
        createdNodes(connection),
        drainingNodes(connection),
        tables,
        readSchema(connection),
        readIndexes(connection));
  }

  private static List<VirtualIndex> readIndexes(SqliteConnection connection) {
    List<VirtualIndex> indexes = new ArrayList<>();
    try (RowCursor rows =
        connection.query(
            "SELECT index_name, table_name, status, error_message, nodes FROM virtual_indexes"
                + " ORDER BY rowid")) {
      while (rows.next()) {
        indexes.add(
            new VirtualIndex(
                Objects.requireNonNull(rows.textAt(0)),
                new TableName(Objects.requireNonNull(rows.textAt(1))),
                IndexStatus.valueOf(Objects.requireNonNull(rows.textAt(2))),
                Optional.ofNullable(rows.textAt(3)),
                Arrays.stream(Objects.requireNonNull(rows.textAt(4)).split(",", -1))
                    .map(number -> new NodeId(Integer.parseInt(number)))
                    .toList()));
      }
    }
    return indexes;
  }

  private static long metadata(SqliteConnection connection, String key) {
    try (RowCursor rows =
        connection.query("SELECT value FROM cluster_metadata WHERE key = ?", key)) {
      if (!rows.next()) {
        throw new IllegalStateException("the topology lacks the entry " + key);
      }
      return rows.longAt(0);
    }
  }

  private static Map<String, List<String>> readShardKeys(SqliteConnection connection) {
    Map<String, List<String>> keys = new HashMap<>();
    try (RowCursor rows =
        connection.query(
            "SELECT table_name, column_name FROM shard_key_columns ORDER BY table_name, position")) {
      while (rows.next()) {
        String table = TableName.fold(Objects.requireNonNull(rows.textAt(0)));
        keys.computeIfAbsent(table, _ -> new ArrayList<>())
            .add(Objects.requireNonNull(rows.textAt(1)));
      }
    }
    return keys;
  }

  private static Map<String, List<Shard>> readShards(SqliteConnection connection) {
    Map<String, List<Shard>> shards = new HashMap<>();
    try (RowCursor rows =
        connection.query(
            "SELECT table_name, shard_id, first_virtual_shard, last_virtual_shard, node_id,"
                + " flight_node_id"
                + " FROM table_shards ORDER BY table_name, first_virtual_shard, shard_id")) {
      while (rows.next()) {
        String table = TableName.fold(Objects.requireNonNull(rows.textAt(0)));
        shards
            .computeIfAbsent(table, _ -> new ArrayList<>())
            .add(
                new Shard(
                    (int) rows.longAt(1),
                    (int) rows.longAt(2),
                    (int) rows.longAt(3),
                    new NodeId((int) rows.longAt(4)),
                    rows.type(5) == ValueType.NULL
                        ? Optional.empty()
                        : Optional.of(new NodeId((int) rows.longAt(5)))));
      }
    }
    return shards;
  }

  private static List<SchemaObject> readSchema(SqliteConnection connection) {
    List<SchemaObject> schema = new ArrayList<>();
    try (RowCursor rows =
        connection.query(
            "SELECT type, name, table_name, sql FROM schema_objects ORDER BY position")) {
      while (rows.next()) {
        schema.add(
            new SchemaObject(
                Objects.requireNonNull(rows.textAt(0)),
                Objects.requireNonNull(rows.textAt(1)),
                Objects.requireNonNull(rows.textAt(2)),
                rows.textAt(3)));
      }
    }
    return schema;
  }
}
