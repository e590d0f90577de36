package dev.bigdaddy.conductor.session;

import dev.bigdaddy.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The statements of one session that run, or whose answers are being read. Used by one thread at a
/// time; only {@link #cancel} is for any thread.
final class RunningStatements {
  private final LocalConductor conductor;
  private final List<Cancellation> running = new ArrayList<>(2);
  private @Nullable Cancellation latest;
  private Duration timeout;

  RunningStatements(LocalConductor conductor) {
    this.conductor = conductor;
    this.timeout = conductor.limits().statementTimeout();
  }

  /// Limits the time of the statements that begin from now on; zero for the database's own limit.
  void timeout(Duration limit) {
    timeout = limit.isZero() ? conductor.limits().statementTimeout() : limit;
  }

  /// Begins a statement, as soon as there is room for it. {@link Cancellation#end} ends it.
  Cancellation begin() {
    Cancellation statement =
        new Cancellation(
            conductor.deadlines(), timeout, conductor.limits().snapshotAge(), this::ended);
    boolean first;
    synchronized (this) {
      first = running.isEmpty();
      running.add(statement);
      latest = statement;
    }
    statement.start();
    if (first) {
      try {
        conductor.permits().take(statement);
      } catch (RuntimeException e) {
        remove(statement);
        statement.end();
        throw e instanceof StorageException refused ? Errors.of(refused) : e;
      }
    }
    return statement;
  }

  private void ended(Cancellation statement) {
    if (remove(statement)) {
      conductor.permits().giveBack();
    }
  }

  /// Whether it was the last one.
  private synchronized boolean remove(Cancellation statement) {
    return running.remove(statement) && running.isEmpty();
  }

  /// Stops the one that began last, if it has not ended.
  void cancelLatest() {
    Cancellation last;
    synchronized (this) {
      last = latest;
    }
    if (last != null) {
      last.cancel();
    }
  }

  /// Stops all of them.
  void cancel() {
    List<Cancellation> all;
    synchronized (this) {
      all = List.copyOf(running);
    }
    all.forEach(Cancellation::cancel);
  }
}
