package dev.bigdaddy.testkit;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.Column;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Explanation;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Finding;
import dev.bigdaddy.engine.Settings;
import dev.bigdaddy.storage.ValueType;
import dev.bigdaddy.testkit.Answer.Crash;
import dev.bigdaddy.testkit.Answer.Failure;
import dev.bigdaddy.testkit.Answer.Refusal;
import dev.bigdaddy.testkit.Answer.Rows;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Big Daddy itself, one session of it.
///
/// Used by one thread.
public final class BigDaddyUnderTest implements SystemUnderTest {
  private static final int STACK_LINES = 14;

  private final BigDaddy database;
  private final Session session;

  private BigDaddyUnderTest(BigDaddy database) {
    this.database = database;
    session = database.session();
    // Longer than plain SQLite has.
    session.statementTimeout(Duration.ofSeconds(2L * PlainSqlite.PATIENCE));
  }

  /// Opens a database in a directory, created if it is absent.
  public static BigDaddyUnderTest open(Path directory, Settings settings) {
    return new BigDaddyUnderTest(BigDaddy.open(directory, settings));
  }

  /// A session of an open database, which closing it closes too.
  static BigDaddyUnderTest of(BigDaddy database) {
    return new BigDaddyUnderTest(database);
  }

  @Override
  public Answer run(String sql, List<@Nullable Object> parameters) {
    try (ResultCursor cursor = session.query(sql, parameters.toArray())) {
      List<String> columns = cursor.columns().stream().map(Column::name).toList();
      List<List<@Nullable Object>> rows = new ArrayList<>();
      while (cursor.next()) {
        rows.add(row(cursor, columns.size()));
      }
      endTransaction(sql);
      return new Rows(columns, rows, cursor.rowsAffected());
    } catch (BigDaddyException e) {
      return answerTo(e);
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      return new Crash(trace(e));
    }
  }

  /// sqlite-jdbc ends a transaction behind every statement in autocommit mode, PRAGMA too, and with it what
  /// `defer_foreign_keys` is.
  private void endTransaction(String sql) {
    boolean defers = sql.toLowerCase(Locale.ROOT).contains("defer_foreign_keys");
    if (defers && !session.inTransaction()) {
      session.query("PRAGMA defer_foreign_keys = OFF").close();
    }
  }

  @Override
  public List<String> flaws() {
    return database.check().stream().map(Finding::toString).toList();
  }

  private static List<@Nullable Object> row(ResultCursor cursor, int width) {
    List<@Nullable Object> row = new ArrayList<>(width);
    for (int column = 0; column < width; column++) {
      Object value = cursor.valueAt(column);
      ValueType type = cursor.type(column);
      if (type != typeOf(value)) {
        throw new IllegalStateException(
            "type() says " + type + " and valueAt() gives " + SqlValue.literal(value));
      }
      row.add(value);
    }
    return row;
  }

  private static ValueType typeOf(@Nullable Object value) {
    return switch (value) {
      case null -> ValueType.NULL;
      case Long _ -> ValueType.INTEGER;
      case Double _ -> ValueType.REAL;
      case String _ -> ValueType.TEXT;
      case byte[] _ -> ValueType.BLOB;
      default -> throw new IllegalStateException("valueAt() gives a " + value.getClass());
    };
  }

  private static Answer answerTo(BigDaddyException e) {
    return switch (e.code()) {
      case NOT_SUPPORTED -> new Refusal(String.valueOf(e.getMessage()));
      case INTERNAL -> new Crash(trace(e));
      case ErrorCode _ -> new Failure(e.sqliteCode(), String.valueOf(e.getMessage()));
    };
  }

  private static String trace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return String.join("\n", text.toString().lines().limit(STACK_LINES).toList());
  }

  @Override
  public SessionState state() {
    return new SessionState(
        session.changes(),
        session.totalChanges(),
        session.lastInsertRowid(),
        session.inTransaction());
  }

  @Override
  public String plan(String sql, List<@Nullable Object> parameters) {
    try {
      return PlanText.of(explain(sql, parameters));
    } catch (RuntimeException e) {
      return "no plan: " + e.getMessage();
    }
  }

  /// How a statement would run.
  public Explanation explain(String sql, List<@Nullable Object> parameters) {
    return session.explain(sql, parameters.toArray());
  }

  @Override
  public void close() {
    session.close();
    database.close();
  }
}
