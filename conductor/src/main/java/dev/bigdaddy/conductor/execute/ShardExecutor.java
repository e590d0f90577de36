package dev.bigdaddy.conductor.execute;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Runs a statement's work on several nodes at the same time: the only place where one statement
/// becomes several threads.
///
/// At most `parallelism` tasks run at once over all statements; one task of each call runs on the
/// caller's thread, so that a single node costs no hand-over and no call can starve. Safe for use by
/// many threads.
public final class ShardExecutor implements AutoCloseable {
  private final ExecutorService threads;
  private final Semaphore permits;

  /// @param parallelism nodes asked at the same time, besides the callers' own threads
  public ShardExecutor(int parallelism) {
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("bigdaddy-shard-", 0).factory());
    this.permits = new Semaphore(parallelism);
  }

  /// Runs all tasks and gives their results in order. Every task has ended when this returns, also
  /// when one fails; the error of the first failing task in order is thrown.
  public <T> List<T> runAll(List<? extends Callable<T>> tasks) {
    List<Future<T>> others = new ArrayList<>(Math.max(0, tasks.size() - 1));
    for (Callable<T> task : tasks.subList(Math.min(1, tasks.size()), tasks.size())) {
      others.add(threads.submit(() -> withPermit(task)));
    }
    List<T> results = new ArrayList<>(tasks.size());
    RuntimeException failure = null;
    if (!tasks.isEmpty()) {
      try {
        results.add(call(tasks.getFirst()));
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    for (Future<T> other : others) {
      try {
        results.add(await(other));
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return results;
  }

  private <T> T withPermit(Callable<T> task) throws Exception {
    permits.acquire();
    try {
      return task.call();
    } finally {
      permits.release();
    }
  }

  private static <T> T call(Callable<T> task) {
    try {
      return task.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("a shard task threw a checked exception", e);
    }
  }

  /// Waits for the end of a task even when interrupted, since it uses a connection that its caller
  /// will give back; the interrupt is restored afterwards.
  private static <T> T await(Future<T> task) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          if (e.getCause() instanceof RuntimeException failure) {
            throw failure;
          }
          if (e.getCause() instanceof Error error) {
            throw error;
          }
          throw new IllegalStateException("a shard task threw a checked exception", e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}
