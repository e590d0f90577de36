package dev.bigdaddy.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.storage.Storage;
import dev.bigdaddy.storage.StorageSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The topology as it is written and read again.
class TopologyTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

  private static final SchemaObject TABLE =
      new SchemaObject("table", "Orders", "Orders", "CREATE TABLE Orders(a, b, c UNIQUE)");
  private static final SchemaObject AUTO_INDEX =
      new SchemaObject("index", "sqlite_autoindex_Orders_1", "Orders", null);
  private static final SchemaObject VIEW =
      new SchemaObject("view", "v", "v", "CREATE VIEW v AS SELECT 'it''s' AS \"ä\"");

  @TempDir Path directory;
  private Storage storage;
  private Topology topology;

  @BeforeEach
  void create() {
    storage =
        Storage.create(
            directory,
            StorageSettings.defaults(),
            Topology.newTopology(4, 3, CLOCK),
            Topology.catalog());
    topology = load();
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private Topology load() {
    try (ReaderLease reader = storage.reader(NodeId.TOPOLOGY)) {
      return Topology.load(reader.connection(), CLOCK);
    }
  }

  private static TopologySnapshot next(
      TopologySnapshot before,
      Set<NodeId> nodes,
      List<TableLayout> tables,
      List<SchemaObject> schema) {
    return before.with(nodes, tables, schema, before.indexes());
  }

  private void commit(TopologySnapshot next) {
    try (Epoch epoch = storage.begin(Set.of(NodeId.TOPOLOGY))) {
      topology.write(epoch, topology.current(), next);
      epoch.commit();
    }
    topology.publish(next);
  }

  private void assertReadAgain() {
    TopologySnapshot written = topology.current();
    TopologySnapshot read = load().current();
    assertThat(read.version()).isEqualTo(written.version());
    assertThat(read.nodeCount()).isEqualTo(written.nodeCount());
    assertThat(read.defaultShards()).isEqualTo(written.defaultShards());
    assertThat(read.createdNodes()).isEqualTo(written.createdNodes());
    assertThat(read.tables()).containsExactlyInAnyOrderElementsOf(written.tables());
    assertThat(read.schema()).isEqualTo(written.schema());
    assertThat(read.onlyWhole()).isEqualTo(written.onlyWhole());
  }

  @Test
  void aNewTopologyHasTheHomeNodeAndNothingElse() {
    TopologySnapshot current = topology.current();
    assertThat(current.version()).isEqualTo(1);
    assertThat(current.nodeCount()).isEqualTo(4);
    assertThat(current.defaultShards()).isEqualTo(3);
    assertThat(current.createdNodes()).containsExactly(NodeId.HOME);
    assertThat(current.tables()).isEmpty();
    assertThat(current.schema()).isEmpty();
    assertThat(current.onlyWhole()).isTrue();
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    TopologySnapshot before = topology.current();
    Set<NodeId> home = Set.of(NodeId.HOME);
    TableLayout spread =
        TableLayout.spread(new TableName("Orders"), List.of("b", "a"), 256, 1);
    TableLayout whole = TableLayout.whole(new TableName("odd \"name'"), NodeId.HOME);
    TableLayout reference = TableLayout.reference(new TableName("r"), List.of(NodeId.HOME));
    commit(next(before, home, List.of(spread, whole, reference), List.of(TABLE, AUTO_INDEX, VIEW)));
    assertReadAgain();
    assertThat(load().current().table("ORDERS").orElseThrow().shardKey()).containsExactly("b", "a");
    assertThat(load().current().table("nope")).isEmpty();
  }

  @Test
  void aNodesFileMustExistBeforeTheTopologyNamesIt() {
    NodeId second = new NodeId(1);
    TableLayout spread = TableLayout.spread(new TableName("t"), List.of("a"), 2, 2);
    storage.createNode(second);
    commit(
        next(topology.current(), Set.of(NodeId.HOME, second), List.of(spread), List.of(TABLE)));
    assertReadAgain();
    storage.close();
    storage = Storage.open(directory, StorageSettings.defaults(), Topology.catalog());
    assertThat(storage.nodes()).isEqualTo(new TreeSet<>(Set.of(NodeId.HOME, second)));
    assertReadAgain();
  }

  @Test
  void changedRenamedAndDroppedTablesReplaceTheFormerOnes() {
    Set<NodeId> home = Set.of(NodeId.HOME);
    TableLayout t = TableLayout.spread(new TableName("t"), List.of("a"), 4, 1);
    TableLayout u = TableLayout.whole(new TableName("u"), NodeId.HOME);
    commit(next(topology.current(), home, List.of(t, u), List.of(TABLE, VIEW)));
    commit(next(topology.current(), home, List.of(t.renamed(new TableName("T"))), List.of(VIEW)));
    assertReadAgain();
    assertThat(load().current().tables()).hasSize(1);
    TableLayout other = TableLayout.spread(new TableName("t"), List.of("b"), 8, 1);
    List<SchemaObject> schema = new ArrayList<>(List.of(VIEW, TABLE));
    commit(next(topology.current(), home, List.of(other, u), schema));
    assertReadAgain();
    commit(next(topology.current(), home, List.of(), List.of()));
    assertReadAgain();
  }

  @Test
  void aRolledBackChangeNeverWas() {
    TopologySnapshot before = topology.current();
    try (Epoch epoch = storage.begin(Set.of(NodeId.TOPOLOGY))) {
      topology.write(
          epoch, before, next(before, Set.of(NodeId.HOME), List.of(), List.of(TABLE)));
      epoch.rollback();
    }
    assertReadAgain();
  }

  @Test
  void theVersionMustGrow() {
    TopologySnapshot before = topology.current();
    try (Epoch epoch = storage.begin(Set.of(NodeId.TOPOLOGY))) {
      assertThatThrownBy(() -> topology.write(epoch, before, before))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aNewerFormatIsRefused() {
    try (Epoch epoch = storage.begin(Set.of(NodeId.TOPOLOGY))) {
      epoch.update(
          NodeId.TOPOLOGY, "UPDATE cluster_metadata SET value = 4 WHERE key = 'format'");
      epoch.commit();
    }
    assertThatThrownBy(this::load)
        .isInstanceOf(NewerTopologyException.class)
        .hasMessageContaining("format 4");
  }

  @Test
  void rowCountsAddUpAndFollowTheirEpoch() {
    TableName t = new TableName("T");
    try (Epoch epoch = storage.begin(Set.of(NodeId.HOME))) {
      epoch.update(NodeId.HOME, RowCounts.CREATE);
      RowCounts.add(epoch, NodeId.HOME, t, 0, 5);
      RowCounts.add(epoch, NodeId.HOME, t, 0, -2);
      RowCounts.add(epoch, NodeId.HOME, t, 7, 0);
      RowCounts.add(epoch, NodeId.HOME, new TableName("u"), 0, 100);
      epoch.commit();
    }
    assertThat(counts(new TableName("t"))).isEqualTo(Map.of(0, 3L));
    try (Epoch epoch = storage.begin(Set.of(NodeId.HOME))) {
      RowCounts.add(epoch, NodeId.HOME, t, 1, 9);
      epoch.rollback();
    }
    assertThat(counts(t)).isEqualTo(Map.of(0, 3L));
    try (Epoch epoch = storage.begin(Set.of(NodeId.HOME))) {
      RowCounts.drop(epoch, NodeId.HOME, t);
      epoch.commit();
    }
    assertThat(counts(t)).isEmpty();
    assertThat(counts(new TableName("U"))).isEqualTo(Map.of(0, 100L));
  }

  private Map<Integer, Long> counts(TableName table) {
    try (ReaderLease reader = storage.reader(NodeId.HOME)) {
      return RowCounts.read(reader.connection(), table);
    }
  }
}
