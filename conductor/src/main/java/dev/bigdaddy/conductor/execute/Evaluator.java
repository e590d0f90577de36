package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.plan.NodeSql;
import dev.bigdaddy.conductor.plan.NotSupported;
import dev.bigdaddy.conductor.plan.Scalar;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Computes values that are known before any row is read. Whatever is not a literal, a parameter or
/// an integer, SQLite computes itself, in a database without tables. Safe for use by many threads.
public final class Evaluator implements AutoCloseable {
  private static final int KEPT = 4;
  private static final int SQLITE_MISMATCH = 20;
  private static final int DIGITS_THAT_FIT = 18;

  private final ConcurrentLinkedQueue<SqliteConnection> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /// The value of a scalar.
  ///
  /// @param values the statement's values
  public @Nullable Object evaluate(Scalar scalar, @Nullable Object[] values) {
    return switch (scalar) {
      case Scalar.Constant(var value) -> value;
      case Scalar.Parameter(int index) -> values[index];
      case Scalar.Computed(NodeSql select) -> evaluate(select, values)[0];
    };
  }

  /// The only value of a SELECT without tables.
  public @Nullable Object evaluate(String select, @Nullable Object[] parameters) {
    return use(
        connection -> {
          try (RowCursor row = connection.query(select, parameters)) {
            return row.next() ? row.valueAt(0) : null;
          }
        });
  }

  /// The only row of a SELECT without tables.
  public @Nullable Object[] evaluate(NodeSql select, @Nullable Object[] values) {
    return use(
        connection -> {
          try (RowCursor row = connection.query(select.text(), select.bind(values))) {
            if (!row.next()) {
              throw new IllegalStateException("a SELECT without FROM gave no row");
            }
            @Nullable Object[] result = new @Nullable Object[row.columnCount()];
            for (int i = 0; i < result.length; i++) {
              result[i] = RawText.read(row, i);
              if (result[i] instanceof RawText) {
                throw NotSupported.of(
                    "computing text that is not valid UTF-8 for a spread table");
              }
            }
            return result;
          }
        });
  }

  /// The value that a column of some affinity stores, or compares by, for a given one.
  public @Nullable Object convert(Affinity affinity, @Nullable Object value) {
    return switch (value) {
      case null -> null;
      case byte[] blob -> blob;
      case Long integer ->
          switch (affinity) {
            case INTEGER, NUMERIC, NONE -> integer;
            case REAL -> (double) integer;
            case TEXT -> Long.toString(integer);
          };
      case Double real ->
          switch (affinity) {
            case INTEGER, NUMERIC -> integerIfExact(real);
            case REAL, NONE -> real;
            case TEXT -> storeAndRead(affinity, real);
          };
      case String text -> affinity.isNumeric() ? number(affinity, text) : text;
      case Object other ->
          throw new IllegalArgumentException("not a SQLite value: " + other.getClass());
    };
  }

  /// A LIMIT or OFFSET, by SQLite's rules.
  ///
  /// @throws BigDaddyException "datatype mismatch" if the value is no integer
  public long wholeNumber(Scalar scalar, @Nullable Object[] values) {
    Object given = evaluate(scalar, values);
    Object number = convert(Affinity.NUMERIC, given);
    if (number instanceof Long integer) {
      return integer;
    }
    // SQLite takes this real for an integer here, but not the text that spells it.
    if (given instanceof Double real && real == Long.MIN_VALUE) {
      return Long.MIN_VALUE;
    }
    throw new BigDaddyException(ErrorCode.SQL, SQLITE_MISMATCH, "datatype mismatch", -1, null);
  }

  private static Object integerIfExact(double real) {
    long integer = (long) real;
    boolean exact =
        (double) integer == real && integer != Long.MAX_VALUE && integer != Long.MIN_VALUE;
    return exact ? (Object) integer : real;
  }

  private Object number(Affinity affinity, String text) {
    if (!text.isEmpty() && text.length() <= DIGITS_THAT_FIT && onlyDigits(text)) {
      long integer = Long.parseLong(text);
      return affinity == Affinity.REAL ? (Object) (double) integer : integer;
    }
    return storeAndRead(affinity, text);
  }

  private static boolean onlyDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private Object storeAndRead(Affinity affinity, Object value) {
    String column = affinity.typeName().toLowerCase(Locale.ROOT) + "_value";
    return use(
        connection -> {
          try (RowCursor row =
              connection.query(
                  "REPLACE INTO stored(rowid, " + column + ") VALUES (1, ?1) RETURNING " + column,
                  value)) {
            Object stored = row.next() ? row.valueAt(0) : null;
            if (stored == null) {
              throw new IllegalStateException("a stored value came back as NULL");
            }
            return stored;
          }
        });
  }

  private <T> T use(Function<SqliteConnection, T> work) {
    SqliteConnection taken = idle.poll();
    SqliteConnection connection = taken == null ? open() : taken;
    try {
      return work.apply(connection);
    } finally {
      if (closed || idle.size() >= KEPT) {
        connection.close();
      } else {
        idle.add(connection);
      }
    }
  }

  private static SqliteConnection open() {
    SqliteConnection connection = SqliteConnection.inMemory();
    connection.execute(
        "CREATE TABLE stored(text_value TEXT, numeric_value NUMERIC, integer_value INTEGER,"
            + " real_value REAL)");
    return connection;
  }

  @Override
  public void close() {
    closed = true;
    for (SqliteConnection c = idle.poll(); c != null; c = idle.poll()) {
      c.close();
    }
  }
}
