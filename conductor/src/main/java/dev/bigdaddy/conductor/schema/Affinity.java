package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.topology.TableName;
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
    String type = TableName.fold(declaredType);
    if (type.contains("int")) {
      return INTEGER;
    }
    if (type.contains("char") || type.contains("clob") || type.contains("text")) {
      return TEXT;
    }
    if (type.contains("blob")) {
      return NONE;
    }
    if (type.contains("real") || type.contains("floa") || type.contains("doub")) {
      return REAL;
    }
    return NUMERIC;
  }
}
