package dev.bigdaddy.storage;

import java.util.function.UnaryOperator;

/// Where tests reach in.
///
/// @param crash hears of every step that writes
/// @param logFile wraps the commit log's file
record Seams(CrashPoints crash, UnaryOperator<LogFile> logFile) {
  static Seams none() {
    return new Seams(CrashPoints.ofSystemProperty(), UnaryOperator.identity());
  }
}
