package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// More rows with one shard key than can move at once move in parts, and nobody notices.
@Timeout(180)
class HotKeyTest {
  private static final int HOT_KEYS = 4;
  private static final int ROWS = 250;

  @TempDir Path directory;

  private BigDaddy open() {
    return BigDaddy.open(
        directory.resolve("db"), TestDb.settings(4, 1).with("busy_timeout", "20000"));
  }

  private static void fill(BigDaddy db) {
    run(
        db,
        "CREATE TABLE h(k TEXT COLLATE NOCASE, n INT, v INT, s, PRIMARY KEY (k, n))"
            + " /* SHARDS=3 SHARD_KEY=k */",
        "CREATE TABLE c(k TEXT COLLATE NOCASE, x INT) /* SHARDS=3 SHARD_KEY=k */",
        "CREATE TABLE w(k TEXT COLLATE NOCASE, n INT, v INT, PRIMARY KEY (k, n)) WITHOUT ROWID"
            + " /* SHARDS=3 SHARD_KEY=k */",
        "CREATE TABLE u(k TEXT COLLATE NOCASE, n INT, v INT) /* SHARDS=3 SHARD_KEY=k */",
        "CREATE UNIQUE INDEX u_nk ON u(n, k)",
        "ALTER TABLE u MODIFY BLOCK_SIZE 10",
        "ALTER TABLE h MODIFY BLOCK_SIZE 10",
        "ALTER TABLE c MODIFY BLOCK_SIZE 10",
        "ALTER TABLE w MODIFY BLOCK_SIZE 10");
    try (Session session = db.session()) {
      session.sql("BEGIN");
      for (int k = 0; k < HOT_KEYS; k++) {
        for (int n = 0; n < ROWS; n++) {
          session.sql("INSERT INTO h VALUES (?, ?, 100, NULL)", "hot" + k, n);
          session.sql("INSERT INTO w VALUES (?, ?, 100)", "HOT" + k, n);
          session.sql("INSERT INTO u VALUES (?, ?, 100)", "Hot" + k, n);
        }
        session.sql("INSERT INTO c VALUES (?, ?), (?, ?)", "Hot" + k, k, "cold" + k, k);
      }
      session.sql("COMMIT");
    }
    run(db, "UPDATE h SET s = CAST(x'ff41' AS TEXT)");
  }

  /// Waits, and tells whether a shard was seen in flight.
  private static boolean isInFlightOnce(BigDaddy db, long job) {
    boolean[] seen = new boolean[1];
    ReshardingTest.waitUntil(
        () -> {
          seen[0] |= db.tables().listShards().stream().anyMatch(s -> s.status().equals("moving"));
          return db.tables().progress(job).isOver();
        });
    assertThat(db.tables().progress(job).status())
        .as(db.tables().progress(job).error())
        .isEqualTo("complete");
    return seen[0];
  }

  @Test
  void aHotKeyMovesInPartsUnderLoad() throws Exception {
    try (BigDaddy db = open();
        ExecutorService threads = Executors.newCachedThreadPool()) {
      fill(db);
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger inserted = new AtomicInteger();
      List<Future<?>> work = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        int seed = i;
        work.add(threads.submit(() -> transfer(db, seed, over)));
        work.add(threads.submit(() -> read(db, over)));
        work.add(threads.submit(() -> insert(db, seed, over, inserted)));
      }
      int flights = 0;
      try {
        for (int shards : new int[] {7, 2, 5}) {
          long job = db.tables().reshard("h", shards);
          // Its entries are made while rows of the same key lie on two nodes.
          db.sql("CREATE INDEX h_n%d ON h(n)".formatted(shards));
          flights += isInFlightOnce(db, job) ? 1 : 0;
          assertThat(db.tables().describe("w").table().shards()).isEqualTo(shards);
        }
      } finally {
        over.set(true);
      }
      for (Future<?> each : work) {
        each.get();
      }
      assertThat(flights).isPositive();
      ReshardingTest.waitUntil(
          () -> db.tables().listIndexes().stream().allMatch(index -> index.status().equals("ready")));
      assertThat(ask(db, "SELECT count(*), sum(v) FROM h"))
          .isEqualTo((HOT_KEYS * ROWS + inserted.get()) + "|" + HOT_KEYS * ROWS * 100);
      assertThat(ask(db, "SELECT count(DISTINCT hex(s)), count(*) FROM h WHERE n < " + ROWS))
          .isEqualTo("1|" + HOT_KEYS * ROWS);
      assertThat(ask(db, "SELECT count(*), sum(v) FROM u"))
          .isEqualTo(HOT_KEYS * ROWS + "|" + HOT_KEYS * ROWS * 100);
      for (String table : List.of("h", "c", "w", "u")) {
        assertThat(db.tables().stats(table)).isEqualTo(db.tables().countedStats(table));
      }
      assertThat(db.check()).isEmpty();
    }
  }

  /// Takes from one row of a hot key and gives to another, in one statement.
  private static Void transfer(BigDaddy db, int seed, AtomicBoolean over) {
    Random random = new Random(seed);
    while (!over.get()) {
      int from = random.nextInt(ROWS);
      int to = (from + 1 + random.nextInt(ROWS - 1)) % ROWS;
      long changed =
          db.sql(
                  "UPDATE h SET v = v + CASE n WHEN ?1 THEN -1 ELSE 1 END"
                      + " WHERE k = ?3 AND n IN (?1, ?2)",
                  from,
                  to,
                  "hot" + random.nextInt(HOT_KEYS))
              .rowsAffected();
      assertThat(changed).isEqualTo(2);
    }
    return null;
  }

  private static Void read(BigDaddy db, AtomicBoolean over) {
    while (!over.get()) {
      assertThat(ask(db, "SELECT sum(v) FROM h")).isEqualTo("" + HOT_KEYS * ROWS * 100);
      assertThat(ask(db, "SELECT sum(v), count(DISTINCT n) FROM h WHERE k = 'HOT1' AND n < " + ROWS))
          .isEqualTo(ROWS * 100 + "|" + ROWS);
      assertThat(ask(db, "SELECT k, sum(v) FROM w GROUP BY k ORDER BY k LIMIT 1"))
          .isEqualTo("HOT0|" + ROWS * 100);
      assertThat(ask(db, "SELECT count(*) FROM c JOIN w USING (k)"))
          .isEqualTo("" + HOT_KEYS * ROWS);
      assertThat(
              ask(
                  db,
                  "SELECT max(r) FROM (SELECT row_number() OVER (PARTITION BY k) AS r FROM w)"))
          .isEqualTo("" + ROWS);
      assertThat(ask(db, "SELECT n FROM w WHERE k = 'hot2' ORDER BY n LIMIT 1 OFFSET 17"))
          .isEqualTo("17");
    }
    return null;
  }

  private static Void insert(BigDaddy db, int seed, AtomicBoolean over, AtomicInteger inserted) {
    Random random = new Random(seed);
    int next = ROWS * (seed + 1);
    while (!over.get()) {
      String key = "hot" + random.nextInt(HOT_KEYS);
      int there = random.nextInt(ROWS);
      String sql = "INSERT INTO h VALUES (?, ?, 0, NULL)";
      assertThat(codeOf(() -> db.sql(sql, key, there))).isEqualTo(ErrorCode.CONSTRAINT);
      for (String rival :
          List.of(
              "INSERT INTO w VALUES (?, ?, 0)",
              "INSERT INTO u VALUES (?, ?, 0)",
              "INSERT INTO u(n, k) VALUES (?2, ?1), (-1, ?1)",
              "UPDATE u SET n = ?2 WHERE k = ?1 AND n = (?2 + 1) %% %d".formatted(ROWS),
              "UPDATE u SET n = (n + 1) %% %d WHERE k = ?1 AND n = ?2".formatted(ROWS))) {
        assertThat(codeOf(() -> db.sql(rival, key, there))).as(rival).isEqualTo(ErrorCode.CONSTRAINT);
      }
      assertThat(db.sql("INSERT OR IGNORE INTO u VALUES (?, ?, 5)", key, there).rowsAffected())
          .isZero();
      assertThat(db.sql("INSERT OR REPLACE INTO u VALUES (?, ?, 100)", key, there).rowsAffected())
          .isOne();
      db.sql(sql, key, next);
      if (random.nextBoolean()) {
        inserted.incrementAndGet();
      } else {
        assertThat(db.sql("DELETE FROM h WHERE k = ? AND n = ?", key, next).rowsAffected())
            .isEqualTo(1);
      }
      next += 2 * ROWS;
    }
    return null;
  }

  @Test
  void aCancelLandsWhatIsInFlight() {
    try (BigDaddy db = open()) {
      fill(db);
      long job = db.tables().reshard("h", 7);
      ReshardingTest.waitUntil(
          () ->
              db.tables().listShards().stream().anyMatch(s -> s.status().equals("moving"))
                  || db.tables().progress(job).isOver());
      try {
        db.tables().cancel(job);
      } catch (BigDaddyException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.SQL);
      }
      ReshardingTest.waitUntil(() -> db.tables().progress(job).isOver());
      assertThat(db.tables().listShards()).allMatch(s -> s.status().equals("active"));
      assertThat(ask(db, "SELECT count(*) FROM h")).isEqualTo("" + HOT_KEYS * ROWS);
      assertThat(db.tables().stats("w")).isEqualTo(db.tables().countedStats("w"));
      assertThat(db.check()).isEmpty();
    }
  }

  @Test
  void whatSqliteAloneGuardsStaysWholeAndFailsByName() {
    try (BigDaddy db = open()) {
      fill(db);
      run(db, "CREATE UNIQUE INDEX c_kx ON c(k, x) WHERE x >= 0", "DELETE FROM h WHERE k <> 'hot1'");
      // Its entries tell rivals apart by their virtual shards, which must not lie on two nodes then.
      run(db, "CREATE UNIQUE INDEX h_n ON h(n)");
      long job = db.tables().reshard("h", 7);
      assertThat(isInFlightOnce(db, job)).isFalse();
      assertThat(codeOf(() -> db.sql("INSERT INTO h VALUES ('hot1', -1, 0, 0), ('hot1', 7, 0, 0)")))
          .isEqualTo(ErrorCode.CONSTRAINT);
      assertThat(db.check()).isEmpty();
    }
  }
}
