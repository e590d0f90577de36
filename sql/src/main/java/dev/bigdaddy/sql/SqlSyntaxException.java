package dev.bigdaddy.sql;

/// A text that is not a statement. The message of a {@link Kind#SYNTAX} is SQLite's own.
public final class SqlSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Kind kind;
  private final int position;

  SqlSyntaxException(String message, int position) {
    this(Kind.SYNTAX, message, position);
  }

  SqlSyntaxException(Kind kind, String message, int position) {
    super(message);
    this.kind = kind;
    this.position = position;
  }

  /// What is wrong.
  public Kind kind() {
    return kind;
  }

  /// Where the text went wrong, in UTF-16 units from its start.
  public int position() {
    return position;
  }

  /// What can be wrong with a text.
  public enum Kind {
    /// SQLite refuses it with the same message.
    SYNTAX,
    /// It holds blanks, comments and semicolons only.
    NO_STATEMENT,
    /// One statement was asked for, and more text follows it.
    SEVERAL_STATEMENTS
  }
}
