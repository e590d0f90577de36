package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.codeOf;
import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The row counts of shards are right after every kind of write.
class RowCountsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"1,8", "2,8", "4,8", "4,4", "3,7"})
  void countsFollowTheRows(int nodes, int shards) {
    try (BigDaddy db = TestDb.open(directory, nodes, shards);
        Session session = db.session()) {
      run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, v UNIQUE)");
      StringBuilder rows = new StringBuilder("INSERT INTO t VALUES (1, 1)");
      for (int id = 2; id <= 200; id++) {
        rows.append(",(").append(id).append(',').append(id).append(')');
      }
      run(db, rows.toString(), "INSERT INTO t(v) VALUES ('x')", "INSERT INTO t DEFAULT VALUES");
      run(db, "DELETE FROM t WHERE id % 7 = 3", "DELETE FROM t WHERE id = 1");
      run(db, "UPDATE t SET v = v + 1000 WHERE id = 2", "INSERT INTO t(v) VALUES (9999) RETURNING id");
      run(db, "DELETE FROM t WHERE id > 190 RETURNING *", "DELETE FROM t WHERE 0");
      assertThat(codeOf(() -> db.sql("INSERT INTO t VALUES (500, 5000), (501, 5001), (5, 0)")))
          .isEqualTo(ErrorCode.CONSTRAINT);
      run(session, "BEGIN", "DELETE FROM t", "INSERT INTO t VALUES (1, 1)", "ROLLBACK");
      run(session, "BEGIN", "DELETE FROM t WHERE id < 50", "SAVEPOINT s", "DELETE FROM t");
      run(session, "ROLLBACK TO s", "INSERT INTO t VALUES (3, 3), (4, 4)");
      assertThat(codeOf(() -> session.sql("INSERT INTO t VALUES (10, 10), (11, 11), (3, 12)")))
          .isEqualTo(ErrorCode.CONSTRAINT);
      run(session, "COMMIT");
    }
    String counts = StoredCounts.of(directory, "t");
    int total = 0;
    for (String count : counts.split(" ", -1)) {
      total += Integer.parseInt(count.substring(count.indexOf(':') + 1));
    }
    try (BigDaddy db = TestDb.open(directory, nodes, shards)) {
      assertThat(TestDb.ask(db, "SELECT count(*) FROM t")).isEqualTo(Integer.toString(total));
      assertThat(total).isGreaterThan(100);
      run(db, "DELETE FROM t");
    }
    assertThat(StoredCounts.of(directory, "t")).doesNotContainPattern(":[1-9]");
  }

  @Test
  void aTableMadeAnewStartsAtZero() {
    try (BigDaddy db = TestDb.open(directory, 2, 4)) {
      run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1), (2), (3)");
      run(db, "DROP TABLE t", "CREATE TABLE T(id INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1)");
    }
    assertThat(StoredCounts.of(directory, "t").replaceAll("\\d:0", "").strip()).endsWith(":1");
  }

  @Test
  void rowsWithNullOrTextKeysAreCountedInTheirShards() {
    try (BigDaddy db = TestDb.open(directory, 4, 16)) {
      run(db, "CREATE TABLE t(k TEXT COLLATE NOCASE, v) /* SHARD_KEY=k */");
      run(db, "INSERT INTO t VALUES (NULL, 1), ('a', 2), ('A', 3), (1, 4), (1.5, 5), (x'00', 6)");
      run(db, "INSERT INTO t(v) VALUES (7), (8)", "DELETE FROM t WHERE v = 3");
    }
    assertThat(StoredCounts.of(directory, "t")).contains(":1");
  }
}
