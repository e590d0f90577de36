package dev.bigdaddy.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.storage.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableLayoutTest {
  private static final TableName NAME = new TableName("t");

  private static TableLayout spread(int shards, int nodes) {
    return TableLayout.spread(NAME, List.of("id"), shards, nodes);
  }

  @Test
  void shardsCoverAllVirtualShardsWithoutGapForEveryNumberOfShards() {
    for (int count = 1; count <= 256; count++) {
      List<Shard> shards = spread(count, 7).shards();
      assertThat(shards).hasSize(count);
      int next = 0;
      for (int i = 0; i < count; i++) {
        assertThat(shards.get(i).id()).isEqualTo(i);
        assertThat(shards.get(i).first()).isEqualTo(next);
        next = shards.get(i).last() + 1;
      }
      assertThat(next).isEqualTo(VirtualShard.COUNT);
    }
  }

  @Test
  void shardsAreOfEqualSize() {
    for (int count = 1; count <= 256; count++) {
      for (Shard shard : spread(count, 1).shards()) {
        int size = shard.last() - shard.first() + 1;
        assertThat(size).isBetween(VirtualShard.COUNT / count, VirtualShard.COUNT / count + 1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "8,3", "100,4", "255,64", "256,64"})
  void everyVirtualShardIsFoundInTheShardThatCoversIt(int count, int nodes) {
    TableLayout layout = spread(count, nodes);
    for (int number = 0; number < VirtualShard.COUNT; number++) {
      Shard shard = layout.shardOf(new VirtualShard(number));
      assertThat(number).isBetween(shard.first(), shard.last());
      assertThat(layout.nodeOf(new VirtualShard(number))).isEqualTo(shard.node());
    }
  }

  @Test
  void shardsAreDealtToTheNodesInTurn() {
    TableLayout layout = spread(8, 3);
    assertThat(layout.shards()).extracting(shard -> shard.node().number())
        .containsExactly(0, 1, 2, 0, 1, 2, 0, 1);
    assertThat(layout.shardsOn(new NodeId(2))).extracting(Shard::id).containsExactly(2, 5);
    assertThat(layout.nodes()).extracting(NodeId::number).containsExactly(0, 1, 2);
    assertThat(spread(2, 4).nodes()).extracting(NodeId::number).containsExactly(0, 1);
  }

  @Test
  void tablesWithTheSameNumberOfShardsArePlacedAlike() {
    TableLayout other = TableLayout.spread(new TableName("u"), List.of("k"), 8, 4);
    assertThat(spread(8, 4).placedAs(other)).isTrue();
    assertThat(spread(8, 3).placedAs(other)).isFalse();
    assertThat(spread(4, 4).placedAs(other)).isFalse();
    assertThat(spread(16, 4).placedAs(other)).isFalse();
    TableLayout whole = TableLayout.whole(NAME, NodeId.HOME);
    assertThat(whole.placedAs(whole)).isFalse();
    assertThat(spread(1, 1).placedAs(whole)).isFalse();
  }

  @Test
  void aWholeTableLiesOnOneNode() {
    TableLayout whole = TableLayout.whole(NAME, new NodeId(3));
    assertThat(whole.nodes()).containsExactly(new NodeId(3));
    assertThat(whole.shardKey()).isEmpty();
    assertThat(whole.kind()).isEqualTo(TableKind.WHOLE);
  }

  @Test
  void aReferenceTableHasACopyOnEveryNode() {
    TableLayout reference = TableLayout.reference(NAME, List.of(NodeId.HOME, new NodeId(1), new NodeId(2)));
    assertThat(reference.nodes()).extracting(NodeId::number).containsExactly(0, 1, 2);
    assertThat(reference.shards()).allMatch(copy -> copy.last() == VirtualShard.COUNT - 1);
  }

  @Test
  void aRenamedTableStaysWhereItIs() {
    TableLayout renamed = spread(8, 4).renamed(new TableName("u"));
    assertThat(renamed.name().spelling()).isEqualTo("u");
    assertThat(renamed.shards()).isEqualTo(spread(8, 4).shards());
    assertThat(renamed.placedAs(spread(8, 4))).isTrue();
  }

  @Test
  void rangesThatAreNoneAreRefused() {
    assertThatThrownBy(() -> new Shard(0, 5, 4, NodeId.HOME))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Shard(0, -1, 4, NodeId.HOME))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Shard(0, 0, 16_384, NodeId.HOME))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new VirtualShard(16_384)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new VirtualShard(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new TableLayout(NAME, TableKind.SPREAD, List.of(), List.of(), 500))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
