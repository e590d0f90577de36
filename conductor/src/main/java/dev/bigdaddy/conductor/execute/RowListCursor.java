package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows that are already in memory, read as a cursor: RETURNING rows and our own small answers.
///
/// Conversions are those of `sqlite3_column_*` where our callers need them; a number asked of text is
/// not converted, since callers ask by {@link #type}.
public final class RowListCursor implements RowCursor {
  private final List<String> names;
  private final List<@Nullable Object[]> rows;
  private int position = -1;

  /// @param names the columns' names
  /// @param rows values as null, `Long`, `Double`, `String` or `byte[]`
  public RowListCursor(List<String> names, List<@Nullable Object[]> rows) {
    this.names = names;
    this.rows = rows;
  }

  @Override
  public int columnCount() {
    return names.size();
  }

  @Override
  public String columnName(int column) {
    return names.get(column);
  }

  @Override
  public @Nullable String declaredType(int column) {
    return null;
  }

  @Override
  public boolean next() {
    if (position < rows.size()) {
      position++;
    }
    return position < rows.size();
  }

  @Override
  public @Nullable Object valueAt(int column) {
    Object value = rows.get(position)[column];
    return value instanceof RawText text ? text.toString() : value;
  }

  @Override
  public ValueType type(int column) {
    return switch (valueAt(column)) {
      case null -> ValueType.NULL;
      case Long _ -> ValueType.INTEGER;
      case Double _ -> ValueType.REAL;
      case String _ -> ValueType.TEXT;
      case Object _ -> ValueType.BLOB;
    };
  }

  @Override
  public long longAt(int column) {
    return valueAt(column) instanceof Number number ? number.longValue() : 0;
  }

  @Override
  public double doubleAt(int column) {
    return valueAt(column) instanceof Number number ? number.doubleValue() : 0;
  }

  @Override
  public @Nullable String textAt(int column) {
    return switch (valueAt(column)) {
      case null -> null;
      case byte[] blob -> new String(blob, StandardCharsets.UTF_8);
      case Object value -> value.toString();
    };
  }

  @Override
  public byte @Nullable [] blobAt(int column) {
    if (valueAt(column) instanceof byte[] blob) {
      return blob;
    }
    if (rows.get(position)[column] instanceof RawText text) {
      return text.bytes();
    }
    String text = textAt(column);
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    position = rows.size();
  }
}
