package dev.bigdaddy.testkit.isolation;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// One transaction as its client saw it.
///
/// @param begun when its client began it, in the nanoseconds of one clock
/// @param ended when its client was told its end
/// @param committed whether it was acknowledged; else it was refused or rolled back
record Recorded(
    int id, Mode mode, List<Access> accesses, long begun, long ended, boolean committed) {

  /// How it was begun.
  enum Mode {
    /// One statement.
    AUTOCOMMIT,
    /// BEGIN.
    DEFERRED,
    /// BEGIN IMMEDIATE.
    IMMEDIATE
  }

  Recorded {
    accesses = List.copyOf(accesses);
  }

  Set<Integer> written() {
    Set<Integer> keys = new TreeSet<>();
    for (Access access : accesses) {
      if (access instanceof Access.Append append) {
        keys.add(append.key());
      }
    }
    return keys;
  }

  @Override
  public String toString() {
    return "T" + id + " " + mode;
  }
}
