package dev.bigdaddy.conductor.plan;

/// Gives names to the temporary tables of one statement. Used by one thread.
final class SentNames {
  private int next;

  String next() {
    return "_bigdaddy_sent_" + next++;
  }
}
