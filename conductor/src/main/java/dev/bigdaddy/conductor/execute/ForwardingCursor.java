package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.ValueType;
import org.jspecify.annotations.Nullable;

/// A cursor over another one's rows; subclasses decide which rows pass.
public abstract class ForwardingCursor implements RowCursor {
  private final RowCursor rows;

  protected ForwardingCursor(RowCursor rows) {
    this.rows = rows;
  }

  /// The cursor whose rows pass through here.
  protected final RowCursor rows() {
    return rows;
  }

  @Override
  public int columnCount() {
    return rows.columnCount();
  }

  @Override
  public String columnName(int column) {
    return rows.columnName(column);
  }

  @Override
  public @Nullable String declaredType(int column) {
    return rows.declaredType(column);
  }

  @Override
  public boolean next() {
    return rows.next();
  }

  @Override
  public ValueType type(int column) {
    return rows.type(column);
  }

  @Override
  public long longAt(int column) {
    return rows.longAt(column);
  }

  @Override
  public double doubleAt(int column) {
    return rows.doubleAt(column);
  }

  @Override
  public @Nullable String textAt(int column) {
    return rows.textAt(column);
  }

  @Override
  public byte @Nullable [] blobAt(int column) {
    return rows.blobAt(column);
  }

  @Override
  public @Nullable Object valueAt(int column) {
    return rows.valueAt(column);
  }

  @Override
  public void close() {
    rows.close();
  }
}
