package dev.bigdaddy.conductor;

/// The stable codes of errors. `docs/errors.md` tells each one's meaning and remedy.
public enum ErrorCode {
  /// SQLite's own error in the statement: syntax, unknown names, wrong use.
  SQL(1),
  /// A NOT NULL, CHECK, UNIQUE, PRIMARY KEY or FOREIGN KEY constraint failed.
  CONSTRAINT(19),
  /// The statement is right, but Big Daddy cannot run it yet on tables of this kind.
  NOT_SUPPORTED(1),
  /// A hint in a comment is misspelt or its value does not fit.
  BAD_HINT(1),
  /// The number or kind of the parameters does not fit the statement.
  BAD_PARAMETER(25),
  /// The call does not fit the state, as a closed session or two statements in one text.
  MISUSE(21),
  /// Another session or process holds what the statement needs.
  BUSY(5),
  /// A job moves the table's rows; when it has ended, or was cancelled, the statement can run.
  JOB_RUNNING(5),
  /// The statement was cancelled.
  INTERRUPTED(9),
  /// The statement took longer than it may.
  TIMEOUT(9),
  /// A transaction held writers while its client did nothing for too long, and was rolled back.
  IDLE_TIMEOUT(4),
  /// A limit was reached; the message names it and its setting.
  LIMIT(18),
  /// The directory cannot be opened as a database; the message says why.
  CANNOT_OPEN(14),
  /// The directory is open in another process.
  DATABASE_LOCKED(5),
  /// The database was made by a newer version.
  NEWER_VERSION(26),
  /// A setting's name or value is not one of ours.
  BAD_SETTING(1),
  /// The file system failed or is full.
  IO(10),
  /// Files of the database contradict each other or are damaged.
  CORRUPT(11),
  /// A fault of Big Daddy itself: please report it.
  INTERNAL(2);

  private final int sqliteCode;

  ErrorCode(int sqliteCode) {
    this.sqliteCode = sqliteCode;
  }

  /// SQLite's result code that comes closest.
  public int sqliteCode() {
    return sqliteCode;
  }
}
