package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.execute.WriteContext.Remains;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.MemberWork;
import dev.bigdaddy.storage.StorageException;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A statement's work that another session's thread may do, and what came of it. Used by one thread at
/// a time: the session's own waits meanwhile.
final class SharedWork<T> implements MemberWork {
  private final Remains remains;
  private final Function<Epoch, T> work;
  private @Nullable T result;

  /// Why the statement failed, although what it left is committed.
  private @Nullable StorageException failure;

  SharedWork(Remains remains, Function<Epoch, T> work) {
    this.remains = remains;
    this.work = work;
  }

  @Override
  public void on(Epoch epoch) {
    try {
      result = work.apply(epoch);
    } catch (StorageException e) {
      boolean keeps =
          remains == Remains.WHAT_SQLITE_LEFT
              && PartialFailure.mayLeaveRows(e)
              && !epoch.isLost();
      if (!keeps) {
        throw e;
      }
      failure = e;
    }
  }

  /// The result, once the epoch is durable.
  ///
  /// @throws StorageException if the statement failed
  T result() {
    StorageException reason = failure;
    if (reason != null) {
      throw reason;
    }
    return Objects.requireNonNull(result);
  }
}
