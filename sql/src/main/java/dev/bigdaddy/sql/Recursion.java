package dev.bigdaddy.sql;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// Counts how deep methods call themselves, and lets them go on with a fresh stack before the
/// current one could run out. Used by one thread at a time.
///
/// Why: SQLite takes up to 1,000 operators inside each other, and some things more. Java's frames
/// for them fill a stack of 512 KiB, and nobody knows how much of it the caller used. A fresh
/// thread every so many levels costs nothing for statements that people write.
///
///     if (recursion.isDeep()) {
///       return recursion.onFreshStack(() -> method(argument));
///     }
///     recursion.enter();
///     …
///     recursion.leave();
final class Recursion {
  private static final int LEVELS_OF_A_STACK = 48;
  private static final long STACK_BYTES = 1024 * 1024;

  private int level;

  /// How many levels of the current stack are in use.
  void enter() {
    level++;
  }

  void leave() {
    level--;
  }

  /// Whether the current stack was used enough.
  boolean isDeep() {
    return level >= LEVELS_OF_A_STACK;
  }

  /// Does `work` on another thread, and waits for it.
  <T> T onFreshStack(Supplier<T> work) {
    int outer = level;
    level = 0;
    AtomicReference<T> result = new AtomicReference<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                result.set(work.get());
              } catch (RuntimeException | Error e) {
                failure.set(e);
              }
            },
            "deep-sql",
            STACK_BYTES);
    thread.start();
    joinUninterrupted(thread);
    level = outer;
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure.get());
    }
    return Objects.requireNonNull(result.get());
  }

  /// Does `work` on another thread, and waits for it.
  void runOnFreshStack(Runnable work) {
    boolean done =
        onFreshStack(
            () -> {
              work.run();
              return true;
            });
    assert done;
  }

  private static void joinUninterrupted(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
