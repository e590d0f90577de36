package dev.bigdaddy.cli.console;

import java.util.List;

/// Guesses what a misspelt word should have been.
public final class Spelling {

  /// Letters that may differ.
  private static final int MOST_CHANGES = 2;

  private Spelling() {}

  /// The nearest of the known words, or the empty string if none is near.
  public static String nearest(String word, List<String> known) {
    String best = "";
    int least = MOST_CHANGES + 1;
    for (String candidate : known) {
      int changes = distance(word, candidate);
      if (changes < least) {
        least = changes;
        best = candidate;
      }
    }
    return best;
  }

  /// Letters to insert, remove, replace or swap with their neighbour.
  private static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replaced = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(cost[i - 1][j - 1] + replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[from.length()][to.length()];
  }
}
