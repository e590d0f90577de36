package dev.bigdaddy.topology;

/// A table's name. Two names that differ only in the case of ASCII letters are equal, as in SQLite.
public final class TableName {
  private final String spelling;
  private final String folded;

  /// Wraps a name as the user spelt it, without quotes.
  public TableName(String spelling) {
    this.spelling = spelling;
    this.folded = fold(spelling);
  }

  /// Folds ASCII capitals only, as SQLite compares names.
  public static String fold(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        return foldFrom(name, i);
      }
    }
    return name;
  }

  private static String foldFrom(String name, int firstCapital) {
    char[] folded = name.toCharArray();
    for (int i = firstCapital; i < folded.length; i++) {
      char c = folded[i];
      if (c >= 'A' && c <= 'Z') {
        folded[i] = (char) (c + ('a' - 'A'));
      }
    }
    return new String(folded);
  }

  /// The name as it was spelt when the table was made.
  public String spelling() {
    return spelling;
  }

  /// The name with ASCII capitals folded, fit as a key.
  public String folded() {
    return folded;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TableName name && name.folded.equals(folded);
  }

  @Override
  public int hashCode() {
    return folded.hashCode();
  }

  @Override
  public String toString() {
    return spelling;
  }
}
