package dev.bigdaddy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Flyway, unchanged, migrates a database whose tables are spread, its own history among them. It
/// knows the database by its product name; by the URL alone it would look for a plug-in.
class FlywayTest {
  @TempDir Path directory;
  private HikariDataSource pool;

  @BeforeEach
  void open() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(
        "jdbc:bigdaddy:"
            + directory.resolve("db")
            + "?synchronous=OFF&nodes=4&default_shards=8");
    config.setMaximumPoolSize(4);
    pool = new HikariDataSource(config);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private Flyway flyway(String migrations) {
    return Flyway.configure()
        .dataSource(pool)
        .locations("classpath:dev/bigdaddy/jdbc/" + migrations)
        .cleanDisabled(false)
        .load();
  }

  private List<String> rows(String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(query)) {
      while (answer.next()) {
        rows.add(answer.getString(1) + " " + answer.getString(2));
      }
    }
    return rows;
  }

  @Test
  void migrationsRunOnceAndInOrder() throws SQLException {
    assertThat(flyway("migrations").migrate().migrationsExecuted).isEqualTo(3);
    assertThat(rows("SELECT * FROM totals ORDER BY name")).containsExactly("Ada 10", "Bob 22.5");
    assertThat(rows("SELECT version, success FROM flyway_schema_history ORDER BY installed_rank"))
        .containsExactly("1 1", "2 1", "null 1");
    assertThat(flyway("migrations").migrate().migrationsExecuted).isZero();
    flyway("migrations").validate();
    assertThat(Arrays.stream(flyway("migrations").info().all()).map(info -> info.getState()))
        .containsOnly(MigrationState.SUCCESS);
  }

  @Test
  void aMigrationThatFailsLeavesNothing() throws SQLException {
    Flyway broken = flyway("broken");
    assertThatThrownBy(broken::migrate)
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("UNIQUE constraint failed: customer.email");
    assertThat(rows("SELECT name, email FROM customer WHERE name = 'Eve'")).isEmpty();
    assertThat(rows("SELECT name, type FROM sqlite_schema WHERE name = 'kept'")).isEmpty();
    assertThat(rows("SELECT version, success FROM flyway_schema_history ORDER BY installed_rank"))
        .containsExactly("1 1", "2 1");
    assertThat(flyway("migrations").migrate().migrationsExecuted).isEqualTo(1);
  }

  @Test
  void anExistingDatabaseIsTakenOver() throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "CREATE TABLE customer(id INTEGER PRIMARY KEY, name TEXT, email TEXT);"
              + "INSERT INTO customer VALUES (2, 'Zoe', 'zoe@example.org')");
    }
    Flyway flyway = flyway("migrations");
    assertThatThrownBy(flyway::migrate).hasMessageContaining("non-empty schema");
    flyway.baseline();
    assertThat(flyway.migrate().migrationsExecuted).isEqualTo(2);
    assertThat(rows("SELECT * FROM totals")).containsExactly("Zoe 22.5");
    flyway.clean();
    assertThat(rows("SELECT name, type FROM sqlite_schema")).isEmpty();
  }
}
