package dev.bigdaddy.jdbc;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTimeoutException;
import java.util.Map;

/// The border where a {@link BigDaddyException} becomes a {@link SQLException}.
///
/// As in sqlite-jdbc, the vendor code is SQLite's primary result code (19 for every constraint) and
/// the message begins with the name of the extended one: `[SQLITE_CONSTRAINT_UNIQUE] UNIQUE
/// constraint failed: t.a`. An error that only Big Daddy has begins with the name of its {@link
/// ErrorCode} instead. The cause is the original, for who wants its code or position.
final class SqlErrors {
  private static final int SQLITE_READONLY = 8;

  private static final String[] PRIMARY = {
    "OK",
    "ERROR",
    "INTERNAL",
    "PERM",
    "ABORT",
    "BUSY",
    "LOCKED",
    "NOMEM",
    "READONLY",
    "INTERRUPT",
    "IOERR",
    "CORRUPT",
    "NOTFOUND",
    "FULL",
    "CANTOPEN",
    "PROTOCOL",
    "EMPTY",
    "SCHEMA",
    "TOOBIG",
    "CONSTRAINT",
    "MISMATCH",
    "MISUSE",
    "NOLFS",
    "AUTH",
    "FORMAT",
    "RANGE",
    "NOTADB"
  };

  private static final Map<Integer, String> EXTENDED =
      Map.ofEntries(
          Map.entry(261, "BUSY_RECOVERY"),
          Map.entry(517, "BUSY_SNAPSHOT"),
          Map.entry(773, "BUSY_TIMEOUT"),
          Map.entry(275, "CONSTRAINT_CHECK"),
          Map.entry(531, "CONSTRAINT_COMMITHOOK"),
          Map.entry(787, "CONSTRAINT_FOREIGNKEY"),
          Map.entry(1043, "CONSTRAINT_FUNCTION"),
          Map.entry(1299, "CONSTRAINT_NOTNULL"),
          Map.entry(1555, "CONSTRAINT_PRIMARYKEY"),
          Map.entry(1811, "CONSTRAINT_TRIGGER"),
          Map.entry(2067, "CONSTRAINT_UNIQUE"),
          Map.entry(2323, "CONSTRAINT_VTAB"),
          Map.entry(2579, "CONSTRAINT_ROWID"),
          Map.entry(2835, "CONSTRAINT_PINNED"),
          Map.entry(3091, "CONSTRAINT_DATATYPE"));

  private SqlErrors() {}

  static SQLException of(BigDaddyException error) {
    String message = "[" + name(error) + "] " + error.getMessage();
    String state = state(error.code());
    int vendorCode = error.sqliteCode() & 0xff;
    if (error.code() == ErrorCode.TIMEOUT) {
      return new SQLTimeoutException(message, state, vendorCode, error);
    }
    return error.code() == ErrorCode.NOT_SUPPORTED
        ? new SQLFeatureNotSupportedException(message, state, vendorCode, error)
        : new SQLException(message, state, vendorCode, error);
  }

  /// JDBC knows it, this driver does not.
  static SQLFeatureNotSupportedException notSupported(String message) {
    return new SQLFeatureNotSupportedException(message, state(ErrorCode.NOT_SUPPORTED));
  }

  /// Asks something of the database, with its errors as JDBC has them.
  static void during(Runnable work) throws SQLException {
    try {
      work.run();
    } catch (BigDaddyException e) {
      throw of(e);
    }
  }

  /// A write on a connection that was set to read only; SQLite's own error for it.
  static SQLException readOnly() {
    return new SQLException(
        "[SQLITE_READONLY] attempt to write a readonly database", "25006", SQLITE_READONLY);
  }

  static SQLException badSetting(String message) {
    return of(new BigDaddyException(ErrorCode.BAD_SETTING, message));
  }

  /// The call does not fit the state of the object.
  static SQLException misuse(String message) {
    return new SQLException(message);
  }

  private static String name(BigDaddyException error) {
    return switch (error.code()) {
      case SQL, CONSTRAINT, BAD_PARAMETER, MISUSE, BUSY, INTERRUPTED, IO, CORRUPT ->
          "SQLITE_" + sqliteName(error.sqliteCode());
      case NOT_SUPPORTED,
          BAD_HINT,
          LIMIT,
          JOB_RUNNING,
          TIMEOUT,
          IDLE_TIMEOUT,
          CANNOT_OPEN,
          DATABASE_LOCKED,
          NEWER_VERSION,
          BAD_SETTING,
          INTERNAL ->
          error.code().name();
    };
  }

  private static String sqliteName(int code) {
    String extended = EXTENDED.get(code);
    if (extended != null) {
      return extended;
    }
    int primary = code & 0xff;
    return primary < PRIMARY.length ? PRIMARY[primary] : "ERROR";
  }

  private static String state(ErrorCode code) {
    return switch (code) {
      case SQL, BAD_HINT -> "42000";
      case CONSTRAINT -> "23000";
      case NOT_SUPPORTED -> "0A000";
      case BAD_PARAMETER -> "07001";
      case BUSY, JOB_RUNNING -> "40001";
      case INTERRUPTED -> "57014";
      case TIMEOUT -> "HYT00";
      case IDLE_TIMEOUT -> "25P03";
      case LIMIT -> "54000";
      case CANNOT_OPEN, DATABASE_LOCKED, NEWER_VERSION -> "08001";
      case IO -> "58030";
      case MISUSE, BAD_SETTING, CORRUPT, INTERNAL -> "HY000";
    };
  }
}
