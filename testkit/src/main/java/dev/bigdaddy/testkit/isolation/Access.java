package dev.bigdaddy.testkit.isolation;

import java.util.List;

/// What a transaction did to the list of one key.
sealed interface Access {
  int key();

  /// Put an element at the end that nobody else ever puts anywhere.
  record Append(int key, long element) implements Access {}

  /// Saw the whole list.
  record Read(int key, List<Long> elements) implements Access {
    public Read {
      elements = List.copyOf(elements);
    }
  }
}
