package dev.bigdaddy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/// A database of plain sqlite-jdbc and one of ours, to be asked the same.
final class SideBySide implements AutoCloseable {
  private final Path directory;
  final Connection plain;
  final Connection ours;

  /// Opens both, without the wait for the disk that tests do not need.
  ///
  /// @param settings what the URL of ours says beyond that, as `&nodes=4`
  SideBySide(String settings) throws SQLException, IOException {
    directory = Files.createTempDirectory("side-by-side-");
    plain =
        DriverManager.getConnection(
            "jdbc:sqlite:" + directory.resolve("plain.db") + "?synchronous=OFF");
    ours =
        DriverManager.getConnection(
            "jdbc:bigdaddy:" + directory.resolve("ours") + "?synchronous=OFF" + settings);
  }

  /// Runs a statement on both.
  void run(String sql) throws SQLException {
    for (Connection connection : new Connection[] {plain, ours}) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }

  /// A call that may throw.
  @FunctionalInterface
  interface Question<T> {
    @Nullable Object ask(T subject) throws Exception;
  }

  /// What a question gives, as text that shows class and value, or the error that it ends in, with
  /// SQLite's code. A test ends here, as skipped, if ours refuses by name what it cannot do yet.
  static <T> String answer(T subject, Question<T> question) {
    try {
      return shown(question.ask(subject));
    } catch (SQLException e) {
      if (e.getCause() instanceof BigDaddyException refusal
          && refusal.code() == ErrorCode.NOT_SUPPORTED) {
        throw new TestAbortedException(String.valueOf(e.getMessage()), e);
      }
      return classOfJdbc(e).getSimpleName() + " " + e.getErrorCode();
    } catch (DateTimeException e) {
      return "SQLException 0"; // sqlite-jdbc lets it through
    } catch (TestAbortedException e) {
      throw e;
    } catch (Exception e) {
      return e.getClass().getName();
    }
  }

  /// The error's class as JDBC knows it: the drivers have subclasses of their own.
  private static Class<?> classOfJdbc(SQLException error) {
    Class<?> type = error.getClass();
    while (!type.getPackageName().equals("java.sql")) {
      type = type.getSuperclass();
    }
    return type;
  }

  static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case byte[] bytes -> "byte[] " + Arrays.toString(bytes);
      case long[] counts -> "long[] " + Arrays.toString(counts);
      case int[] counts -> "int[] " + Arrays.toString(counts);
      default -> value.getClass().getName() + " " + value;
    };
  }

  /// The answer of a question to a connection of each: plain first.
  String plainAnswer(Question<Connection> question) {
    return answer(plain, question);
  }

  String ourAnswer(Question<Connection> question) {
    return answer(ours, question);
  }

  /// Asks both the same and compares.
  void assertSame(String name, Question<Connection> question) {
    assertThat(ourAnswer(question)).as(name).isEqualTo(plainAnswer(question));
  }

  /// The answers to many questions about one thing, a line each.
  static <T> List<String> answers(T subject, Map<String, Question<T>> questions) {
    return questions.entrySet().stream()
        .map(question -> question.getKey() + ": " + answer(subject, question.getValue()))
        .toList();
  }

  @Override
  public void close() throws SQLException, IOException {
    plain.close();
    ours.close();
    TemporaryDirectories.delete(directory);
  }
}
