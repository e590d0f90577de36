package dev.bigdaddy.conductor.schema;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A column's type affinity, by the rules of "Datatypes In SQLite", section 3.1.
public enum Affinity {
  TEXT("TEXT"),
  NUMERIC("NUMERIC"),
  INTEGER("INTEGER"),
  REAL("REAL"),
  /// No conversion at all; SQLite calls it BLOB.
  NONE("");

  private final String typeName;

  Affinity(String typeName) {
    this.typeName = typeName;
  }

  /// A declared type that has this affinity.
  public String typeName() {
    return typeName;
  }

  /// Whether text that looks like a number becomes one.
  public boolean isNumeric() {
    return this == NUMERIC || this == INTEGER || this == REAL;
  }

  /// The affinity of a declared type.
  ///
  /// @param declaredType the type as written, or null if the column has none
  public static Affinity of(@Nullable String declaredType) {
    if (declaredType == null || declaredType.isEmpty()) {
      return NONE;
    }
    String type = declaredType.toUpperCase(Locale.ROOT);
    if (type.contains("INT")) {
      return INTEGER;
    }
    if (type.contains("CHAR") || type.contains("CLOB") || type.contains("TEXT")) {
      return TEXT;
    }
    if (type.contains("BLOB")) {
      return NONE;
    }
    if (type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB")) {
      return REAL;
    }
    return NUMERIC;
  }
}
