package dev.bigdaddy.conductor.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.move.Balance.Load;
import dev.bigdaddy.storage.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BalanceTest {
  private static List<NodeId> nodes(int count) {
    return IntStream.range(0, count).mapToObj(NodeId::new).toList();
  }

  private static List<Load> loads(int... nodeAndWeight) {
    List<Load> loads = new ArrayList<>();
    for (int i = 0; i < nodeAndWeight.length; i += 2) {
      loads.add(new Load(0, i / 2, new NodeId(nodeAndWeight[i]), nodeAndWeight[i + 1]));
    }
    return loads;
  }

  private static long weight(List<Load> loads, NodeId node) {
    return loads.stream().filter(l -> l.node().equals(node)).mapToLong(Load::weight).sum();
  }

  @Test
  void whatIsBalancedStays() {
    List<Load> loads = loads(0, 100, 1, 95, 0, 0, 1, 0);
    assertThat(new Balance(loads, nodes(2)).balanced()).isEqualTo(loads);
  }

  @Test
  void oneShardMovesWhereOneIsEnough() {
    assertThat(new Balance(loads(0, 50, 0, 30, 0, 20), nodes(2)).balanced())
        .isEqualTo(loads(1, 50, 0, 30, 0, 20));
  }

  @Test
  void oneLargeShardCannotBeHelped() {
    List<Load> loads = loads(0, 1000, 1, 1);
    assertThat(new Balance(loads, nodes(2)).balanced()).isEqualTo(loads);
  }

  @Test
  void whatLiesOnAnotherNodeLeavesEvenIfItIsEmpty() {
    assertThat(new Balance(loads(0, 10, 2, 0, 2, 8, 1, 1), nodes(2)).evacuated())
        .isEqualTo(loads(0, 10, 1, 0, 1, 8, 1, 1));
  }

  @Test
  void nodesWithoutRowsGetEquallyManyShards() {
    List<Load> left = new Balance(loads(2, 0, 2, 0, 2, 0, 2, 0), nodes(2)).evacuated();
    assertThat(left).filteredOn(load -> load.node().equals(NodeId.HOME)).hasSize(2);
  }

  @Test
  void itEndsWithNodesThatNoSingleMoveBringsCloser() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int count = 1 + random.nextInt(6);
      List<Load> loads = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        NodeId node = new NodeId(random.nextInt(count + 1));
        loads.add(new Load(i / 8, i % 8, node, random.nextInt(100)));
      }
      List<Load> balanced = new Balance(loads, nodes(count)).balanced();
      LongSummaryStatistics weights =
          nodes(count).stream().mapToLong(n -> weight(balanced, n)).summaryStatistics();
      long gap = weights.getMax() - weights.getMin();
      boolean noneFits =
          balanced.stream()
              .filter(l -> weight(balanced, l.node()) == weights.getMax() && l.weight() > 0)
              .allMatch(l -> l.weight() >= gap);
      assertThat(balanced).hasSameSizeAs(loads).allMatch(l -> l.node().number() < count);
      assertThat(gap <= weights.getAverage() * 0.1 || noneFits).as("seed " + seed).isTrue();
    }
  }
}
