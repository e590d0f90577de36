package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TPC-H at a small scale: all answers are plain SQLite's, and few questions gather the largest
/// table.
class TpchTest {
  private static final double SCALE = 0.01;

  /// To be raised whenever a planner learns more.
  private static final int WITHOUT_GATHERING_LINEITEM = 8;

  private static List<TpchRun.Result> results = List.of();

  @BeforeAll
  static void ask(@TempDir Path directory) {
    try (BigDaddyUnderTest database =
            BigDaddyUnderTest.open(
                directory.resolve("db"), OracleSetting.hintsOnFourNodes().settings());
        PlainSqlite plain = PlainSqlite.likeANode(directory.resolve("plain.db"))) {
      TpchDatabase.load(database, SCALE);
      TpchDatabase.load(plain, SCALE);
      results = new TpchRun(database, plain, 1).ask(TpchDatabase.questions(SCALE));
    }
  }

  @Test
  void allAnswersArePlainSqlites() {
    assertThat(results).hasSize(22);
    assertThat(results)
        .as(TpchCommand.table(results))
        .allMatch(result -> result.difference().isEmpty());
  }

  @Test
  void mostQuestionsHaveAnAnswer() {
    assertThat(results).filteredOn(result -> result.rows() > 0).hasSizeGreaterThanOrEqualTo(20);
  }

  @Test
  void manyQuestionsDoNotGatherLineitem() {
    assertThat(results)
        .as(TpchCommand.table(results))
        .filteredOn(result -> !result.gathered().contains("lineitem"))
        .hasSizeGreaterThanOrEqualTo(WITHOUT_GATHERING_LINEITEM);
  }
}
