package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.testkit.Difference.Kind;
import dev.bigdaddy.testkit.NaiveSpreading.Merge;
import dev.bigdaddy.testkit.OracleRun.Refusals;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Queries run on Big Daddy's own node files, one by one: each way of merging that is too simple is
/// caught.
class NodeFaultsTest {
  private static final String ROWS =
      """
      CREATE TABLE u(id INTEGER PRIMARY KEY, a INTEGER, c TEXT);
      INSERT INTO u VALUES (1, 1, 'x'), (2, 2, 'y'), (3, 1, 'X'), (4, NULL, NULL), (5, 5, 'long'),
        (6, 2, 'y'), (7, 3, 'z'), (8, 1, 'x'), (9, -1, ''), (10, 2, 'a'), (11, 4, 'b'), (12, 1, 'c');
      """;

  private static Optional<Kind> kindOf(String query, Merge merge) {
    String insertionIsSafe = "SELECT count(*) FROM u WHERE id = 1;\n";
    Script script = Script.parse("node files", ROWS + insertionIsSafe + query);
    StatementShape asked = StatementShape.of(script.statements().getLast().sql());
    try (NodeFiles faulty =
        new NodeFiles(
            OracleSetting.spreadOver(4).settings(),
            shape -> shape.sql().equals(asked.sql()),
            merge)) {
      Optional<Difference> difference =
          Oracle.run(script, "node files", faulty, Refusals.WHERE_MARKED, StatementObserver.NONE)
              .difference();
      difference.ifPresent(d -> assertThat(d.statementNumber()).isEqualTo(4));
      return difference.map(Difference::kind);
    }
  }

  @Test
  void theHiddenColumnInTheNodeFilesIsSeen() {
    assertThat(kindOf("SELECT * FROM u", Merges::concatenate)).contains(Kind.COLUMNS);
  }

  @Test
  void aConcatenatedScanIsInTheWrongOrder() {
    assertThat(kindOf("SELECT id FROM u", Merges::concatenate)).contains(Kind.ORDER);
  }

  @Test
  void concatenatingDoesNotSort() {
    assertThat(kindOf("SELECT id FROM u ORDER BY id DESC", Merges::concatenate))
        .contains(Kind.ORDER);
  }

  @Test
  void aLimitOnEachNodeGivesTooManyRows() {
    assertThat(kindOf("SELECT id FROM u LIMIT 2", Merges::concatenate)).contains(Kind.ROWS);
  }

  @Test
  void anOffsetOnEachNodeLosesRows() {
    assertThat(kindOf("SELECT id FROM u LIMIT -1 OFFSET 2", Merges::concatenate))
        .contains(Kind.ROWS);
  }

  @Test
  void distinctOnEachNodeLeavesDoubles() {
    assertThat(kindOf("SELECT DISTINCT a FROM u", Merges::concatenate)).contains(Kind.ROWS);
  }

  @Test
  void averagesOfAveragesAreWrong() {
    assertThat(kindOf("SELECT avg(a) FROM u WHERE id <> 3", Merges::averageOfAverages))
        .contains(Kind.ROWS);
  }

  @Test
  void sumOfNothingIsNotZero() {
    assertThat(kindOf("SELECT sum(a) FROM u WHERE id = 99", Merges::sumWithNothingAsZero))
        .contains(Kind.ROWS);
  }

  @Test
  void theMaximumMaySpeak() {
    assertThat(kindOf("SELECT max(c) FROM u", Merges::maximumOfNumbers)).contains(Kind.ROWS);
  }

  @Test
  void groupsOfSeveralNodesAreOne() {
    assertThat(kindOf("SELECT a, count(*) FROM u GROUP BY a", Merges::concatenate))
        .contains(Kind.ROWS);
  }

  @Test
  void aMissingNodeIsMissed() {
    assertThat(kindOf("SELECT id FROM u ORDER BY id", Merges::allButOne)).contains(Kind.ROWS);
  }

  @Test
  void aJoinOnEachNodeMissesPairs() {
    assertThat(
            kindOf("SELECT count(*) FROM u x JOIN u y ON x.a = y.a", Merges::sumWithNothingAsZero))
        .contains(Kind.ROWS);
  }

  @Test
  void addingCountsIsRight() {
    assertThat(kindOf("SELECT count(*) FROM u", Merges::sumWithNothingAsZero)).isEmpty();
  }
}
