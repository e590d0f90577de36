package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.plan.NotSupported;
import dev.bigdaddy.sql.ParsedStatement;
import dev.bigdaddy.sql.tree.Pragma;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.Synchronous;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// PRAGMAs about how a connection works, which change no answer: `cache_size`, `temp_store` and their
/// like.
///
/// SQLite itself keeps them and answers, on a connection that does nothing else; the nodes' connections
/// follow Big Daddy's settings. What would change answers, or weaken what is promised, is refused unless
/// it asks for what is so already. Used by one thread at a time.
final class SessionSettings implements AutoCloseable {
  private final LocalConductor conductor;
  private @Nullable SqliteConnection connection;
  private Optional<Long> synchronous = Optional.empty();

  SessionSettings(LocalConductor conductor) {
    this.conductor = conductor;
  }

  /// A PRAGMA that is only a hint for speed.
  List<@Nullable Object[]> hint(String text) {
    SqliteConnection kept = connection;
    if (kept == null) {
      kept = SqliteConnection.inMemory();
      connection = kept;
    }
    return rows(kept, text);
  }

  /// A PRAGMA that can be read, and set to what it is.
  List<@Nullable Object[]> fixed(ParsedStatement parsed) {
    Pragma pragma = (Pragma) parsed.statement();
    String name = TableName.fold(pragma.name().name().name());
    return switch (name) {
      case "journal_mode" -> only(pragma, "wal", "wal");
      case "locking_mode" -> only(pragma, "normal", "normal");
      case "busy_timeout" -> busyTimeout(pragma);
      case "synchronous" -> synchronous(pragma);
      case String other -> unchanged(pragma, other, parsed.text());
    };
  }

  private static List<@Nullable Object[]> only(Pragma pragma, String wanted, String answer) {
    if (pragma.value().isPresent() && !word(pragma).equals(wanted)) {
      throw refused(pragma);
    }
    return row(answer);
  }

  private List<@Nullable Object[]> busyTimeout(Pragma pragma) {
    long millis = conductor.storage().busyTimeout().toMillis();
    if (pragma.value().isPresent() && !word(pragma).equals(Long.toString(millis))) {
      throw NotSupported.of(
          "PRAGMA busy_timeout = " + word(pragma) + ": the setting busy_timeout is " + millis);
    }
    return row(millis);
  }

  /// Weaker than the database is kept is no harm; stronger would be a promise that is not held.
  private List<@Nullable Object[]> synchronous(Pragma pragma) {
    Synchronous level = conductor.storage().synchronous();
    if (pragma.value().isEmpty()) {
      return row(synchronous.orElse((long) level.number()));
    }
    long wanted =
        switch (word(pragma)) {
          case "off", "0", "false", "no" -> 0;
          case "normal", "1", "on", "true", "yes" -> 1;
          case "full", "2" -> 2;
          case "extra", "3" -> 3;
          case String _ -> throw refused(pragma);
        };
    if (Math.min(wanted, Synchronous.FULL.number()) > level.number()) {
      throw NotSupported.of(
          "PRAGMA synchronous = " + word(pragma) + ": the setting synchronous is " + level);
    }
    synchronous = Optional.of(wanted);
    return List.of();
  }

  private static List<@Nullable Object[]> unchanged(Pragma pragma, String name, String text) {
    try (SqliteConnection fresh = SqliteConnection.inMemory()) {
      Optional<Object> before = value(fresh, name);
      List<@Nullable Object[]> rows = rows(fresh, text);
      if (!value(fresh, name).equals(before)) {
        throw refused(pragma);
      }
      return rows;
    }
  }

  private static RuntimeException refused(Pragma pragma) {
    return NotSupported.of("PRAGMA " + pragma.name().name().name() + " = " + word(pragma));
  }

  private static Optional<Object> value(SqliteConnection connection, String name) {
    try (RowCursor rows = connection.query("PRAGMA " + name)) {
      return rows.next() ? Optional.ofNullable(rows.valueAt(0)) : Optional.empty();
    }
  }

  private static String word(Pragma pragma) {
    return switch (pragma.value().orElseThrow()) {
      case Pragma.Word(var name) -> name.name().toLowerCase(Locale.ROOT);
      case Pragma.Numeric(boolean negative, String text) -> negative ? "-" + text : text;
    };
  }

  private static List<@Nullable Object[]> row(Object value) {
    return List.<@Nullable Object[]>of(new @Nullable Object[] {value});
  }

  private static List<@Nullable Object[]> rows(SqliteConnection connection, String text) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    try (RowCursor cursor = connection.query(text)) {
      while (cursor.next()) {
        @Nullable Object[] row = new @Nullable Object[cursor.columnCount()];
        for (int i = 0; i < row.length; i++) {
          row[i] = cursor.valueAt(i);
        }
        rows.add(row);
      }
    }
    return rows;
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.close();
    }
  }
}
