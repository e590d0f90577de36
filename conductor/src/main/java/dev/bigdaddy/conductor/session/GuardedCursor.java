package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.execute.ForwardingCursor;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.ValueType;
import org.jspecify.annotations.Nullable;

/// Rows that are read in an open transaction: while one of them is looked at, the transaction is not
/// idle.
final class GuardedCursor extends ForwardingCursor {
  private final IdleLimit idle;
  private final Cancellation statement;

  /// @param statement the one that opened it
  GuardedCursor(RowCursor rows, IdleLimit idle, Cancellation statement) {
    super(rows);
    this.idle = idle;
    this.statement = statement;
    statement.pause();
  }

  @Override
  public boolean next() {
    idle.enter();
    try {
      statement.resume();
      return super.next();
    } finally {
      statement.pause();
      idle.leave();
    }
  }

  @Override
  public ValueType type(int column) {
    idle.enter();
    try {
      return super.type(column);
    } finally {
      idle.leave();
    }
  }

  @Override
  public long longAt(int column) {
    idle.enter();
    try {
      return super.longAt(column);
    } finally {
      idle.leave();
    }
  }

  @Override
  public double doubleAt(int column) {
    idle.enter();
    try {
      return super.doubleAt(column);
    } finally {
      idle.leave();
    }
  }

  @Override
  public @Nullable String textAt(int column) {
    idle.enter();
    try {
      return super.textAt(column);
    } finally {
      idle.leave();
    }
  }

  @Override
  public byte @Nullable [] blobAt(int column) {
    idle.enter();
    try {
      return super.blobAt(column);
    } finally {
      idle.leave();
    }
  }

  @Override
  public @Nullable Object valueAt(int column) {
    idle.enter();
    try {
      return super.valueAt(column);
    } finally {
      idle.leave();
    }
  }

  @Override
  public void close() {
    idle.enter();
    try {
      super.close();
    } finally {
      idle.leave();
    }
  }
}
