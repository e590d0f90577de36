package dev.bigdaddy.sql;

/// A text that is not a statement. The message is SQLite's own.
public final class SqlSyntaxException extends RuntimeException {
  private final int position;

  SqlSyntaxException(String message, int position) {
    super(message);
    this.position = position;
  }

  /// Where the text went wrong, in UTF-16 units.
  public int position() {
    return position;
  }
}
