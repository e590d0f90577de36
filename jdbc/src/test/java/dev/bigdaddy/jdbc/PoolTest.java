package dev.bigdaddy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HikariCP, which people put in front of every driver.
class PoolTest {
  @TempDir Path directory;

  private HikariDataSource pool(boolean autoCommit) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:bigdaddy:" + directory.resolve("db") + "?synchronous=OFF");
    config.setMaximumPoolSize(4);
    config.setAutoCommit(autoCommit);
    return new HikariDataSource(config);
  }

  @Test
  void pooledConnectionsShareTheDatabase() throws Exception {
    try (HikariDataSource pool = pool(true);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        statement.executeUpdate("CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT)");
      }
      List<Callable<Integer>> inserts = new ArrayList<>();
      for (int insert = 0; insert < 100; insert++) {
        int id = insert;
        inserts.add(() -> insert(pool, id));
      }
      for (Future<Integer> inserted : threads.invokeAll(inserts)) {
        assertThat(inserted.get()).isEqualTo(1);
      }
      assertThat(count(pool)).isEqualTo(100);
    }
    assertThat(OpenDatabases.ofThisProcess().users(directory.resolve("db"))).isZero();
  }

  @Test
  void whatIsNotCommittedIsRolledBackOnReturn() throws Exception {
    try (HikariDataSource pool = pool(false)) {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        statement.executeUpdate("CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT)");
        connection.commit();
      }
      insert(pool, 1);
      assertThat(count(pool)).isZero();
      try (Connection connection = pool.getConnection()) {
        assertThat(connection.isValid(5)).isTrue();
        assertThat(connection.getAutoCommit()).isFalse();
      }
    }
  }

  private static int insert(HikariDataSource pool, int id) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
      statement.setInt(1, id);
      statement.setString(2, "name " + id);
      return statement.executeUpdate();
    }
  }

  private static int count(HikariDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM t")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
