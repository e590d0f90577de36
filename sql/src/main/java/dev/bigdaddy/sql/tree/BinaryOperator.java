package dev.bigdaddy.sql.tree;

/// An operator between two operands.
public enum BinaryOperator {
  OR("OR"),
  AND("AND"),
  EQUAL("="),
  NOT_EQUAL("<>"),
  IS("IS"),
  IS_NOT("IS NOT"),
  IS_DISTINCT_FROM("IS DISTINCT FROM"),
  IS_NOT_DISTINCT_FROM("IS NOT DISTINCT FROM"),
  LESS("<"),
  LESS_OR_EQUAL("<="),
  GREATER(">"),
  GREATER_OR_EQUAL(">="),
  BIT_AND("&"),
  BIT_OR("|"),
  SHIFT_LEFT("<<"),
  SHIFT_RIGHT(">>"),
  ADD("+"),
  SUBTRACT("-"),
  MULTIPLY("*"),
  DIVIDE("/"),
  REMAINDER("%"),
  CONCAT("||"),
  /// `->`
  EXTRACT("->"),
  /// `->>`
  EXTRACT_TEXT("->>");

  private final String spelling;

  BinaryOperator(String spelling) {
    this.spelling = spelling;
  }

  /// The text in SQL.
  public String spelling() {
    return spelling;
  }
}
