package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.CacheStats;
import dev.bigdaddy.conductor.Column;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.ShardStats;
import dev.bigdaddy.conductor.execute.NodeWork;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.storage.ValueType;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A statement's answer as its client reads it. Used by one thread.
final class StatementCursor implements ResultCursor {
  private final List<Column> columns;
  private final RowCursor rows;
  private final long rowsAffected;
  private final List<NodeWork> work;
  private final Cancellation cancellation;
  private final Supplier<CacheStats> cacheStats;
  private final Consumer<StatementCursor> onClose;
  private boolean closed;
  private @Nullable BigDaddyException ended;

  StatementCursor(
      List<Column> columns,
      RowCursor rows,
      long rowsAffected,
      List<NodeWork> work,
      Cancellation cancellation,
      Supplier<CacheStats> cacheStats,
      Consumer<StatementCursor> onClose) {
    this.columns = columns;
    this.rows = rows;
    this.rowsAffected = rowsAffected;
    this.work = work;
    this.cancellation = cancellation;
    this.cacheStats = cacheStats;
    this.onClose = onClose;
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public boolean next() {
    if (ended != null) {
      throw ended;
    }
    if (closed) {
      return false;
    }
    try {
      // Who has written is told so: a cancel that came too late says nothing.
      if (cancellation.cause() != null && !cancellation.hasEnded()) {
        cancellation.check();
      }
      boolean hasRow = rows.next();
      BigDaddyException closedMeanwhile = ended;
      if (!hasRow && closedMeanwhile != null) {
        // Its transaction was idle for too long, and has ended while this waited.
        throw closedMeanwhile;
      }
      if (!hasRow) {
        cancellation.end();
      }
      return hasRow;
    } catch (StorageException e) {
      BigDaddyException error = Errors.of(e, cancellation);
      end(error);
      throw error;
    } catch (IllegalStateException e) {
      throw Errors.closedUnderReader(e);
    }
  }

  /// What stops it before its end.
  Cancellation cancellation() {
    return cancellation;
  }

  /// Closes it under its reader, who must not take this for the end of the rows.
  void end(BigDaddyException reason) {
    if (!closed) {
      ended = reason;
      close();
    }
  }

  @Override
  public void requireRow() {
    if (ended != null) {
      throw ended;
    }
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
  public void cancel() {
    cancellation.cancel();
  }

  @Override
  public long rowsAffected() {
    return rowsAffected;
  }

  @Override
  public List<ShardStats> shardStats() {
    return work.stream().map(NodeWork::stats).toList();
  }

  @Override
  public CacheStats cacheStats() {
    return cacheStats.get();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      rows.close();
    } catch (StorageException e) {
      throw Errors.of(e);
    } finally {
      onClose.accept(this);
    }
  }
}
