package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.Storage;
import dev.bigdaddy.storage.StorageSettings;
import dev.bigdaddy.topology.Topology;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The check of a whole database passes what is right, and finds each kind of damage.
class DatabaseCheckTest {
  private static final int PAGE = 4096;

  @TempDir Path directory;

  private void create() {
    try (BigDaddy db = TestDb.open(directory, 3, 8)) {
      run(
          db,
          "CREATE TABLE t(id INTEGER PRIMARY KEY, u TEXT UNIQUE COLLATE NOCASE, v)",
          "CREATE TABLE k(a TEXT COLLATE NOCASE, b REAL, c, PRIMARY KEY (a, b)) WITHOUT ROWID",
          "CREATE TABLE keyless(x, y)",
          "CREATE TABLE n(x TEXT UNIQUE, y) /* SHARDS=5 SHARD_KEY=x */",
          "CREATE TABLE ref(id INTEGER PRIMARY KEY, v) /* REFERENCE */",
          "CREATE TABLE whole(a, b) /* SHARDS=1 */",
          "CREATE INDEX tv ON t(v)",
          "CREATE VIEW view AS SELECT * FROM t JOIN whole",
          "CREATE TRIGGER fire AFTER INSERT ON whole BEGIN SELECT 1; END");
      insert(db, "t", id -> "%d, 'u%d', %d".formatted(id, id, id % 7));
      insert(db, "k", id -> "'K%d', %d / 2.0, %d".formatted(id % 9, id, id));
      insert(db, "keyless", id -> id + ", NULL");
      insert(db, "n", id -> (id % 3 == 0 ? "NULL, " : "'x" + id + "', ") + id);
      insert(db, "ref", id -> id + ", x'0" + id % 10 + "'");
      insert(db, "whole", id -> id + ", 'w'");
      run(db, "DELETE FROM t WHERE id % 5 = 0", "UPDATE k SET c = 0 WHERE a = 'k1'");
      assertThat(db.check()).isEmpty();
    }
  }

  private static void insert(BigDaddy db, String table, IntFunction<String> row) {
    db.sql(
        IntStream.rangeClosed(1, 60)
            .mapToObj(id -> "(" + row.apply(id) + ")")
            .collect(Collectors.joining(",", "INSERT INTO " + table + " VALUES ", "")));
  }

  private List<Finding> afterDamage(NodeId node, String damage) {
    create();
    try (Storage storage =
            Storage.open(directory, StorageSettings.defaults(), Topology.catalog());
        Epoch epoch = storage.begin(Set.of(node))) {
      epoch.on(node).execute(damage);
      epoch.record(node, "SELECT 1", 0);
      epoch.commit();
    }
    try (BigDaddy db = TestDb.open(directory, 3, 8)) {
      return db.check();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PLACEMENT | UPDATE t SET \"_virtualShard\" = (\"_virtualShard\" + 1) % 16384 WHERE id < 9",
        "PLACEMENT | UPDATE keyless SET \"_virtualShard\" = -1",
        "ROW_COUNT | DELETE FROM t WHERE id < 20",
        "ROW_COUNT | UPDATE _bigdaddy_row_counts SET row_count = row_count + 1",
        "UNIQUE    | UPDATE OR IGNORE t SET u = printf('U%d', id + 1)",
        "COPIES    | UPDATE ref SET v = 'x' WHERE id = 33",
        "COPIES    | DELETE FROM ref WHERE id = 60",
        "COPIES    | UPDATE ref SET v = CAST(v AS TEXT) WHERE id = 5",
        "INDEX     | DELETE FROM _bigdaddy_entries_tv WHERE k0 < 4",
        "SCHEMA    | DROP INDEX tv",
        "SCHEMA    | DROP TABLE ref",
        "SCHEMA    | CREATE TABLE half(a)",
        "SCHEMA    | ALTER TABLE t ADD COLUMN more",
        "SCHEMA    | CREATE VIEW other AS SELECT 1",
        "DEBRIS    | CREATE TABLE _bigdaddy_work_t(virtual_shard)",
        "DEBRIS    | CREATE TABLE _bigdaddy_entries_gone(k0)",
        "DEBRIS    | INSERT INTO _bigdaddy_touched_tv VALUES (1, 0, 5)",
        "DEBRIS    | INSERT INTO _bigdaddy_row_counts VALUES ('gone', 0, 5)",
        "INDEX     | DROP TABLE _bigdaddy_entries_tv",
        "INDEX     | DROP TABLE _bigdaddy_surplus_tv",
        "INDEX     | DROP TRIGGER _bigdaddy_index_tv_leave",
      })
  void eachKindOfDamageIsFound(Finding.Kind kind, String damage) {
    assertThat(afterDamage(new NodeId(1), damage)).extracting(Finding::kind).contains(kind);
  }

  @Test
  void aDamagedPageIsFound() throws IOException {
    create();
    try (RandomAccessFile file =
        new RandomAccessFile(directory.resolve("node-1.db").toFile(), "rw")) {
      // The cells of a page in the middle; its header stays.
      long page = file.length() / PAGE / 2;
      file.seek(page * PAGE + PAGE / 2);
      file.write(new byte[PAGE / 2]);
    }
    try (BigDaddy db = TestDb.open(directory, 3, 8)) {
      assertThat(db.check())
          .isNotEmpty()
          .allMatch(f -> f.kind() == Finding.Kind.FILE && f.place().equals("node-1"));
    }
  }

  @Test
  void aForeignKeyThatLeadsNowhereIsFound() {
    try (BigDaddy db = TestDb.open(directory, 3, 8)) {
      run(
          db,
          "CREATE TABLE p(id INTEGER PRIMARY KEY)",
          "CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES p(id))",
          "INSERT INTO p VALUES (1)",
          "INSERT INTO c VALUES (1, 1), (2, 7), (3, NULL)");
      assertThat(db.check()).isEmpty();
      assertThat(db.verify()).extracting(Finding::kind).containsExactly(Finding.Kind.FOREIGN_KEY);
    }
  }

  @Test
  void whatCanBeDerivedIsRepaired() throws IOException {
    afterDamage(
        new NodeId(1),
        """
        UPDATE _bigdaddy_row_counts SET row_count = row_count + 1;
        DELETE FROM _bigdaddy_entries_tv WHERE k0 < 4;
        CREATE TABLE _bigdaddy_work_t(virtual_shard, k0, PRIMARY KEY (virtual_shard, k0));
        CREATE TRIGGER _bigdaddy_work_insert_t AFTER INSERT ON t BEGIN
          INSERT INTO _bigdaddy_work_t VALUES (1, new.id); END;
        """);
    Files.copy(directory.resolve("node-2.db"), directory.resolve("node-7.db"));
    try (BigDaddy db = TestDb.open(directory, 3, 8)) {
      assertThat(db.check())
          .extracting(Finding::kind)
          .contains(Finding.Kind.ROW_COUNT, Finding.Kind.INDEX, Finding.Kind.DEBRIS);
      assertThat(db.repairRowCounts()).contains("t", "k", "keyless", "n");
      assertThat(db.repairIndexes()).containsExactly("tv");
      assertThat(db.repairDebris())
          .containsExactlyInAnyOrder(
              "node-7.db", "node-1: _bigdaddy_work_t", "node-1: _bigdaddy_work_insert_t");
      assertThat(db.check()).isEmpty();
      assertThat(directory.resolve("node-7.db")).doesNotExist();
      assertThat(db.repairRowCounts()).isEmpty();
      assertThat(db.repairIndexes()).isEmpty();
      assertThat(db.repairDebris()).isEmpty();
      db.sql("INSERT INTO t VALUES (100, 'u100', 3)");
    }
    try (BigDaddy db = TestDb.open(directory, 3, 8)) {
      assertThat(db.check()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE _bigdaddy_entries_tv",
        "DROP TABLE _bigdaddy_touched_tv",
        "DROP TRIGGER _bigdaddy_index_tv_insert",
        "DROP TABLE ref",
        "UPDATE _bigdaddy_row_counts SET row_count = row_count + 1"
      })
  void whatANodeHasLostIsMadeAnew(String damage) {
    assertThat(afterDamage(new NodeId(1), damage)).isNotEmpty();
    try (BigDaddy db = TestDb.open(directory, 3, 8)) {
      List<String> repaired = new ArrayList<>(db.repairRowCounts());
      repaired.addAll(db.repairCopies());
      repaired.addAll(db.repairIndexes());
      assertThat(repaired).isNotEmpty();
      assertThat(db.check()).isEmpty();
      run(db, "INSERT INTO t VALUES (100, 'u100', 3)", "INSERT INTO ref VALUES (100, 1)");
      assertThat(db.check()).isEmpty();
    }
  }

  @Test
  void rowsThatShareAValueOfAnIndexAreFoundAndLeftAlone() {
    try (BigDaddy db = TestDb.open(directory, 3, 8)) {
      run(
          db,
          "CREATE TABLE s(id INTEGER PRIMARY KEY, e TEXT, _virtualShard)  /* SHARDS=1 */",
          "INSERT INTO s VALUES (1, 'a', 2)",
          "CREATE TABLE d(id INTEGER PRIMARY KEY, e TEXT)",
          "CREATE INDEX d_e ON d(e)",
          "INSERT INTO d VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'a')");
      assertThat(db.check()).isEmpty();
      run(db, "DELETE FROM d WHERE id = 4", "DROP INDEX d_e", "CREATE UNIQUE INDEX d_e ON d(e)");
    }
    try (Storage storage =
        Storage.open(directory, StorageSettings.defaults(), Topology.catalog())) {
      for (NodeId node : storage.nodes()) {
        try (Epoch epoch = storage.begin(Set.of(node))) {
          SqliteConnection writer = epoch.on(node);
          writer.execute("UPDATE OR IGNORE d SET e = 'c' WHERE id = 1");
          writer.execute("DELETE FROM _bigdaddy_touched_d_e; DELETE FROM _bigdaddy_surplus_d_e");
          writer.execute("UPDATE _bigdaddy_entries_d_e SET k0 = 'c' WHERE k0 = 'a'");
          epoch.record(node, "SELECT 1", 0);
          epoch.commit();
        }
      }
    }
    try (BigDaddy db = TestDb.open(directory, 3, 8)) {
      assertThat(db.check()).isNotEmpty();
      assertThat(db.repairIndexes()).isEmpty();
      assertThat(db.repairRowCounts()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE ref SET v = 'x' WHERE id = 33",
        "DELETE FROM ref",
        "INSERT INTO ref VALUES (1000, NULL), (-7, x'00')",
        "UPDATE ref SET v = CAST(v AS TEXT) WHERE id = 5"
      })
  void aCopyThatDiffersIsMadeAnew(String damage) {
    assertThat(afterDamage(new NodeId(1), damage))
        .extracting(Finding::kind)
        .containsExactly(Finding.Kind.COPIES);
    try (BigDaddy db = TestDb.open(directory, 3, 8)) {
      assertThat(db.repairCopies()).containsExactly("ref on node-1");
      assertThat(db.check()).isEmpty();
      assertThat(db.repairCopies()).isEmpty();
      db.sql("UPDATE ref SET v = 'all' WHERE id = 33");
      assertThat(db.check()).isEmpty();
    }
  }

  @Test
  void openingAgainFindsNothing() {
    create();
    try (BigDaddy db = TestDb.open(directory, 3, 8)) {
      assertThat(db.check()).isEmpty();
      run(db, "DROP TABLE k", "DROP INDEX tv", "DROP VIEW view", "ALTER TABLE whole ADD COLUMN c");
      assertThat(db.check()).isEmpty();
    }
  }
}
