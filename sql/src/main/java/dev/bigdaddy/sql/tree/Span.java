package dev.bigdaddy.sql.tree;

/// Where a node stood in the text, in UTF-16 units: from `start`, before `end`.
///
/// All spans are equal, so that two trees are equal when they say the same in different places.
/// Compare {@link #start()} and {@link #end()} where the place matters.
public record Span(int start, int end) {
  /// The span of a node that was made by hand.
  public static final Span NONE = new Span(-1, -1);

  /// The part of `text` that this span covers.
  public String of(String text) {
    return text.substring(start, end);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Span;
  }

  @Override
  public int hashCode() {
    return 0;
  }
}
