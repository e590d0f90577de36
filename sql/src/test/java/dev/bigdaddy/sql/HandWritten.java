package dev.bigdaddy.sql;

import java.util.Arrays;
import java.util.List;

/// The statements of `corpus.txt`, one a line.
final class HandWritten {
  private HandWritten() {}

  static List<String> statements() {
    return Arrays.stream(GrammarGenerator.resource("corpus.txt").split("\n"))
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.replace("\\n", "\n"))
        .toList();
  }
}
