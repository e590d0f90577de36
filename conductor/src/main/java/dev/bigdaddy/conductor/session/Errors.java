package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.sql.SqlSyntaxException;
import dev.bigdaddy.storage.StorageException;

/// Turns the errors of the modules below into the one that users see: the only border where errors
/// are wrapped.
public final class Errors {
  private static final int SQLITE_BUSY_SNAPSHOT = 517;
  private static final int SQLITE_ABORT_ROLLBACK = 516;
  private static final int PRIMARY_CODE = 0xff;

  static final int FOREIGN_KEY = 787;

  private Errors() {}

  /// What COMMIT says while rows violate a deferred foreign key.
  static BigDaddyException foreignKey() {
    return new BigDaddyException(
        ErrorCode.CONSTRAINT,
        FOREIGN_KEY,
        "FOREIGN KEY constraint failed",
        -1,
        null);
  }

  /// The user's error for a failure of SQLite or the files.
  public static BigDaddyException of(StorageException e) {
    ErrorCode code =
        switch (e.kind()) {
          case SQL -> ofSqlite(e.sqliteCode());
          case TRANSACTION_LOST -> ofSqlite(e.sqliteCode());
          case BUSY, BUSY_SNAPSHOT, FENCED -> ErrorCode.BUSY;
          case INTERRUPTED -> ErrorCode.INTERRUPTED;
          case LIMIT -> ErrorCode.LIMIT;
          case LOCKED_BY_OTHER_PROCESS, LOCKED_BY_THIS_PROCESS -> ErrorCode.DATABASE_LOCKED;
          case NOT_A_DATABASE, NOT_EMPTY, CANNOT_OPEN -> ErrorCode.CANNOT_OPEN;
          case NEWER_FORMAT -> ErrorCode.NEWER_VERSION;
          case MISSING_NODE, OLDER_NODE, CORRUPT_LOG, DIFFERENT_REPETITION -> ErrorCode.CORRUPT;
          case CLOSED -> ErrorCode.MISUSE;
          case STOPPED, IO -> ErrorCode.IO;
        };
    int sqliteCode = e.sqliteCode() == 0 ? code.sqliteCode() : e.sqliteCode();
    if (e.kind() == StorageException.Kind.BUSY_SNAPSHOT) {
      sqliteCode = SQLITE_BUSY_SNAPSHOT;
    }
    return new BigDaddyException(code, sqliteCode, e.getMessage(), -1, e);
  }

  /// The user's error for a failure of a statement that may have been stopped.
  static BigDaddyException of(StorageException e, Cancellation statement) {
    Cancellation.Cause cause = statement.cause();
    if (e.kind() != StorageException.Kind.INTERRUPTED || cause == null) {
      return of(e);
    }
    return switch (cause) {
      case CLIENT -> of(e);
      case TIMEOUT ->
          new BigDaddyException(
              ErrorCode.TIMEOUT,
              ErrorCode.TIMEOUT.sqliteCode(),
              "the statement took longer than %d ms (statement_timeout)"
                  .formatted(statement.timeout().toMillis()),
              -1,
              e);
      case SNAPSHOT_AGE ->
          new BigDaddyException(
              ErrorCode.LIMIT,
              ErrorCode.LIMIT.sqliteCode(),
              "one snapshot was read for longer than %d ms (snapshot_age)"
                  .formatted(statement.snapshotAge().toMillis()),
              -1,
              e);
    };
  }

  /// The user's error for a text that is no statement.
  static BigDaddyException of(SqlSyntaxException e) {
    ErrorCode code =
        e.kind() == SqlSyntaxException.Kind.SEVERAL_STATEMENTS ? ErrorCode.MISUSE : ErrorCode.SQL;
    return new BigDaddyException(
        code, code.sqliteCode(), String.valueOf(e.getMessage()), e.position(), e);
  }

  /// A rollback closes what is read through the same writers.
  static BigDaddyException closedUnderReader(IllegalStateException e) {
    return new BigDaddyException(
        ErrorCode.SQL,
        SQLITE_ABORT_ROLLBACK,
        "the cursor was closed by a rollback in its transaction",
        -1,
        e);
  }

  /// A fault of ours.
  static BigDaddyException internal(RuntimeException e) {
    return new BigDaddyException(
        ErrorCode.INTERNAL,
        ErrorCode.INTERNAL.sqliteCode(),
        "internal error, please report it: " + e,
        -1,
        e);
  }

  private static ErrorCode ofSqlite(int sqliteCode) {
    return switch (sqliteCode & PRIMARY_CODE) {
      case 19 -> ErrorCode.CONSTRAINT;
      case 5, 6 -> ErrorCode.BUSY;
      case 9 -> ErrorCode.INTERRUPTED;
      case 10, 13 -> ErrorCode.IO;
      case 11, 26 -> ErrorCode.CORRUPT;
      case 14 -> ErrorCode.CANNOT_OPEN;
      default -> ErrorCode.SQL;
    };
  }
}
