package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Turns sqlite-jdbc's exceptions back into SQLite's code and message.
///
/// sqlite-jdbc decorates `sqlite3_errmsg`, with the name and its own text of the code:
///
///     [SQLITE_CONSTRAINT_UNIQUE] A UNIQUE constraint failed (UNIQUE constraint failed: t.a)
///     [UNKNOWN_ERROR] unknown error:8714 (some message)
final class SqliteErrors {
  static final int BUSY = 5;
  static final int BUSY_SNAPSHOT = 517;
  static final int INTERRUPT = 9;
  private static final int ERROR = 1;
  private static final int CONSTRAINT_DATATYPE = 3091;
  private static final int IO = 10;
  static final int FULL = 13;
  private static final int CANNOT_OPEN = 14;
  private static final int NOT_A_DATABASE = 26;

  private SqliteErrors() {}

  /// Whether SQLite may not have undone the statement inside a transaction: these errors end it where
  /// it may have begun without a savepoint of its own.
  static boolean mayKeepRows(int code) {
    return (code & 0xff) == ERROR || code == CONSTRAINT_DATATYPE;
  }

  static StorageException of(SQLException e) {
    if (!(e instanceof SQLiteException error)) {
      return new StorageException(Kind.SQL, 1, String.valueOf(e.getMessage()), e);
    }
    SQLiteErrorCode known = error.getResultCode();
    String decorated = String.valueOf(error.getMessage());
    String prefix = known.toString();
    int code = known.code;
    String rest = decorated.startsWith(prefix) ? decorated.substring(prefix.length()) : decorated;
    if (known == SQLiteErrorCode.UNKNOWN_ERROR && rest.startsWith(":")) {
      int end = rest.indexOf(' ');
      code = Integer.parseInt(rest, 1, end, 10);
      rest = rest.substring(end);
    }
    boolean bracketed = rest.startsWith(" (") && rest.endsWith(")");
    String message = bracketed ? rest.substring(2, rest.length() - 1) : rest.strip();
    return new StorageException(kindOf(code), code, message, e);
  }

  private static Kind kindOf(int code) {
    if (code == BUSY_SNAPSHOT) {
      return Kind.BUSY_SNAPSHOT;
    }
    return switch (code & 0xff) {
      case BUSY -> Kind.BUSY;
      case INTERRUPT -> Kind.INTERRUPTED;
      case IO, FULL -> Kind.IO;
      case CANNOT_OPEN -> Kind.CANNOT_OPEN;
      case NOT_A_DATABASE -> Kind.NOT_A_DATABASE;
      default -> Kind.SQL;
    };
  }
}
