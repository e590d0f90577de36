package dev.bigdaddy.engine;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.Conductor;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.QueryResult;
import dev.bigdaddy.conductor.Session;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Short words for tests: opens databases, and writes answers as text like `1|a 2|NULL`.
final class TestDb {
  private TestDb() {}

  /// Durability is for the tests that crash; all others need no fsync.
  static Settings settings(int nodes, int defaultShards) {
    return Settings.defaults()
        .with("nodes", Integer.toString(nodes))
        .with("default_shards", Integer.toString(defaultShards))
        .with("synchronous", "OFF")
        .with("busy_timeout", "150");
  }

  static BigDaddy open(Path directory, int nodes, int defaultShards) {
    return BigDaddy.open(directory, settings(nodes, defaultShards));
  }

  static String ask(Conductor database, String sql, @Nullable Object... parameters) {
    return text(database.sql(sql, parameters));
  }

  static String ask(Session session, String sql, @Nullable Object... parameters) {
    return text(session.sql(sql, parameters));
  }

  static void run(Session session, String... statements) {
    for (String statement : statements) {
      session.sql(statement);
    }
  }

  static void run(Conductor database, String... statements) {
    for (String statement : statements) {
      database.sql(statement);
    }
  }

  /// The error of a call that must fail.
  static BigDaddyException errorOf(Runnable call) {
    try {
      call.run();
    } catch (BigDaddyException e) {
      return e;
    }
    throw new AssertionError("expected an error");
  }

  static ErrorCode codeOf(Runnable call) {
    return errorOf(call).code();
  }

  static String text(QueryResult result) {
    return result.rows().stream().map(TestDb::row).collect(Collectors.joining(" "));
  }

  private static String row(List<@Nullable Object> row) {
    return row.stream().map(TestDb::value).collect(Collectors.joining("|"));
  }

  static String value(@Nullable Object value) {
    return switch (value) {
      case null -> "NULL";
      case byte[] blob -> "x'" + HexFormat.of().formatHex(blob) + "'";
      case Object other -> other.toString();
    };
  }

}
