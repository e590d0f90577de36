package dev.bigdaddy.sql.tree;

/// An operator before its operand.
public enum UnaryOperator {
  NOT("NOT"),
  BIT_NOT("~"),
  PLUS("+"),
  MINUS("-");

  private final String spelling;

  UnaryOperator(String spelling) {
    this.spelling = spelling;
  }

  /// The text in SQL.
  public String spelling() {
    return spelling;
  }
}
