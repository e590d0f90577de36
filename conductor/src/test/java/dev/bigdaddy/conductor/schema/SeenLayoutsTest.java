package dev.bigdaddy.conductor.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import dev.bigdaddy.topology.VirtualShard;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SeenLayoutsTest {
  private static final int LAST = VirtualShard.COUNT - 1;
  private static final NodeId ONE = new NodeId(1);
  private static final NodeId TWO = new NodeId(2);
  private static final TableLayout BEFORE =
      TableLayout.spread(new TableName("t"), List.of("id"), 1, 1)
          .withShards(List.of(shard(0, 0, 99, ONE), shard(1, 100, LAST, TWO)));

  private static Shard shard(int id, int first, int last, NodeId node) {
    return new Shard(id, first, last, node, Optional.empty());
  }

  private static boolean liesAlike(List<Shard> now, int... virtualShards) {
    Set<VirtualShard> rows =
        Arrays.stream(virtualShards)
            .mapToObj(VirtualShard::new)
            .collect(Collectors.toSet());
    return new Footprint(BEFORE.name(), rows).liesAlike(BEFORE, BEFORE.withShards(now));
  }

  @Test
  void rowsThatStayedDoNotCareForThoseThatMoved() {
    List<Shard> moved = List.of(shard(2, 0, 49, TWO), shard(0, 50, 99, ONE), shard(1, 100, LAST, TWO));
    assertThat(liesAlike(moved, 50)).isTrue();
    assertThat(liesAlike(moved, 99, 100)).isTrue();
    assertThat(liesAlike(moved, 49)).as("moved to another node").isFalse();
    assertThat(liesAlike(moved, 99, 49)).as("one of two moved").isFalse();
  }

  @Test
  void rowsWhoseShardHasAnotherNumberAreCountedElsewhere() {
    List<Shard> renamed = List.of(shard(3, 0, 99, ONE), shard(1, 100, LAST, TWO));
    assertThat(liesAlike(renamed, 5)).isFalse();
    assertThat(liesAlike(renamed, 100)).isTrue();
  }

  @Test
  void rowsInFlightMayLieOnTwoNodes() {
    List<Shard> flying =
        List.of(shard(0, 0, 99, ONE).inFlightTo(TWO), shard(1, 100, LAST, TWO));
    assertThat(liesAlike(flying, 0)).isFalse();
    assertThat(liesAlike(flying, 1)).as("only the first of the shard flies").isTrue();
  }
}
