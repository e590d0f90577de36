package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Virtual tables lie whole on the home node. They are apart from the scripts because what an FTS5
/// table writes at COMMIT is not in our `total_changes()`.
class VirtualTablesTest {

  @Test
  void fullTextSearchWorksAndSurvivesReopening(@TempDir Path directory) {
    Settings settings = Settings.defaults().with("default_shards", "8");
    try (BigDaddy database = BigDaddy.open(directory.resolve("db"), settings)) {
      database.sql("CREATE VIRTUAL TABLE docs USING fts5(title, body)");
      database.sql(
          "INSERT INTO docs VALUES ('one', 'the quick brown fox'), ('two', 'lazy dogs')");
      assertThat(database.sql("SELECT title FROM docs WHERE docs MATCH 'quick'").rows())
          .isEqualTo(List.of(List.of("one")));
    }
    try (BigDaddy database = BigDaddy.open(directory.resolve("db"), settings)) {
      assertThat(database.sql("SELECT title FROM docs WHERE docs MATCH 'dogs'").rows())
          .isEqualTo(List.of(List.of("two")));
    }
  }
}
