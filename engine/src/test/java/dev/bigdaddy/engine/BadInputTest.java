package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.errorOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.Storage;
import dev.bigdaddy.storage.StorageSettings;
import dev.bigdaddy.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is wrong is told in one line, and nothing is created or changed.
class BadInputTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "SELECT * FROM nope; SQL; no such table: nope",
        "SELECT nope FROM t; SQL; no such column: nope",
        "INSERT INTO t(nope) VALUES (1); SQL; table t has no column named nope",
        "INSERT INTO t VALUES (1); SQL; table t has 2 columns but 1 values were supplied",
        "INSERT INTO t VALUES (1, 2), (3); SQL; all VALUES must have the same number of terms",
        "UPDATE t SET nope = 1; SQL; no such column: nope",
        "SELECT count(*) FROM t GROUP BY 9; SQL; 1st GROUP BY term out of range - should be between 1 and 1",
        "SELECT * FROM t ORDER BY 9; SQL; 1st ORDER BY term out of range - should be between 1 and 2",
        "SELECT v FROM t HAVING v > 1; SQL; HAVING clause on a non-aggregate query",
        "SELECT id FROM t JOIN w; SQL; ambiguous column name: id",
        "SELECT nofun(1) FROM t; SQL; no such function: nofun",
        "DROP TABLE nope; SQL; no such table: nope",
        "CREATE TABLE t(x); SQL; table t already exists",
        "CREATE TABLE x(a, a); SQL; duplicate column name: a",
        "CREATE INDEX i ON nope(x); SQL; no such table: main.nope",
        "INSERT INTO t VALUES (1, 1); CONSTRAINT; UNIQUE constraint failed: t.id",
        "INSERT INTO t VALUES (2, 'a'), (3, NULL); CONSTRAINT; NOT NULL constraint failed: t.v",
        "INSERT INTO t VALUES ('abc', 1); SQL; datatype mismatch",
        "SELECT v FROM t ORDER BY v LIMIT 'x'; SQL; datatype mismatch",
        "SELECT ?; BAD_PARAMETER; the statement takes 1 parameter, 0 given",
        "CREATE TABLE x(a) /* SHARDS=0 */; BAD_HINT; SHARDS must be a whole number from 1 to 256, not 0",
        "CREATE TABLE x(a) /* SHARDS=257 */; BAD_HINT; SHARDS must be a whole number from 1 to 256, not 257",
        "CREATE TABLE x(a) /* SHARDS=two */; BAD_HINT; SHARDS must be a whole number from 1 to 256, not two",
        "CREATE TABLE x(a) /* SHRADS=2 */; BAD_HINT; unknown hint SHRADS (known: SHARDS, SHARD_KEY, REFERENCE, LOCAL)",
        "CREATE TABLE x(a) /* REFERENSE */; BAD_HINT; unknown hint REFERENSE (known: SHARDS, SHARD_KEY, REFERENCE, LOCAL)",
        "CREATE TABLE x(a) /* SHARD_KEY=b */; BAD_HINT; 'SHARD_KEY names the column b, which x does not have'",
        "CREATE TABLE x(a) /* REFERENCE SHARDS=2 */; BAD_HINT; REFERENCE does not go together with SHARDS or SHARD_KEY",
        "CREATE TABLE x(a, b AS (a)) /* SHARD_KEY=b */; BAD_HINT; 'the shard key b is a generated column: choose one that is not'",
        "CREATE TABLE _bigdaddy_x(a); SQL; object name reserved for internal use: _bigdaddy_x",
        "VACUUM INTO 5; SQL; non-text filename",
        "ATTACH 'x' AS y; MISUSE; 'temporary objects and attached databases need a session: open one with session(), since each call of sql() is one of its own'",
        "DETACH y; SQL; 'no such database: y'",
      })
  void aWrongStatementIsOneTypedLine(String sql, ErrorCode code, String message)
      throws IOException {
    try (BigDaddy db = TestDb.open(directory, 4, 8)) {
      run(
          db,
          "CREATE TABLE t(id INTEGER PRIMARY KEY, v NOT NULL)",
          "CREATE TABLE w(id) /* SHARDS=1 */",
          "INSERT INTO t VALUES (1, 'x')");
      Set<String> files = contents(directory).keySet();
      BigDaddyException error = errorOf(() -> db.sql(sql));
      assertThat(error).hasMessage(message);
      assertThat(error.code()).isEqualTo(code);
      assertThat(contents(directory).keySet()).isEqualTo(files);
      assertThat(ask(db, "SELECT * FROM t")).isEqualTo("1|x");
      assertThat(ask(db, "SELECT name FROM sqlite_schema")).isEqualTo("t w");
    }
  }

  @Test
  void aSyntaxErrorTellsItsPosition() {
    try (BigDaddy db = TestDb.open(directory, 1, 1)) {
      BigDaddyException error = errorOf(() -> db.sql("SELECT 1 +\n FROM t"));
      assertThat(error).hasMessage("near \"FROM\": syntax error");
      assertThat(error.position()).isEqualTo(12);
      assertThat(errorOf(() -> db.sql("SELECT 1; SELECT 2")).code()).isEqualTo(ErrorCode.MISUSE);
      assertThat(errorOf(() -> db.sql("")).code()).isEqualTo(ErrorCode.SQL);
    }
  }

  @Test
  void aParameterOfAnotherTypeIsRefused() {
    try (BigDaddy db = TestDb.open(directory, 1, 1)) {
      assertThat(errorOf(() -> db.sql("SELECT ?", new Object())).code())
          .isEqualTo(ErrorCode.BAD_PARAMETER);
      assertThat(errorOf(() -> db.sql("SELECT 1", 2)).code()).isEqualTo(ErrorCode.BAD_PARAMETER);
      assertThat(ask(db, "SELECT ?, ?, ?, ?", true, (short) 3, 1.5f, null))
          .isEqualTo("1|3|1.5|NULL");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nodes,0", "nodes,65", "nodes,x", "default_shards,0", "default_shards,257", "parallelism,0",
    "synchronous,MAYBE", "foreign_keys,2", "busy_timeout,-1", "busy_timeout,1.5", "colour,red"
  })
  void aWrongSettingIsRefused(String name, String value) {
    BigDaddyException error =
        errorOf(
            () -> {
              BigDaddy unused =
                  BigDaddy.open(directory.resolve("db"), Settings.defaults().with(name, value));
              unused.close();
            });
    assertThat(error.code()).isEqualTo(ErrorCode.BAD_SETTING);
    assertThat(error.getMessage()).contains(name).doesNotContain("\n");
    assertThat(directory.resolve("db")).doesNotExist();
  }

  @Test
  void aFileWhereADirectoryShouldBeIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "text");
    assertRefused(file, ErrorCode.CANNOT_OPEN);
    assertRefused(file.resolve("below"), ErrorCode.CANNOT_OPEN);
  }

  @Test
  void aDirectoryWithOtherFilesIsRefused() throws IOException {
    Files.writeString(directory.resolve("notes.txt"), "text");
    assertRefused(directory, ErrorCode.CANNOT_OPEN);
    Files.writeString(directory.resolve("topology.db"), "not ours");
    assertRefused(directory, ErrorCode.CANNOT_OPEN, ErrorCode.CORRUPT);
  }

  @Test
  void aDatabaseOfANewerVersionIsRefused() throws IOException {
    TestDb.open(directory, 2, 1).close();
    changeTopology("UPDATE cluster_metadata SET value = 99 WHERE key = 'format'");
    assertRefused(directory, ErrorCode.NEWER_VERSION);
  }

  @Test
  void aDatabaseWithoutANodesFileIsRefused() throws IOException {
    try (BigDaddy db = TestDb.open(directory, 2, 4)) {
      run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY)");
    }
    Files.delete(directory.resolve("node-1.db"));
    assertRefused(directory, ErrorCode.CORRUPT);
  }

  private void changeTopology(String sql) {
    try (Storage storage = Storage.open(directory, StorageSettings.defaults(), Topology.catalog());
        Epoch epoch = storage.begin(Set.of(NodeId.TOPOLOGY))) {
      epoch.update(NodeId.TOPOLOGY, sql);
      epoch.commit();
    }
  }

  private void assertRefused(Path path, ErrorCode... codes) throws IOException {
    Map<String, Integer> before = contents(directory);
    BigDaddyException error = errorOf(() -> TestDb.open(path, 4, 1).close());
    assertThat(codes).contains(error.code());
    assertThat(error.getMessage()).doesNotContain("\n");
    assertThat(contents(directory)).isEqualTo(before);
  }

  /// Names and contents; the lock file tells who held the database last, and may change.
  private static Map<String, Integer> contents(Path directory) throws IOException {
    Map<String, Integer> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = String.valueOf(file.getFileName());
        boolean ours = name.endsWith(".lock");
        contents.put(name, ours ? 0 : Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}
