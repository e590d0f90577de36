package dev.bigdaddy.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random batches, many of which fail somewhere, on sqlite-jdbc and on spread tables: the same counts,
/// errors, rows and session values.
@Timeout(120)
class BatchAgreementTest {
  private static final String[] TABLES = {
    "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b INT CHECK (b < 90))",
    "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT UNIQUE, b INT NOT NULL)",
    "CREATE TABLE t(id TEXT PRIMARY KEY, a, b DEFAULT 7) WITHOUT ROWID",
    "CREATE TABLE t(id, a UNIQUE ON CONFLICT IGNORE, b)",
    "CREATE TABLE t(id INT, a TEXT NOT NULL, b, UNIQUE (id, b))"
  };

  private static final String[] STATEMENTS = {
    "INSERT INTO t VALUES (?, ?, ?)",
    "INSERT INTO t(a, b, id) VALUES (?2, ?3, ?1)",
    "INSERT INTO t(id, a, b) VALUES (?, ?, ? + 1)",
    "INSERT OR IGNORE INTO t VALUES (?, ?, ?)",
    "INSERT INTO t VALUES (?, ?, last_insert_rowid() + ?)",
    "INSERT INTO t(id, a, b) SELECT ?, ?, ?",
    "UPDATE t SET b = ?3 WHERE id = ?1 OR a = ?2"
  };

  /// So many statements at the front go to the nodes together.
  private static final int PLAIN = 3;

  private SideBySide both;

  @BeforeEach
  void open() throws Exception {
    both = new SideBySide("&nodes=3&default_shards=8");
  }

  @AfterEach
  void close() throws Exception {
    both.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void batchesLeaveWhatPlainSqliteLeaves(int table) throws Exception {
    both.run(TABLES[table]);
    if (table % 2 == 0) {
      both.run("CREATE INDEX t_a ON t(a)");
    }
    for (int seed = 0; seed < 40; seed++) {
      int number = 100 * table + seed;
      if (seed % 4 == 0) {
        both.run("DELETE FROM t");
      }
      both.assertSame("batch " + number, connection -> batch(connection, new Random(number)));
      both.assertSame("rows after batch " + number, BatchAgreementTest::state);
    }
  }

  private static String batch(Connection connection, Random random) throws SQLException {
    boolean transaction = random.nextBoolean();
    int chosen = random.nextInt(STATEMENTS.length);
    String sql = STATEMENTS[chosen];
    // Many only where they go together.
    boolean many = chosen < PLAIN && random.nextInt(5) == 0 && !isGathered(connection);
    int entries = many ? 1_100 : random.nextInt(12);
    boolean fails = random.nextBoolean();
    int first = random.nextInt(1_000_000) * 10;
    connection.setAutoCommit(!transaction);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < entries; i++) {
        boolean bad = fails && random.nextInt(entries) == 0;
        int id = bad ? first : first + i;
        if (sql.startsWith("INSERT") && random.nextInt(5) == 0) {
          statement.setNull(1, 0);
        } else {
          statement.setInt(1, id);
        }
        statement.setString(2, bad ? "name " + first : "name " + id);
        statement.setInt(3, bad && random.nextBoolean() ? 95 : i % 80);
        statement.addBatch();
      }
      String counts;
      try {
        counts = Arrays.toString(statement.executeBatch());
      } catch (SQLException e) {
        // Not a BatchUpdateException in sqlite-jdbc.
        counts = "failed " + e.getErrorCode();
      }
      return counts + state(connection);
    } finally {
      if (transaction) {
        if (random.nextInt(4) == 0) {
          connection.rollback();
        } else {
          connection.commit();
        }
        connection.setAutoCommit(true);
      }
    }
  }

  /// Whether constraints of the table have conflict clauses.
  private static boolean isGathered(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%ON CONFLICT%'")) {
      return row.next() && row.getInt(1) > 0;
    }
  }

  private static String state(Connection connection) throws SQLException {
    StringBuilder state = new StringBuilder();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT id, typeof(id), a, b, changes(), total_changes(), last_insert_rowid()"
                    + " FROM t ORDER BY 1, 3, 4")) {
      while (rows.next()) {
        for (int column = 1; column <= 7; column++) {
          state.append(rows.getString(column)).append('|');
        }
        state.append('\n');
      }
    }
    return state.toString();
  }
}
