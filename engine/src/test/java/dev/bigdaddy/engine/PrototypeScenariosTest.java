package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.ask;
import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.ShardStats;
import dev.bigdaddy.conductor.TableOperations.ShardRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The scenarios that the prototype's tests name and that are more than a statement's answer: where
/// statements go, what is cached, what jobs do. All on twelve shards over four nodes. What they answer is
/// in the oracle's script `prototype.sql`.
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PrototypeScenariosTest {
  private static final int SHARDS = 12;

  @TempDir Path directory;
  private BigDaddy db;

  @BeforeEach
  void open() {
    db = TestDb.open(directory, 4, SHARDS);
    run(db, "CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT, city TEXT, age INT)");
    for (int i = 1; i <= 100; i++) {
      db.sql("INSERT INTO users VALUES (?, ?, ?, ?)", i, "user " + i, "city " + i % 9, i % 50);
    }
  }

  @AfterEach
  void close() {
    assertThat(db.check()).isEmpty();
    db.close();
  }

  private int shards(String sql, Object... parameters) {
    return db.sql(sql, parameters).shardStats().stream().mapToInt(ShardStats::shards).sum();
  }

  private void reshard(int shards) {
    ReshardingTest.waitFor(db, db.tables().reshard("users", shards));
  }

  private void index(String sql, String name) {
    db.sql(sql);
    ReshardingTest.waitUntil(
        () ->
            db.tables().listIndexes().stream()
                .anyMatch(i -> i.name().equals(name) && i.status().equals("ready")));
  }

  @Nested
  class Sharded_queries {
    @Test
    void same_id_same_shard_and_different_ids_different_shards() {
      assertThat(shards("SELECT * FROM users WHERE id = 7")).isEqualTo(1);
      assertThat(db.sql("SELECT * FROM users WHERE id = 7").shardStats().getFirst().node())
          .isEqualTo(db.sql("SELECT 1 FROM users WHERE id = ?", 7).shardStats().getFirst().node());
      assertThat(shards("SELECT * FROM users WHERE id IN (1, 2, 3, 4, 5, 6, 7, 8)"))
          .isBetween(2, 8);
    }

    @Test
    void conditions_with_the_key_go_to_one_shard_and_others_to_all() {
      assertThat(shards("SELECT * FROM users WHERE city = 'city 7' AND id = ?", 7)).isEqualTo(1);
      assertThat(shards("SELECT * FROM users")).isEqualTo(SHARDS);
      assertThat(shards("SELECT * FROM users WHERE city = 'city 7' OR id = 7")).isEqualTo(SHARDS);
      assertThat(shards("UPDATE users SET age = 1 WHERE id = 7")).isEqualTo(1);
      assertThat(shards("UPDATE users SET age = 1")).isEqualTo(SHARDS);
      assertThat(shards("DELETE FROM users WHERE id = 7 AND age = 1")).isEqualTo(1);
      assertThat(shards("DELETE FROM users WHERE age = 99")).isEqualTo(SHARDS);
      assertThat(ask(db, "SELECT count(*) FROM users")).isEqualTo("99");
    }

    @Test
    void the_virtual_shard_shows_when_it_is_asked_for() {
      assertThat(db.sql("SELECT * FROM users").columns()).hasSize(4);
      assertThat(ask(db, "SELECT count(DISTINCT _virtualShard) > 50 FROM users")).isEqualTo("1");
    }
  }

  @Nested
  class Row_counts {
    @Test
    void start_at_zero_and_follow_every_write() {
      run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
      assertThat(db.tables().stats("t").rows()).isZero();
      run(db, "INSERT INTO t(v) VALUES (1), (2), (3), (4)", "DELETE FROM t WHERE v > 3");
      assertThat(db.tables().stats("t").rows()).isEqualTo(3);
      assertThat(db.tables().stats("t").shards()).hasSize(SHARDS).allMatch(s -> s.rows() >= 0);
      assertThat(codeOf(() -> db.sql("INSERT INTO t VALUES (9, 1), (1, 1)")))
          .isEqualTo(ErrorCode.CONSTRAINT);
      assertThat(db.tables().stats("t")).isEqualTo(db.tables().countedStats("t"));
    }
  }

  @Nested
  class Topology_cache {
    @Test
    void the_second_same_query_is_a_hit_and_a_write_never_hides_rows() {
      String sql = "SELECT count(*) FROM users WHERE city = 'city 3'";
      assertThat(db.sql(sql).cacheStats().cacheHit()).isFalse();
      assertThat(db.sql(sql).cacheStats().cacheHit()).isTrue();
      String count = ask(db, sql);
      db.sql("INSERT INTO users VALUES (1000, 'x', 'city 3', 1)");
      assertThat(ask(db, sql)).isEqualTo(Long.toString(Long.parseLong(count) + 1));
      db.sql("UPDATE users SET city = 'city 4' WHERE id = 1000");
      assertThat(ask(db, sql)).isEqualTo(count);
    }
  }

  @Nested
  class Build_index {
    @Test
    void of_rows_that_are_there_with_nulls_and_duplicates_over_many_shards() {
      db.sql("UPDATE users SET city = NULL WHERE id % 10 = 0");
      index("CREATE INDEX by_city ON users(city)", "by_city");
      assertThat(ask(db, "SELECT count(*) FROM users WHERE city = 'city 1'")).isEqualTo("10");
      assertThat(shards("SELECT * FROM users WHERE city = 'nowhere'")).isZero();
      assertThat(shards("SELECT * FROM users WHERE city = 'city 1'")).isLessThanOrEqualTo(SHARDS);
      assertThat(ask(db, "SELECT count(*) FROM users WHERE city IS NULL")).isEqualTo("10");
    }

    @Test
    void composite_serves_its_leftmost_prefix() {
      index("CREATE INDEX by_two ON users(city, age)", "by_two");
      assertThat(shards("SELECT * FROM users WHERE city = 'city 1' AND age = 10")).isEqualTo(1);
      assertThat(shards("SELECT * FROM users WHERE city = 'nowhere'")).isZero();
      assertThat(shards("SELECT * FROM users WHERE age = 10")).isEqualTo(SHARDS);
    }

    @Test
    void that_fails_says_why_and_leaves_nothing() {
      assertThat(codeOf(() -> db.sql("CREATE UNIQUE INDEX by_age ON users(age)")))
          .isEqualTo(ErrorCode.CONSTRAINT);
      assertThat(db.tables().listIndexes()).isEmpty();
    }

    @Test
    void after_a_resharding_it_still_finds_all() {
      index("CREATE INDEX by_city ON users(city)", "by_city");
      reshard(5);
      assertThat(ask(db, "SELECT count(*) FROM users WHERE city = 'city 1'")).isEqualTo("12");
      db.sql("INSERT INTO users VALUES (1000, 'x', 'city 1', 1)");
      assertThat(ask(db, "SELECT count(*) FROM users WHERE city = 'city 1'")).isEqualTo("13");
    }
  }

  @Nested
  class Resharding {
    private static final String FIGURES =
        "SELECT count(*), sum(age), min(age), max(age), avg(age) FROM users";

    @Test
    void a_hundred_users_to_three_and_to_five_shards() {
      String figures = ask(db, FIGURES);
      for (int shards : new int[] {3, 5}) {
        reshard(shards);
        assertThat(db.tables().describe("users").shards()).hasSize(shards);
        assertThat(ask(db, FIGURES)).isEqualTo(figures);
        assertThat(ask(db, "SELECT name FROM users WHERE id = 42")).isEqualTo("user 42");
        assertThat(shards("SELECT name FROM users WHERE id = 42")).isEqualTo(1);
        assertThat(ask(db, "SELECT count(*) FROM users WHERE id IN (1, 50, 100, 101)"))
            .isEqualTo("3");
        assertThat(db.tables().stats("users").shards().stream().mapToLong(ShardRows::rows).sum())
            .isEqualTo(100);
      }
      run(db, "UPDATE users SET age = 7 WHERE id = 42", "DELETE FROM users WHERE id = 43");
      db.sql("INSERT INTO users VALUES (43, 'again', 'x', 1)");
      assertThat(ask(db, "SELECT age FROM users WHERE id IN (42, 43) ORDER BY id"))
          .isEqualTo("7 1");
    }

    @Test
    void the_pragma_gives_an_id_at_once_and_refuses_bad_counts_and_tables() {
      for (String sql :
          List.of(
              "PRAGMA reshardTable('users', 0)",
              "PRAGMA reshardTable('users', 257)",
              "PRAGMA reshardTable('missing', 4)",
              "PRAGMA reshardTable('users')",
              "PRAGMA reshardTable('users', 4, 5)")) {
        assertThat(codeOf(() -> db.sql(sql)))
            .as(sql)
            .isIn(ErrorCode.LIMIT, ErrorCode.SQL, ErrorCode.NOT_SUPPORTED);
      }
      var answer = db.sql("PRAGMA reshardTable(users, 4)");
      assertThat(answer.columns()).extracting(c -> c.name()).containsExactly("change_log_id");
      ReshardingTest.waitFor(db, (Long) Objects.requireNonNull(answer.rows().getFirst().getFirst()));
    }

    @Test
    void concurrent_reads_and_writes_see_every_row_once() throws Exception {
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Integer> others =
          CompletableFuture.supplyAsync(
              () -> {
                int rounds = 0;
                while (!over.get()) {
                  assertThat(ask(db, "SELECT count(*), count(DISTINCT id) FROM users"))
                      .isEqualTo("100|100");
                  db.sql("UPDATE users SET name = name || '.' WHERE id = ?", 1 + rounds % 100);
                  rounds++;
                }
                return rounds;
              });
      try {
        reshard(3);
        reshard(16);
        reshard(7);
      } finally {
        over.set(true);
      }
      assertThat(others.get()).isPositive();
      assertThat(ask(db, "SELECT sum(length(name) - length(rtrim(name, '.'))) FROM users"))
          .isEqualTo(Integer.toString(others.get()));
    }

    @Test
    void two_tables_at_once_an_empty_one_and_a_second_attempt() {
      run(db, "CREATE TABLE empty(id INTEGER PRIMARY KEY) /* SHARDS=5 */");
      long users = db.tables().reshard("users", 3);
      long empty = db.tables().reshard("empty", 9);
      ReshardingTest.waitFor(db, users);
      ReshardingTest.waitFor(db, empty);
      ReshardingTest.waitFor(db, db.tables().reshard("users", 4));
      assertThat(db.tables().describe("empty").shards()).hasSize(9);
      assertThat(db.tables().listJobs()).hasSize(3).allMatch(job -> job.isOver());
    }
  }

  @Nested
  class Table_operations {
    @Test
    void show_describe_stats_drop_and_rename() {
      assertThat(db.sql("SHOW TABLES").rows()).hasSize(1);
      assertThat(db.sql("DESCRIBE users").rows()).hasSize(4);
      assertThat(ask(db, "TABLE STATS users")).startsWith("users|100|12|8|");
      db.tables().rename("users", "people");
      assertThat(ask(db, "TABLE STATS people COUNTED")).startsWith("people|100|12|8|");
      db.tables().drop("people");
      assertThat(db.tables().listTables()).isEmpty();
      assertThat(codeOf(() -> db.tables().drop("people"))).isEqualTo(ErrorCode.SQL);
      db.tables().dropIfExists("people");
    }
  }
}
