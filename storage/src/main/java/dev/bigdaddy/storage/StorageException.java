package dev.bigdaddy.storage;

import org.jspecify.annotations.Nullable;

/// An error of SQLite, of the file system, or a limit that was reached.
///
/// Errors of SQLite carry its extended result code and its own message (`sqlite3_errmsg`),
/// unchanged.
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What happened, for code that must react.
  public enum Kind {
    /// SQLite refused a statement: see {@link #sqliteCode()}.
    SQL,
    /// A writer or reader was not free in time.
    BUSY,
    /// The node changed since the snapshot that the transaction reads.
    BUSY_SNAPSHOT,
    /// The work was cancelled.
    INTERRUPTED,
    /// A limit of ours was reached; the message names its setting.
    LIMIT,
    /// SQLite rolled the open transaction back; the epoch can only be closed.
    TRANSACTION_LOST,
    /// Another process has the database open.
    LOCKED_BY_OTHER_PROCESS,
    /// This process has the database open already.
    LOCKED_BY_THIS_PROCESS,
    /// The directory is no database.
    NOT_A_DATABASE,
    /// The directory for a new database holds other files.
    NOT_EMPTY,
    /// A file or directory cannot be opened, made or written.
    CANNOT_OPEN,
    /// The database was written by a newer release.
    NEWER_FORMAT,
    /// The file of a node that the topology knows is gone.
    MISSING_NODE,
    /// A node is older than the commit log: an old copy of its file was put back.
    OLDER_NODE,
    /// The commit log is missing or lost records that a node has.
    CORRUPT_LOG,
    /// Repeating a logged statement gave another result than the first time.
    DIFFERENT_REPETITION,
    /// The node is being brought back after a failed commit.
    FENCED,
    /// An error after which nothing more may be written: reopen the database.
    STOPPED,
    /// The database is closed.
    CLOSED,
    /// Reading or writing a file failed, or the disk is full.
    IO
  }

  private final Kind kind;
  private final int sqliteCode;
  private final boolean beforeRunning;

  /// An error that did not come from SQLite.
  public StorageException(Kind kind, String message) {
    this(kind, 0, message, null);
  }

  /// An error that did not come from SQLite, with its cause.
  public StorageException(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, 0, message, cause);
  }

  /// An error with an extended result code of SQLite.
  public StorageException(Kind kind, int sqliteCode, String message, @Nullable Throwable cause) {
    this(kind, sqliteCode, message, cause, false);
  }

  private StorageException(
      Kind kind, int sqliteCode, String message, @Nullable Throwable cause, boolean beforeRunning) {
    super(message, cause);
    this.kind = kind;
    this.sqliteCode = sqliteCode;
    this.beforeRunning = beforeRunning;
  }

  /// The same, of a statement that SQLite did not even prepare.
  StorageException whilePreparing() {
    return new StorageException(kind, sqliteCode, getMessage(), getCause(), true);
  }

  /// What happened.
  public Kind kind() {
    return kind;
  }

  /// SQLite's extended result code (5 for {@link Kind#BUSY}, 517 for {@link Kind#BUSY_SNAPSHOT}),
  /// or 0 if the error is not SQLite's.
  public int sqliteCode() {
    return sqliteCode;
  }

  /// Whether SQLite refused the statement while preparing it, so that it never ran: not even
  /// `changes()` is another one then.
  public boolean isBeforeRunning() {
    return beforeRunning;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
