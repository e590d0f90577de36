package dev.bigdaddy.engine;

/// Something that {@link DatabaseCheck} found and that must not be.
///
/// @param kind what is broken
/// @param place the node or table concerned
/// @param text what is there, and what should be
public record Finding(Kind kind, String place, String text) {

  /// What can be broken.
  public enum Kind {
    /// SQLite finds a file damaged.
    FILE,
    /// A node's tables and indexes are not those that the topology tells.
    SCHEMA,
    /// A row lies where its shard key does not say.
    PLACEMENT,
    /// A shard's kept row count is not the number of its rows.
    ROW_COUNT,
    /// Two rows share a value that must be unique over the whole table.
    UNIQUE,
    /// A reference table's copies differ.
    COPIES,
    /// A virtual index has no entry for a row.
    INDEX,
    /// A row's foreign key leads nowhere.
    FOREIGN_KEY,
    /// Something that nothing needs any more.
    DEBRIS
  }

  @Override
  public String toString() {
    return kind + " " + place + ": " + text;
  }
}
