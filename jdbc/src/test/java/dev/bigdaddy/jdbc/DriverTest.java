package dev.bigdaddy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.conductor.Limits;
import dev.bigdaddy.engine.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Finding the driver, URLs, and who shares a running database.
class DriverTest {
  @TempDir Path directory;

  private String url(String settings) {
    return "jdbc:bigdaddy:" + directory.resolve("db") + settings;
  }

  private Connection open(String settings) throws SQLException {
    return DriverManager.getConnection(url(settings));
  }

  private int users() {
    return OpenDatabases.ofThisProcess().users(directory.resolve("db"));
  }

  @Test
  void theDriverIsFoundByItsUrl() throws SQLException {
    Driver driver = DriverManager.getDriver("jdbc:bigdaddy:somewhere");
    assertThat(driver).isInstanceOf(BigDaddyDriver.class);
    assertThat(driver.getMajorVersion()).isZero();
    assertThat(driver.getMinorVersion()).isEqualTo(1);
    assertThat(driver.jdbcCompliant()).isFalse();
    assertThatThrownBy(driver::getParentLogger).isInstanceOf(SQLFeatureNotSupportedException.class);
  }

  @Test
  void urlsOfOthersAreLeftToThem() throws SQLException {
    BigDaddyDriver driver = new BigDaddyDriver();
    for (String other : new String[] {"jdbc:sqlite:x", "jdbc:bigdad:x", "bigdaddy:x", "", null}) {
      assertThat(driver.acceptsURL(other)).isFalse();
      assertThat(driver.connect(other, new Properties())).isNull();
    }
    assertThat(driver.acceptsURL("JDBC:BigDaddy:x")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:bigdaddy:",
        "jdbc:bigdaddy: ",
        "jdbc:bigdaddy:?nodes=4",
        "jdbc:bigdaddy:never?nodes",
        "jdbc:bigdaddy:never?nodes=",
        "jdbc:bigdaddy:never?=4",
        "jdbc:bigdaddy:never?nodes=4&nodes=5",
        "jdbc:bigdaddy:never?nodes=4&NODES=5",
        "jdbc:bigdaddy:never?nodes=none",
        "jdbc:bigdaddy:never?nodes=0",
        "jdbc:bigdaddy:never?nodes=65",
        "jdbc:bigdaddy:never?default_shards=257",
        "jdbc:bigdaddy:never?synchronous=MAYBE",
        "jdbc:bigdaddy:never?foreign_keys=perhaps",
        "jdbc:bigdaddy:never?noodles=4",
        "jdbc:bigdaddy:never\0",
        "jdbc:bigdaddy::memory:?noodles=4"
      })
  void badUrlsAreRefusedAndLeaveNothingBehind(String url) {
    assertThatThrownBy(() -> DriverManager.getConnection(url))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("BAD_SETTING");
    assertThat(Path.of("never")).doesNotExist();
  }

  @Test
  void unknownSettingsAreNamed() {
    assertThatThrownBy(() -> open("?noodles=4")).hasMessageContaining("noodles");
    Properties properties = new Properties();
    properties.put("macaroni", 4);
    assertThatThrownBy(() -> DriverManager.getConnection(url(""), properties))
        .hasMessageContaining("macaroni");
    assertThat(directory.resolve("db")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"//localhost:8080/db", "//host/db", "///db"})
  void remoteUrlsNeedTheServer(String location) {
    assertThatThrownBy(() -> DriverManager.getConnection("jdbc:bigdaddy:" + location))
        .isInstanceOf(SQLFeatureNotSupportedException.class)
        .hasMessageContaining("remote needs the server");
  }

  @Test
  void urlsAndPropertiesAreReadTogether() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("Synchronous", "OFF");
    properties.put("nodes", 2);
    properties.setProperty("user", "me");
    properties.setProperty("password", "secret");
    JdbcUrl url = JdbcUrl.parse("jdbc:bigdaddy:a b%20c?nodes=4&default_shards=8&", properties);
    assertThat(url.location()).isEqualTo("a b%20c");
    assertThat(url.inMemory()).isFalse();
    assertThat(url.settings())
        .containsOnlyKeys("nodes", "default_shards", "synchronous")
        .containsEntry("nodes", "2")
        .containsEntry("default_shards", "8");
  }

  @Test
  void everySettingIsDescribed() throws SQLException {
    Set<String> described =
        Stream.of(new BigDaddyDriver().getPropertyInfo(url("?nodes=2"), new Properties()))
            .peek(info -> assertThat(info.description).isNotBlank())
            .peek(info -> assertThat(info.value).isEqualTo(info.name.equals("nodes") ? "2" : null))
            .map((DriverPropertyInfo info) -> info.name)
            .collect(Collectors.toSet());
    Set<String> settings =
        Stream.of(Settings.class, Limits.class)
            .flatMap(type -> Stream.of(type.getRecordComponents()))
            .filter(component -> component.getType() != Limits.class)
            .map(
                component ->
                    component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    assertThat(described).isEqualTo(settings);
  }

  @Test
  void usersAndPasswordsAreAcceptedAndMeanNothing() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(""), "me", "secret")) {
      assertThat(connection.isValid(1)).isTrue();
      assertThat(connection.getMetaData().getUserName()).isNull();
    }
  }

  @Test
  void theLastConnectionClosesTheDatabase() throws SQLException {
    Connection first = open("");
    Connection second = open("?synchronous=FULL");
    assertThat(users()).isEqualTo(2);
    assertThat(second.unwrap(BigDaddy.class)).isSameAs(first.unwrap(BigDaddy.class));
    first.createStatement().execute("CREATE TABLE t(x)");
    first.close();
    first.close();
    assertThat(users()).isEqualTo(1);
    second.createStatement().execute("INSERT INTO t VALUES (1)");
    second.close();
    assertThat(users()).isZero();
    try (Connection again = open("")) {
      ResultSet rows = again.createStatement().executeQuery("SELECT x FROM t");
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(1);
    }
    assertThat(users()).isZero();
  }

  @Test
  void otherSpellingsOfTheDirectoryAreTheSameDatabase() throws Exception {
    try (Connection first = open("")) {
      Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("db"));
      Path roundabout = directory.resolve("x").resolve("..").resolve("db");
      for (Path spelling : List.of(link, roundabout)) {
        try (Connection second = DriverManager.getConnection("jdbc:bigdaddy:" + spelling)) {
          assertThat(users()).isEqualTo(2);
          assertThat(second.unwrap(BigDaddy.class)).isSameAs(first.unwrap(BigDaddy.class));
        }
      }
    }
  }

  @Test
  void settingsThatContradictTheRunningDatabaseAreRefused() throws SQLException {
    try (Connection first = open("?nodes=2")) {
      assertThat(first.isValid(1)).isTrue();
      assertThatThrownBy(() -> open("?nodes=3"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("nodes");
      assertThatThrownBy(() -> open("?noodles=3")).hasMessageContaining("noodles");
      assertThat(users()).isEqualTo(1);
      open("?nodes=2").close();
      open("").close();
      assertThat(users()).isEqualTo(1);
    }
  }

  @Test
  void manyThreadsOpenAndCloseTheSameDirectory() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Boolean>> visits = new ArrayList<>();
      for (int visit = 0; visit < 40; visit++) {
        visits.add(
            () -> {
              try (Connection connection = open("?synchronous=OFF")) {
                return connection.createStatement().execute("SELECT 1");
              }
            });
      }
      for (Future<Boolean> visit : threads.invokeAll(visits)) {
        assertThat(visit.get()).isTrue();
      }
    }
    assertThat(users()).isZero();
  }

  @Test
  void memoryDatabasesArePrivateAndLeaveNothingBehind() throws SQLException {
    Set<Path> before = TemporaryDirectories.left();
    Set<Path> made = new HashSet<>();
    try (Connection first = DriverManager.getConnection("jdbc:bigdaddy::memory:");
        Connection second = DriverManager.getConnection("jdbc:bigdaddy::memory:?nodes=2")) {
      first.createStatement().execute("CREATE TABLE t(x)");
      second.createStatement().execute("CREATE TABLE t(x)");
      made.addAll(TemporaryDirectories.left());
      made.removeAll(before);
      assertThat(made).hasSize(2).allMatch(Files::isDirectory);
    }
    assertThat(made).noneMatch(Files::exists);
    assertThat(TemporaryDirectories.left()).isEqualTo(before);
  }

  @Test
  void closingAConnectionClosesItsStatementsAndResults() throws SQLException {
    Connection connection = open("");
    Statement statement = connection.createStatement();
    PreparedStatement prepared = connection.prepareStatement("SELECT ?");
    ResultSet rows = statement.executeQuery("VALUES (1), (2), (3)");
    assertThat(rows.next()).isTrue();
    connection.close();
    assertThat(connection.isClosed()).isTrue();
    assertThat(statement.isClosed()).isTrue();
    assertThat(prepared.isClosed()).isTrue();
    assertThat(rows.isClosed()).isTrue();
    assertThatThrownBy(rows::next).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> rows.getInt(1)).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> prepared.setInt(1, 1)).isInstanceOf(SQLException.class);
    assertThatThrownBy(connection::createStatement).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> connection.setAutoCommit(false)).isInstanceOf(SQLException.class);
    assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
    assertThat(connection.isValid(1)).isFalse();
    rows.close();
    prepared.close();
    statement.close();
    statement.close();
    connection.close();
  }

  @Test
  void closingAStatementClosesItsResults() throws SQLException {
    try (Connection connection = open("")) {
      Statement statement = connection.createStatement();
      ResultSet rows = statement.executeQuery("VALUES (1), (2)");
      statement.close();
      assertThat(rows.isClosed()).isTrue();
      assertThat(rows.next()).isFalse();
      assertThatThrownBy(() -> rows.getInt(1)).isInstanceOf(SQLException.class);
      assertThatThrownBy(statement::getUpdateCount).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void runningAgainClosesTheFormerResults() throws SQLException {
    try (Connection connection = open("");
        Statement statement = connection.createStatement()) {
      ResultSet former = statement.executeQuery("VALUES (1), (2)");
      ResultSet rows = statement.executeQuery("VALUES (3)");
      assertThat(former.isClosed()).isTrue();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getStatement()).isSameAs(statement);
    }
  }

  @Test
  void aStatementMayCloseOnCompletion() throws SQLException {
    try (Connection connection = open("")) {
      Statement statement = connection.createStatement();
      assertThat(statement.isCloseOnCompletion()).isFalse();
      statement.closeOnCompletion();
      assertThat(statement.isCloseOnCompletion()).isTrue();
      ResultSet first = statement.executeQuery("VALUES (1)");
      statement.execute("VALUES (2)");
      assertThat(first.isClosed()).isTrue();
      assertThat(statement.isClosed()).isFalse();
      ResultSet second = statement.getResultSet();
      second.close();
      assertThat(statement.isClosed()).isTrue();
    }
  }

  @Test
  void connectionsGiveTheirSessionToWhoAsks() throws SQLException {
    try (Connection connection = open("")) {
      assertThat(connection.isWrapperFor(Session.class)).isTrue();
      assertThat(connection.unwrap(Session.class).sql("SELECT 7").rows().getFirst())
          .containsExactly(7L);
      assertThatThrownBy(() -> connection.unwrap(String.class)).isInstanceOf(SQLException.class);
      connection.setClientInfo("CorrelationId", "request-1");
      assertThat(connection.getClientInfo("CorrelationId")).isEqualTo("request-1");
    }
  }

  @Test
  void abortClosesTheConnection() throws SQLException {
    Connection connection = open("");
    connection.abort(Runnable::run);
    assertThat(connection.isClosed()).isTrue();
    assertThat(users()).isZero();
  }

  @Test
  void oneConnectionServesManyThreads() throws Exception {
    try (Connection connection = open("?synchronous=OFF");
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      connection.createStatement().execute("CREATE TABLE t(id INTEGER PRIMARY KEY)");
      List<Callable<Integer>> works = new ArrayList<>();
      for (int work = 0; work < 40; work++) {
        int id = work;
        works.add(() -> insertAndCount(connection, id));
      }
      for (Future<Integer> work : threads.invokeAll(works)) {
        assertThat(work.get()).isPositive();
      }
      ResultSet rows = connection.createStatement().executeQuery("SELECT count(*) FROM t");
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(40);
    }
  }

  private static int insertAndCount(Connection connection, int id) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?)");
        Statement count = connection.createStatement()) {
      insert.setInt(1, id);
      insert.executeUpdate();
      int rows = 0;
      try (ResultSet ids = count.executeQuery("SELECT id FROM t")) {
        while (ids.next()) {
          rows++;
        }
      }
      return rows;
    }
  }
}
