package dev.bigdaddy.sql;

/// What is left of a text when names and literals are made alike.
final class Shape {
  private Shape() {}

  static String of(String sql) {
    StringBuilder shape = new StringBuilder();
    Lexer lexer = new Lexer(sql, 0, sql.length());
    lexer.advance();
    while (lexer.kind != TokenKind.END_OF_TEXT) {
      shape.append(
          switch (lexer.kind) {
            case ID -> "name";
            case STRING, BLOB, INTEGER, FLOAT, QNUMBER -> "literal";
            case VARIABLE -> "?";
            default -> lexer.kind.fallsBack ? "name" : lexer.kind.name();
          });
      shape.append(' ');
      lexer.advance();
    }
    return shape.toString();
  }
}
