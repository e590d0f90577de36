package dev.bigdaddy.sql.tree;

/// `NATURAL LEFT JOIN` and its like.
public record JoinOperator(boolean natural, Type type) {
  /// `,`
  public static final JoinOperator COMMA = new JoinOperator(false, Type.COMMA);

  /// `JOIN`
  public static final JoinOperator INNER = new JoinOperator(false, Type.INNER);

  /// What becomes of rows without partner.
  public enum Type {
    /// `,`: an inner join.
    COMMA,
    /// `JOIN`, `INNER JOIN`
    INNER,
    /// `CROSS JOIN`: an inner join whose order SQLite keeps.
    CROSS,
    LEFT,
    RIGHT,
    /// `FULL JOIN`, also spelt `LEFT RIGHT JOIN`
    FULL
  }

  public JoinOperator {
    if (natural && type == Type.COMMA) {
      throw new IllegalArgumentException("a comma cannot be NATURAL");
    }
  }
}
