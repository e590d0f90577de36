package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.QueryResult;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Wrong input: each a typed error of one line, and nothing created or changed.
class BadInputTest {
  @TempDir private Path directory = Path.of("");

  private BigDaddy open() {
    return BigDaddy.open(directory.resolve("db"), Settings.defaults().with("default_shards", "8"));
  }

  private static BigDaddyException failure(
      BigDaddy database, String sql, @Nullable Object... parameters) {
    return catchThrowableOfType(BigDaddyException.class, () -> database.sql(sql, parameters));
  }

  private static List<List<@Nullable Object>> schema(BigDaddy database) {
    QueryResult result = database.sql("SELECT name, sql FROM sqlite_schema ORDER BY name");
    return result.rows();
  }

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE TABLE x(id INTEGER PRIMARY KEY) /* SHARDS=0 */ | BAD_HINT",
        "CREATE TABLE x(id INTEGER PRIMARY KEY) /* SHARDS=257 */ | BAD_HINT",
        "CREATE TABLE x(id INTEGER PRIMARY KEY) /* SHARDS=-1 */ | BAD_HINT",
        "CREATE TABLE x(id INTEGER PRIMARY KEY) /* SHARDS=many */ | BAD_HINT",
        "CREATE TABLE x(id INTEGER PRIMARY KEY) /* SHARDS= */ | BAD_HINT",
        "CREATE TABLE x(id INTEGER PRIMARY KEY) /* SHARD=4 */ | BAD_HINT",
        "CREATE TABLE x(id INTEGER PRIMARY KEY) /* SHARDS=4 SHARDKEY=id */ | BAD_HINT",
        "CREATE TABLE x(id INTEGER PRIMARY KEY) /* SHARDS=4 SHARD_KEY=nothere */ | BAD_HINT",
        "CREATE TABLE x(id INTEGER PRIMARY KEY) /* REFERENCE SHARDS=4 */ | BAD_HINT",
        "CREATE TABLE x(id INTEGER PRIMARY KEY) /* REFERENCES */ | BAD_HINT",
        "CREATE TABLE t(id INTEGER PRIMARY KEY) | SQL",
        "CREATE TABLE x(id INTEGER PRIMARY KEY, id) | SQL",
        "CREATE TABLE x( | SQL",
        "SELECT nothere FROM t | SQL",
        "SELECT * FROM nothere | SQL",
        "INSERT INTO t(id) VALUES (1) | CONSTRAINT",
        "INSERT INTO t(id, a) VALUES (2, 1), (3, 2), (1, 3) | CONSTRAINT",
        "SELECT 1; SELECT 2 | MISUSE",
        "SELECT * FROM t WHERE | SQL",
      })
  void aWrongStatementIsATypedErrorAndChangesNothing(String sql, ErrorCode code) {
    try (BigDaddy database = open()) {
      database.sql("CREATE TABLE t(id INTEGER PRIMARY KEY, a)");
      database.sql("INSERT INTO t VALUES (1, 1)");
      List<List<@Nullable Object>> before = schema(database);
      BigDaddyException error = failure(database, sql);
      assertThat(error).isNotNull();
      assertThat(error.code()).as(error.getMessage()).isEqualTo(code);
      assertThat(error.getMessage()).isNotBlank().doesNotContain("\n");
      assertThat(schema(database)).isEqualTo(before);
      assertThat(database.sql("SELECT * FROM t").rows()).isEqualTo(List.of(List.of(1L, 1L)));
    }
  }

  @Test
  void aWrongNumberOfParametersIsATypedError() {
    try (BigDaddy database = open()) {
      database.sql("CREATE TABLE t(id INTEGER PRIMARY KEY, a)");
      assertThat(failure(database, "SELECT * FROM t WHERE id = ?").code())
          .isEqualTo(ErrorCode.BAD_PARAMETER);
      assertThat(failure(database, "SELECT * FROM t WHERE id = ?", 1L, 2L).code())
          .isEqualTo(ErrorCode.BAD_PARAMETER);
      assertThat(failure(database, "INSERT INTO t VALUES (?, ?)", 1L).code())
          .isEqualTo(ErrorCode.BAD_PARAMETER);
      assertThat(database.sql("SELECT count(*) FROM t").rows()).isEqualTo(List.of(List.of(0L)));
    }
  }

  @Test
  void aSyntaxErrorTellsItsPosition() {
    try (BigDaddy database = open()) {
      assertThat(failure(database, "SELECT 1 FROM WHERE 2").position()).isEqualTo(14);
      assertThat(failure(database, "SELCT 1").position()).isEqualTo(0);
    }
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "text");
    BigDaddyException error =
        catchThrowableOfType(
            BigDaddyException.class, () -> BigDaddy.open(file, Settings.defaults()).close());
    assertThat(error.code()).isEqualTo(ErrorCode.CANNOT_OPEN);
    assertThat(Files.readString(file)).isEqualTo("text");
  }

  @Test
  void aDirectoryOfOtherFilesIsNoDatabase() throws IOException {
    Files.writeString(directory.resolve("letter.txt"), "dear");
    BigDaddyException error =
        catchThrowableOfType(
            BigDaddyException.class, () -> BigDaddy.open(directory, Settings.defaults()).close());
    assertThat(error.code()).isEqualTo(ErrorCode.CANNOT_OPEN);
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aSecondOpeningIsRefusedWhileTheFirstLasts() {
    BigDaddy first = open();
    try (first) {
      BigDaddyException error = catchThrowableOfType(BigDaddyException.class, () -> open().close());
      assertThat(error.code()).isEqualTo(ErrorCode.DATABASE_LOCKED);
    }
    open().close();
  }

  @Test
  void allIsThereAfterOpeningAgain() {
    try (BigDaddy database = open()) {
      database.sql("CREATE TABLE t(id INTEGER PRIMARY KEY, a)");
      database.sql("INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e')");
      database.sql("CREATE INDEX t_a ON t(a)");
    }
    try (BigDaddy database = open()) {
      assertThat(database.sql("SELECT a FROM t").rows())
          .isEqualTo(List.of(List.of("a"), List.of("b"), List.of("c"), List.of("d"), List.of("e")));
      database.sql("INSERT INTO t(a) VALUES ('f')");
      assertThat(database.sql("SELECT max(id), count(*) FROM t").rows())
          .isEqualTo(List.of(List.of(6L, 6L)));
    }
  }
}
