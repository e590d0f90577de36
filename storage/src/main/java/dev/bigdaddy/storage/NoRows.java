package dev.bigdaddy.storage;

import org.jspecify.annotations.Nullable;

/// The cursor of a text that holds no statement.
final class NoRows implements RowCursor {
  @Override
  public int columnCount() {
    return 0;
  }

  @Override
  public String columnName(int column) {
    throw new IndexOutOfBoundsException(column);
  }

  @Override
  public @Nullable String declaredType(int column) {
    throw new IndexOutOfBoundsException(column);
  }

  @Override
  public boolean next() {
    return false;
  }

  @Override
  public ValueType type(int column) {
    throw noRow();
  }

  @Override
  public long longAt(int column) {
    throw noRow();
  }

  @Override
  public double doubleAt(int column) {
    throw noRow();
  }

  @Override
  public @Nullable String textAt(int column) {
    throw noRow();
  }

  @Override
  public byte @Nullable [] blobAt(int column) {
    throw noRow();
  }

  @Override
  public @Nullable Object valueAt(int column) {
    throw noRow();
  }

  @Override
  public void close() {}

  private static IllegalStateException noRow() {
    return new IllegalStateException("the cursor is not on a row");
  }
}
