package dev.bigdaddy.testkit;

/// Hears of each statement that ran on both sides, before the oracle compares.
@FunctionalInterface
public interface StatementObserver {
  /// Hears nothing.
  StatementObserver NONE = (statement, expected, actual, tested) -> {};

  /// Called once a statement; `expected` is the actual answer again if it was a refusal.
  void ran(ScriptStatement statement, Answer expected, Answer actual, SystemUnderTest tested);
}
