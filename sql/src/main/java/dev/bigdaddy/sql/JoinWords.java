package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.JoinOperator;
import java.util.ArrayList;
import java.util.List;

/// The one to three words before JOIN. SQLite takes them in any order, some of them twice, and
/// refuses nonsense afterwards.
final class JoinWords {
  private final List<String> words = new ArrayList<>(3);
  private boolean natural;
  private boolean left;
  private boolean right;
  private boolean outer;
  private boolean inner;
  private boolean cross;
  private boolean unknown;

  void add(String word) {
    words.add(word);
    switch (SqlNames.fold(word)) {
      case "natural" -> natural = true;
      case "left" -> left = true;
      case "right" -> right = true;
      case "full" -> {
        left = true;
        right = true;
      }
      case "outer" -> outer = true;
      case "inner" -> inner = true;
      case "cross" -> cross = true;
      default -> unknown = true;
    }
  }

  boolean isValid() {
    boolean sided = left || right;
    boolean inside = inner || cross;
    return !unknown && !(inside && (sided || outer)) && !(outer && !sided);
  }

  JoinOperator operator() {
    JoinOperator.Type type =
        left && right
            ? JoinOperator.Type.FULL
            : left
                ? JoinOperator.Type.LEFT
                : right
                    ? JoinOperator.Type.RIGHT
                    : cross ? JoinOperator.Type.CROSS : JoinOperator.Type.INNER;
    return new JoinOperator(natural, type);
  }

  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
