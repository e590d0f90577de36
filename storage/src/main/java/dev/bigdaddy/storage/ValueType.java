package dev.bigdaddy.storage;

/// SQLite's storage classes, in the order of `sqlite3_column_type`'s codes.
public enum ValueType {
  /// A 64-bit signed integer.
  INTEGER,
  /// An IEEE 754 double.
  REAL,
  /// Text, in UTF-8 on disk.
  TEXT,
  /// Bytes.
  BLOB,
  /// No value.
  NULL
}
