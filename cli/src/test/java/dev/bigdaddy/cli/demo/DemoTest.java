package dev.bigdaddy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.cli.PlainSession;
import dev.bigdaddy.cli.console.ConsoleError;
import dev.bigdaddy.cli.console.Output;
import dev.bigdaddy.conductor.QueryResult;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The blog and its questions, on a plain SQLite database.
class DemoTest {

  private final PlainSession session = new PlainSession();
  private final StringWriter out = new StringWriter();
  private final Demo demo = new Demo(session, new Output(out), false);

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void theDefaultBlogHasOver100000Rows() {
    BlogRows blog = new BlogRows(BlogSize.ofRows(130_000));
    int[] rows = new int[1];
    for (BlogTable table : BlogTable.values()) {
      blog.of(table, _ -> rows[0]++);
    }

    assertThat(rows[0]).isBetween(110_000, 150_000);
  }

  @Test
  void theRowsAreTheSameEveryTime() {
    List<String> rows = new ArrayList<>();
    new BlogRows(BlogSize.ofRows(2_000)).of(BlogTable.POSTS, row -> rows.add(Arrays.toString(row)));

    assertThat(rows).hasSize(235);
    assertThat(rows.getFirst())
        .isEqualTo(
            "[1, 1, 1, Waiting for my tomatoes, Today I want to write about my tomatoes. Saved for"
                + " the weekend., 17488, 2024-01-04 10:56:20]");
  }

  @Test
  void loadingWritesTheTablesWithTheirHintsAndALineForEach() {
    demo.load(2_000);

    assertThat(out.toString())
        .contains(") /* SHARDS=16 SHARD_KEY=post_id */;", ") /* REFERENCE */;")
        .containsPattern("  users +117 rows in \\d+\\.\\d s\n")
        .containsPattern("  categories +8 rows in \\d+\\.\\d s\n")
        .doesNotContain("\r");
    assertThat(count("posts")).isEqualTo(235L);
    assertThat(count("likes JOIN posts p ON post_id = p.id JOIN users u ON u.id = likes.user_id"))
        .isEqualTo(count("likes"));
  }

  @Test
  void everyQuestionHasAnAnswer() {
    demo.load(20_000);
    for (BlogQuery query : BlogQuery.all()) {
      if (!query.sql().contains("4242")) {
        assertThat(session.sql(query.sql()).rows()).as(query.title()).isNotEmpty();
      }
    }
  }

  @Test
  void answersAreShownWithTheNodesThatWereAsked() {
    demo.load(2_000);
    demo.ask();

    assertThat(out.toString())
        .contains("8. Join of colocated tables", "│ comments │", "GROUP BY p.id")
        .containsPattern("1 row in \\d+\\.\\d\\d ms, by streamed merge: 2 nodes, 16 shards\n")
        .contains("  node-10  t          12 ");
  }

  @Test
  void aBlogThatIsThereIsUsedAsItIs() {
    demo.load(2_000);
    demo.load(5_000);

    assertThat(out.toString()).endsWith("The blog is there already; using it as it is.\n");
    assertThat(count("posts")).isEqualTo(235L);
  }

  @Test
  void aBlogThatWasNotFinishedIsMadeAnew() {
    demo.load(2_000);
    session.sql("DELETE FROM categories");
    session.sql("DELETE FROM likes");
    demo.load(2_000);

    assertThat(out.toString()).contains("Dropping table likes of a demo that was not finished.");
    assertThat(count("posts")).isEqualTo(235L);
    assertThat(count("likes")).isPositive();
  }

  @Test
  void anotherDatabaseIsLeftAlone() {
    session.sql("CREATE TABLE precious(a)");

    assertThatThrownBy(() -> demo.load(2_000))
        .isInstanceOf(ConsoleError.class)
        .hasMessageContaining("another database (tables precious)");
    assertThat(count("sqlite_schema")).isEqualTo(1L);
  }

  private long count(String tables) {
    QueryResult count = session.sql("SELECT count(*) FROM " + tables);
    return count.rows().getFirst().getFirst() instanceof Long number ? number : -1;
  }
}
