package dev.bigdaddy.storage;

/// How soon an acknowledged epoch is safe from loss of power. A killed process loses nothing at any
/// level, and epochs are atomic over their nodes at every level but {@link #OFF}.
public enum Synchronous {
  /// Nothing is ever fsynced. After a loss of power the database may not open.
  OFF(0),
  /// As SQLite's NORMAL: an epoch on one node may be lost with the power (it is written to the log,
  /// but not fsynced); an epoch on several nodes is fsynced once, so that it is atomic.
  NORMAL(1),
  /// Acknowledged means durable.
  FULL(2);

  private final int number;

  Synchronous(int number) {
    this.number = number;
  }

  /// What `PRAGMA synchronous` calls it.
  public int number() {
    return number;
  }
}
