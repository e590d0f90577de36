package dev.bigdaddy.storage;

import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/// Where tests reach in.
///
/// @param crash hears of every step that writes
/// @param logFile wraps the commit log's file
/// @param nanoTime tells how old a group of members is
record Seams(CrashPoints crash, UnaryOperator<DurableFile> logFile, LongSupplier nanoTime) {
  Seams(CrashPoints crash, UnaryOperator<DurableFile> logFile) {
    this(crash, logFile, System::nanoTime);
  }

  static Seams none() {
    return new Seams(CrashPoints.ofSystemProperty(), UnaryOperator.identity());
  }
}
