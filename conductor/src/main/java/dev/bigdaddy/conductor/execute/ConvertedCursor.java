package dev.bigdaddy.conductor.execute;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Rows in memory that a client reads: who asks for a value as another type than it has gets what SQLite
/// makes of it. Used by one thread.
public final class ConvertedCursor extends ForwardingCursor {
  private final Evaluator evaluator;

  /// @param evaluator asks SQLite
  public ConvertedCursor(RowListCursor rows, Evaluator evaluator) {
    super(rows);
    this.evaluator = evaluator;
  }

  @Override
  public long longAt(int column) {
    Object value = valueAt(column);
    return value instanceof Long
        ? super.longAt(column)
        : cast(value, "INTEGER") instanceof Long whole ? whole : 0;
  }

  @Override
  public double doubleAt(int column) {
    Object value = valueAt(column);
    return value instanceof Number
        ? super.doubleAt(column)
        : cast(value, "REAL") instanceof Double real ? real : 0;
  }

  @Override
  public @Nullable String textAt(int column) {
    Object value = valueAt(column);
    return value instanceof Double && cast(value, "TEXT") instanceof String text
        ? text
        : super.textAt(column);
  }

  @Override
  public byte @Nullable [] blobAt(int column) {
    String text = valueAt(column) instanceof Double ? textAt(column) : null;
    return text == null ? super.blobAt(column) : text.getBytes(StandardCharsets.UTF_8);
  }

  /// NULL stays what it is; as a number the callers take it for 0.
  private @Nullable Object cast(@Nullable Object value, String type) {
    return value == null
        ? null
        : evaluator.evaluate("SELECT CAST(?1 AS " + type + ")", new @Nullable Object[] {value});
  }
}
