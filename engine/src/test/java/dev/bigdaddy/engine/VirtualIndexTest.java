package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.QueryResult;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.Storage;
import dev.bigdaddy.storage.StorageSettings;
import dev.bigdaddy.topology.Topology;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Virtual indexes: they choose the shards, and never miss a row.
@Timeout(120)
class VirtualIndexTest {
  private static final String TABLE =
      "CREATE TABLE person(id INTEGER PRIMARY KEY, city TEXT COLLATE NOCASE, zip, n INT)";

  @TempDir Path directory;

  private static void insertMany(BigDaddy db, int rows) {
    for (int from = 1; from <= rows; from += 500) {
      db.sql(
          IntStream.range(from, from + 500)
              .mapToObj(i -> "(%d, 'city%d', %d, %d)".formatted(i, i % 97, i % 11, i))
              .collect(Collectors.joining(",", "INSERT INTO person VALUES ", "")));
    }
  }

  private static void awaitReady(BigDaddy db, String index) {
    ReshardingTest.waitUntil(
        () -> db.explain("SELECT id FROM person WHERE city = 'x'").toString().contains(index));
  }

  @Test
  void aJobRemovesEntriesThatNoRowHas() {
    List<String> indexes = List.of("by_city", "by_two", "by_three", "by_half", "partly");
    try (BigDaddy db = TestDb.open(directory, 4, 16)) {
      run(
          db,
          TABLE,
          "CREATE INDEX by_city ON person(city)",
          "CREATE INDEX by_two ON person(zip, city COLLATE BINARY DESC)",
          "CREATE INDEX by_three ON person(city, zip, n)",
          "CREATE INDEX by_half ON person(n / 2)",
          "CREATE INDEX partly ON person(n) WHERE zip IS NOT NULL");
      insertMany(db, 1_000);
      Random random = new Random(5);
      for (int round = 0; round < 6; round++) {
        db.sql("UPDATE person SET n = n + ? WHERE id % 3 = 0", random.nextInt(9));
        db.sql("UPDATE person SET city = upper(city) WHERE id % 2 = 0");
        db.sql("UPDATE person SET city = 'x' || n, zip = nullif(zip, ?)", random.nextInt(11));
        db.sql("DELETE FROM person WHERE id % 50 = ?", round);
      }
      db.sql("INSERT INTO person VALUES (5000, CAST(x'ff' AS TEXT), x'00', 1.5)");
      db.sql("UPDATE person SET city = 'valid' WHERE id = 5000");
      db.sql("UPDATE person SET zip = NULL WHERE id % 4 = 0");
      db.sql("UPDATE person SET n = n");
      assertThat(db.check()).isEmpty();
    }
    try (BigDaddy db = TestDb.open(directory, 4, 16)) {
      ReshardingTest.waitUntil(
          () ->
              db.tables().listJobs().stream()
                      .filter(job -> job.kind().equals("clean") && job.isOver())
                      .count()
                  == indexes.size());
      assertThat(db.tables().listJobs())
          .filteredOn(job -> job.kind().equals("clean"))
          .allMatch(job -> job.status().equals("complete") && job.rows() == job.rowsToMove());
      assertThat(db.check()).isEmpty();
      // It would make anew what has too many entries, or too few.
      assertThat(db.repairIndexes()).isEmpty();
      assertThat(ask(db, "SELECT count(*) FROM person WHERE city >= ''"))
          .isEqualTo(ask(db, "SELECT count(*) FROM person WHERE +city >= ''"));
    }
  }

  @Test
  void renamesKeepTheIndexAndItsEntries() {
    try (BigDaddy db = TestDb.open(directory, 4, 16)) {
      run(db, TABLE, "CREATE INDEX by_city ON person(city)");
      insertMany(db, 500);
      awaitReady(db, "by_city");
      run(
          db,
          "ALTER TABLE person RENAME TO people",
          "ALTER TABLE people RENAME COLUMN city TO town");
      QueryResult found = db.sql("SELECT id FROM people WHERE town = 'CITY7' ORDER BY id");
      assertThat(found.rows().getFirst()).containsExactly(7L);
      assertThat(found.rows()).hasSize(6);
      assertThat(db.explain("SELECT id FROM people WHERE town = 'x'").toString())
          .contains("by_city");
      db.sql("UPDATE people SET town = 'elsewhere' WHERE id = 7");
      assertThat(ask(db, "SELECT count(*) FROM people WHERE town = 'city7'")).isEqualTo("5");
      assertThat(ask(db, "SELECT id FROM people WHERE town = 'Elsewhere'")).isEqualTo("7");
      assertThat(db.tables().stats("people")).isEqualTo(db.tables().countedStats("people"));
      ReshardingTest.waitFor(db, db.tables().reshard("people", 5));
      assertThat(ask(db, "SELECT id FROM people WHERE town = 'Elsewhere'")).isEqualTo("7");
      assertThat(db.check()).isEmpty();
    }
  }

  @Test
  void aValueIsLookedForOnlyWhereItIs() {
    try (BigDaddy db = TestDb.open(directory, 8, 32)) {
      run(db, TABLE, "CREATE INDEX by_city ON person(city, zip)");
      run(db, "INSERT INTO person VALUES (1, 'Bern', 1, 1), (2, 'Rome', 2, 2), (3, 'bern', 3, 3)");
      QueryResult one = db.sql("SELECT id FROM person WHERE city = 'ROME'");
      assertThat(one.rows()).hasSize(1);
      assertThat(one.shardStats()).hasSize(1);
      QueryResult two = db.sql("SELECT id FROM person WHERE city = 'bern' ORDER BY id");
      assertThat(two.rows()).hasSize(2);
      assertThat(two.shardStats()).hasSizeLessThanOrEqualTo(2);
      QueryResult exact = db.sql("SELECT id FROM person WHERE city = ? AND zip = ?", "bern", 3);
      assertThat(exact.rows()).hasSize(1);
      assertThat(exact.shardStats()).hasSize(1);
      assertThat(db.sql("SELECT id FROM person WHERE city = 'Nowhere'").rows()).isEmpty();
      QueryResult changed = db.sql("UPDATE person SET n = 9 WHERE city = 'rome' AND zip = 2");
      assertThat(changed.rowsAffected()).isEqualTo(1);
      assertThat(changed.shardStats()).hasSize(1);
      assertThat(db.sql("DELETE FROM person WHERE city = 'nowhere'").shardStats()).isEmpty();
      assertThat(db.sql("DELETE FROM person WHERE city IN ('Rome', 'x')").shardStats()).hasSize(1);
      assertThat(ask(db, "SELECT count(*) FROM person")).isEqualTo("2");
      assertThat(db.explain("DELETE FROM person WHERE city = 'x'").toString())
          .contains("by index by_city");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void anIndexOverManyRowsIsBuiltWhileOthersWrite(int shift) throws InterruptedException {
    try (BigDaddy db =
        BigDaddy.open(directory, TestDb.settings(4, 8).with("busy_timeout", "20000"))) {
      run(db, TABLE);
      insertMany(db, 20_000);
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < 100; i++) {
                        db.sql("UPDATE person SET city = 'moved' WHERE id = ?", 100 * i + shift);
                        db.sql("INSERT INTO person VALUES (?, 'late', 1, 1)", 50_000 + i);
                      }
                    } catch (RuntimeException e) {
                      failure.set(e);
                    }
                  });
      run(db, "CREATE INDEX by_city ON person(city, zip)");
      writer.join();
      awaitReady(db, "by_city");
      assertThat(failure.get()).isNull();
      assertThat(db.check()).isEmpty();
      assertThat(ask(db, "SELECT count(*) FROM person WHERE city = 'moved'")).isEqualTo("100");
      assertThat(ask(db, "SELECT count(*) FROM person WHERE city = 'LATE'")).isEqualTo("100");
    }
  }

  @Test
  void whatACloseInterruptsIsBuiltByTheNextProcess() {
    try (BigDaddy db = TestDb.open(directory, 4, 8)) {
      run(db, TABLE);
      insertMany(db, 20_000);
      run(db, "CREATE INDEX by_city ON person(city)");
    }
    try (BigDaddy db = TestDb.open(directory, 4, 8)) {
      awaitReady(db, "by_city");
      assertThat(db.check()).isEmpty();
      assertThat(ask(db, "SELECT count(*) FROM person WHERE city = 'CITY5'")).isEqualTo("207");
    }
  }

  @Test
  void rowsThatMoveKeepTheirEntries() {
    try (BigDaddy db = TestDb.open(directory, 4, 2)) {
      run(db, TABLE, "CREATE INDEX by_city ON person(city)");
      insertMany(db, 2_000);
      long job = (Long) db.sql("ALTER TABLE person RESHARD 7").rows().getFirst().getFirst();
      ReshardingTest.waitFor(db, job);
      assertThat(db.check()).isEmpty();
      run(db, "UPDATE person SET city = 'after' WHERE n < 50", "DELETE FROM person WHERE n < 10");
      assertThat(db.check()).isEmpty();
      assertThat(ask(db, "SELECT count(*) FROM person WHERE city = 'after'")).isEqualTo("40");
    }
  }

  private static long buildSlowly(BigDaddy db) {
    run(db, TABLE);
    insertMany(db, 2_000);
    run(db, "ALTER TABLE person MODIFY BLOCK_SIZE 1", "CREATE INDEX by_city ON person(city)");
    return (Long) db.sql("SHOW JOBS").rows().getFirst().getFirst();
  }

  private static String status(BigDaddy db) {
    return db.tables().describe("person").indexes().getFirst().status();
  }

  @Test
  void aBuildCanRestAndGoOn() {
    try (BigDaddy db = TestDb.open(directory, 3, 8)) {
      long job = buildSlowly(db);
      run(db, "PAUSE JOB " + job);
      assertThat(db.tables().progress(job).kind()).isEqualTo("index");
      assertThat(db.tables().progress(job).status()).isEqualTo("paused");
      assertThat(status(db)).isEqualTo("building");
      assertThat(db.explain("SELECT id FROM person WHERE city = 'x'").toString())
          .doesNotContain("by_city");
      run(db, "UPDATE person SET city = 'while' WHERE n < 50", "RESUME JOB " + job);
      run(db, "ALTER TABLE person MODIFY BLOCK_SIZE 1000");
      ReshardingTest.waitFor(db, job);
      ReshardingTest.waitUntil(() -> status(db).equals("ready"));
      assertThat(db.tables().progress(job).rows()).isGreaterThanOrEqualTo(2_000);
      assertThat(ask(db, "SELECT count(*) FROM person WHERE city = 'WHILE'")).isEqualTo("49");
      assertThat(db.check()).isEmpty();
    }
  }

  @Test
  void aBuildThatIsCancelledLeavesSqlitesOwnIndex() {
    try (BigDaddy db = TestDb.open(directory, 3, 8)) {
      long job = buildSlowly(db);
      run(db, "CANCEL JOB " + job);
      ReshardingTest.waitUntil(() -> db.tables().progress(job).isOver());
      assertThat(db.tables().progress(job).status()).isEqualTo("cancelled");
      ReshardingTest.waitUntil(() -> status(db).equals("failed"));
      run(db, "UPDATE person SET city = 'later' WHERE n < 50", "DELETE FROM person WHERE n = 1");
      assertThat(ask(db, "SELECT count(*) FROM person WHERE city = 'later'")).isEqualTo("48");
      assertThat(db.check()).isEmpty();
      run(db, "ALTER TABLE person MODIFY BLOCK_SIZE 1000", "DROP INDEX by_city");
      run(db, "CREATE INDEX by_city ON person(city)");
      awaitReady(db, "by_city");
      assertThat(db.check()).isEmpty();
    }
  }

  @Test
  void anIndexThatIsDroppedIsNotBuilt() {
    try (BigDaddy db = TestDb.open(directory, 3, 8)) {
      long job = buildSlowly(db);
      run(db, "DROP INDEX by_city");
      ReshardingTest.waitUntil(() -> db.tables().progress(job).isOver());
      assertThat(db.tables().progress(job).status()).isEqualTo("cancelled");
      assertThat(db.check()).isEmpty();
    }
  }

  private void onNodes(Path path, String sql) {
    try (Storage storage =
        Storage.open(path, StorageSettings.defaults(), Topology.catalog())) {
      for (NodeId node : storage.nodes()) {
        try (Epoch epoch = storage.begin(Set.of(node))) {
          epoch.update(node, sql);
          epoch.commit();
        }
      }
    }
  }

  @Test
  void whatIsMissingOrSurplusIsFoundAndMadeAnew() {
    try (BigDaddy db = TestDb.open(directory, 3, 6)) {
      run(db, TABLE, "CREATE INDEX by_city ON person(city)", "CREATE UNIQUE INDEX by_n ON person(n)");
      insertMany(db, 500);
      run(db, "UPDATE person SET city = 'x' WHERE n < 100");
      assertThat(db.check()).isEmpty();
      assertThat(db.repairIndexes()).containsExactly("by_city");
      assertThat(db.repairIndexes()).isEmpty();
    }
    onNodes(directory, "DELETE FROM _bigdaddy_entries_by_city WHERE k0 = 'city5'");
    onNodes(directory, "INSERT INTO _bigdaddy_entries_by_n SELECT 7, 0, max(shard) + 1 FROM"
        + " _bigdaddy_entries_by_n WHERE k0 = 7 HAVING count(*) > 0");
    try (BigDaddy db = TestDb.open(directory, 3, 6)) {
      assertThat(db.check()).hasSize(2);
      assertThat(db.repairIndexes()).containsExactlyInAnyOrder("by_city", "by_n");
      assertThat(db.check()).isEmpty();
    }
  }

  @Test
  void aValueThatManyWantGoesToOne() throws InterruptedException {
    int values = 60;
    try (BigDaddy db =
        BigDaddy.open(directory, TestDb.settings(4, 8).with("busy_timeout", "20000"))) {
      run(db, TABLE, "CREATE UNIQUE INDEX by_city ON person(city, zip)");
      AtomicInteger won = new AtomicInteger();
      AtomicInteger lost = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int first = thread * values;
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int i = 0; i < values; i++) {
                        try {
                          db.sql("INSERT INTO person VALUES (?, 'c', ?, 0)", first + i, i);
                          won.incrementAndGet();
                        } catch (BigDaddyException e) {
                          if (e.code() == ErrorCode.CONSTRAINT) {
                            lost.incrementAndGet();
                          }
                        }
                      }
                    }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(won).hasValue(values);
      assertThat(lost).hasValue(3 * values);
      assertThat(ask(db, "SELECT count(*), count(DISTINCT zip) FROM person"))
          .isEqualTo(values + "|" + values);
      assertThat(db.check()).isEmpty();
    }
  }

  @Test
  void valuesStayUniqueWhileRowsMove() {
    try (BigDaddy db = TestDb.open(directory, 4, 2)) {
      run(db, TABLE, "CREATE UNIQUE INDEX by_n ON person(n)");
      insertMany(db, 2_000);
      long job = (Long) db.sql("ALTER TABLE person RESHARD 7").rows().getFirst().getFirst();
      ReshardingTest.waitFor(db, job);
      for (int n = 1; n <= 2_000; n += 97) {
        int taken = n;
        assertThat(TestDb.codeOf(() -> db.sql("INSERT INTO person(n) VALUES (?)", taken)))
            .isEqualTo(ErrorCode.CONSTRAINT);
      }
      run(db, "DELETE FROM person WHERE n % 2 = 0", "UPDATE person SET n = n + 1 WHERE n < 100");
      run(db, "INSERT INTO person(n) VALUES (1), (3), (500)");
      assertThat(db.check()).isEmpty();
    }
  }

  @Test
  void entriesThatAnInsertKnowsAreThoseThatItsRowsHave() {
    try (BigDaddy db = TestDb.open(directory, 4, 8);
        Session session = db.session()) {
      run(
          session,
          "CREATE TABLE v(id INTEGER PRIMARY KEY, t TEXT COLLATE NOCASE, i INT, r REAL, x, y NUMERIC)",
          "CREATE INDEX v_t ON v(t, i)",
          "CREATE INDEX v_r ON v(r)",
          "CREATE INDEX v_x ON v(x, y, r)",
          "CREATE INDEX v_id ON v(id)",
          "CREATE INDEX v_half ON v(i / 2)");
      List<Object> values = new ArrayList<>();
      values.addAll(List.of(1L, -7L, 1e300, 2.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY));
      values.addAll(List.of("", "12", "1e2", " 3", "Abc", "a\0b", "\ud800", new byte[] {1, 0}));
      values.add(Long.MAX_VALUE);
      for (Object value : values) {
        for (Object other : values) {
          session.sql("INSERT INTO v(t, i, r, x, y) VALUES (?1, ?2, ?1, ?2, ?1)", value, other);
        }
        session.sql("INSERT INTO v(t, i, x, y) VALUES (?1, NULL, NULL, ?1), (NULL, ?1, ?1, NULL)", value);
      }
      assertThat(db.check()).isEmpty();
      assertThat(db.repairIndexes()).isEmpty();
    }
  }

  @Test
  void anIndexMayGoInTheTransactionThatInserted() {
    try (BigDaddy db = TestDb.open(directory, 4, 8);
        Session session = db.session()) {
      run(session, TABLE, "CREATE INDEX by_city ON person(city)");
      run(
          session,
          "BEGIN",
          "INSERT INTO person VALUES (1, 'a', 1, 1), (2, 'b', 2, 2), (3, 'c', 3, 3)",
          "SAVEPOINT one",
          "INSERT INTO person VALUES (4, 'd', 1, 1), (5, 'e', 2, 2), (6, 'f', 3, 3)",
          "DROP INDEX by_city",
          "INSERT INTO person VALUES (7, 'g', 1, 1)",
          "ROLLBACK TO one",
          "INSERT INTO person VALUES (8, 'h', 1, 1), (9, 'i', 1, 1)",
          "COMMIT");
      assertThat(db.check()).isEmpty();
      awaitReady(db, "by_city");
      assertThat(ask(session, "SELECT id FROM person WHERE city = 'I'")).isEqualTo("9");
      run(session, "BEGIN", "INSERT INTO person VALUES (10, 'j', 1, 1)", "DROP INDEX by_city");
      run(session, "INSERT INTO person VALUES (11, 'k', 1, 1)", "COMMIT");
      run(session, "CREATE INDEX by_city ON person(city)", "BEGIN");
      run(session, "INSERT INTO person VALUES (12, 'l', 1, 1)", "DROP TABLE person", "COMMIT");
      assertThat(db.check()).isEmpty();
    }
  }

  @Test
  void manyRandomWritesLeaveNoRowWithoutAnEntry() {
    Random random = new Random(7);
    try (BigDaddy db = TestDb.open(directory, 3, 8);
        Session session = db.session()) {
      run(session, TABLE, "CREATE INDEX by_city ON person(city, zip)");
      run(session, "CREATE INDEX by_part ON person(zip) WHERE n > 5");
      run(session, "CREATE UNIQUE INDEX by_id ON person(id % 1000, n / 100000)");
      run(session, "CREATE INDEX by_expr ON person(lower(city), n)");
      for (int i = 0; i < 300; i++) {
        int id = random.nextInt(40);
        switch (random.nextInt(6)) {
          case 0 -> session.sql("DELETE FROM person WHERE id = ?", id);
          case 1 -> session.sql("UPDATE person SET city = ? WHERE n < ?", "c" + id % 5, id);
          case 2 -> session.sql("UPDATE person SET n = n + 1, zip = NULL WHERE id > ?", id);
          case 3 -> {
            session.sql("BEGIN");
            session.sql("UPDATE person SET zip = ? WHERE id = ?", id, id);
            session.sql(random.nextBoolean() ? "COMMIT" : "ROLLBACK");
          }
          default ->
              session.sql(
                  "INSERT INTO person(city, zip, n) VALUES (?, ?, ?), ('B', NULL, 3)",
                  random.nextBoolean() ? null : "C" + id % 5,
                  id % 3,
                  id);
        }
      }
      assertThat(db.check()).isEmpty();
    }
  }
}
