package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;

/// Refuses a statement by name, before anything runs.
public final class NotSupported {
  private NotSupported() {}

  /// The error for something that is not supported yet.
  ///
  /// @param what what it is, in the singular or plural, as `a trigger on a spread table`
  public static BigDaddyException of(String what) {
    return new BigDaddyException(ErrorCode.NOT_SUPPORTED, "not supported yet: " + what);
  }
}
