package dev.bigdaddy.conductor;

import org.jspecify.annotations.Nullable;

/// The one exception that users of the database see.
///
/// Its message is SQLite's own where SQLite would fail too, and then {@link #sqliteCode()} is
/// SQLite's code; else it says in one line what is wrong and what to do next.
public sealed class BigDaddyException extends RuntimeException permits BatchException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final int sqliteCode;
  private final int position;

  /// An error that SQLite would not give, or gives with its plain code.
  public BigDaddyException(ErrorCode code, String message) {
    this(code, code.sqliteCode(), message, -1, null);
  }

  /// An error with SQLite's extended code.
  ///
  /// @param sqliteCode SQLite's extended result code
  /// @param position where in the statement's text, in UTF-16 units from 0, or -1 if unknown
  public BigDaddyException(
      ErrorCode code, int sqliteCode, String message, int position, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.sqliteCode = sqliteCode;
    this.position = position;
  }

  /// The stable code; `docs/errors.md` lists them.
  public ErrorCode code() {
    return code;
  }

  /// SQLite's extended result code, as 2067 for SQLITE_CONSTRAINT_UNIQUE.
  public int sqliteCode() {
    return sqliteCode;
  }

  /// Where in the statement's text the error lies, in UTF-16 units from 0; -1 if unknown.
  public int position() {
    return position;
  }
}
