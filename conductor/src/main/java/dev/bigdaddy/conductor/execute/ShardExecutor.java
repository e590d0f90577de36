package dev.bigdaddy.conductor.execute;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Runs a statement's work on several nodes at the same time: the only place where one statement
/// becomes several threads.
///
/// At most `parallelism` tasks run at once over all statements, besides those that their callers run:
/// a caller does the first of its tasks itself, so that a single node costs no hand-over, and then
/// whichever of the others nobody has begun, so that no call can starve.
///
/// These are platform threads. A task spends its time inside SQLite, where a virtual thread holds its
/// carrier; carriers are as many as processors, so four nodes on two processors ran as three and then
/// one. Safe for use by many threads.
public final class ShardExecutor implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ShardExecutor.class.getName());
  private static final long IDLE_SECONDS = 20;

  private final ThreadPoolExecutor threads;

  /// @param parallelism nodes asked at the same time, besides the callers' own threads
  public ShardExecutor(int parallelism) {
    this.threads =
        new ThreadPoolExecutor(
            parallelism,
            parallelism,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("bigdaddy-shard-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
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

  /// Runs all tasks and gives their results in order. Every task has ended when this returns, also
  /// when one fails; the error of the first failing task in order is thrown.
  public <T> List<T> runAll(List<? extends Callable<T>> tasks) {
    if (tasks.size() == 1) {
      return List.of(call(tasks.getFirst()));
    }
    List<FutureTask<T>> running = new ArrayList<>(tasks.size());
    for (Callable<T> task : tasks) {
      running.add(new FutureTask<>(task));
    }
    for (FutureTask<T> task : running.subList(Math.min(1, running.size()), running.size())) {
      handOver(task);
    }
    // Does nothing for a task that another thread has begun.
    running.forEach(FutureTask::run);
    List<T> results = new ArrayList<>(tasks.size());
    Throwable failure = null;
    for (FutureTask<T> task : running) {
      try {
        results.add(await(task));
      } catch (RuntimeException | Error e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException failed) {
      throw failed;
    }
    return results;
  }

  /// Where no thread can be had, the caller's own does it.
  private void handOver(FutureTask<?> task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      LOG.log(Level.DEBUG, "a task runs on its caller's thread", e);
    }
  }

  /// Runs tasks one after the other, on the caller's thread: small ones take less time than to hand
  /// them over. The first that fails is the last that runs.
  public static <T> List<T> runHere(List<? extends Callable<T>> tasks) {
    List<T> results = new ArrayList<>(tasks.size());
    for (Callable<T> task : tasks) {
      results.add(call(task));
    }
    return results;
  }

  /// Waits for the end of a task even when interrupted, since it uses a connection that its caller
  /// will give back; the interrupt is restored afterwards.
  private static <T> T await(FutureTask<T> task) {
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
