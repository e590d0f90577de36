package dev.bigdaddy.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Steps that mostly wait for the disk, done side by side. They share nothing but what is safe for
/// many threads.
public final class SideBySide {
  private SideBySide() {}

  /// Does all steps, some on the caller's thread, and waits for all of them, whatever happens to one.
  /// On more threads than processors, steps that compute too would only be in each other's way.
  static void runAll(List<Runnable> steps) {
    if (steps.isEmpty()) {
      return;
    }
    int lanes = Math.min(steps.size(), Runtime.getRuntime().availableProcessors());
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      int from = lane * steps.size() / lanes;
      int to = (lane + 1) * steps.size() / lanes;
      work.add(() -> runInTurn(steps.subList(from, to)));
    }
    List<Boolean> unused = run(work);
  }

  private static boolean runInTurn(List<Runnable> steps) {
    List<FutureTask<Boolean>> done = steps.stream().map(step -> new FutureTask<>(step, true)).toList();
    done.forEach(FutureTask::run);
    return results(done).stream().allMatch(Boolean::booleanValue);
  }

  /// Does all steps, the last one on the caller's thread, and waits for all of them, whatever
  /// happens to one.
  ///
  /// @return their results, in order
  public static <T> List<T> run(List<Callable<T>> steps) {
    List<FutureTask<T>> tasks = steps.stream().map(FutureTask::new).toList();
    for (FutureTask<T> task : tasks.subList(0, tasks.size() - 1)) {
      begin(task);
    }
    tasks.getLast().run();
    return results(tasks);
  }

  /// Where the system has no thread left, steps are done one after the other: a commit must go on.
  private static void begin(FutureTask<?> task) {
    try {
      Thread.ofPlatform().daemon().name("bigdaddy-step").start(task);
    } catch (OutOfMemoryError e) {
      task.run();
    }
  }

  private static <T> List<T> results(List<FutureTask<T>> tasks) {
    List<T> results = new ArrayList<>(tasks.size());
    Throwable failure = null;
    boolean interrupted = false;
    for (FutureTask<T> task : tasks) {
      while (true) {
        try {
          results.add(task.get());
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          failure = failure == null ? e.getCause() : failure;
          break;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    switch (failure) {
      case null -> {
        return results;
      }
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }
}
