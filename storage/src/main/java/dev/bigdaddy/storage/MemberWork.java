package dev.bigdaddy.storage;

/// What a member does while it has the floor. It may run on the thread of another member, while its
/// own waits, so it must not ask which thread it is on; and it must not wait for others.
@FunctionalInterface
public interface MemberWork {
  /// @param epoch only what works on nodes may be used of it
  void on(Epoch epoch);
}
