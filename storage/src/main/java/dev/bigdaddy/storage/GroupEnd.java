package dev.bigdaddy.storage;

import dev.bigdaddy.storage.Member.Stage;
import dev.bigdaddy.storage.StorageException.Kind;
import org.jspecify.annotations.Nullable;

/// The end of a group, by the thread of the member that has the floor last: its epoch is committed or
/// rolled back, and those that finished in it are told.
final class GroupEnd {
  private final OpenDatabase database;
  private final Turns turns;
  private final Group group;

  GroupEnd(OpenDatabase database, Group group) {
    this.database = database;
    this.turns = database.turns();
    this.group = group;
  }

  /// Commits the epoch, which nobody else uses any more.
  void commit() {
    Epoch epoch = group.epoch();
    Stage end = Stage.FAILED;
    RuntimeException reason = null;
    try {
      epoch.commit();
      end = Stage.DURABLE;
    } catch (RuntimeException e) {
      reason = e;
      if (epoch.isOpen()) {
        epoch.rollback();
      }
      end = canRunAgain(e) ? Stage.LOST : Stage.FAILED;
    } catch (Error e) {
      database.log().stop(new StorageException(Kind.STOPPED, "a thread died in a commit", e));
      epoch.close();
      throw e;
    } finally {
      tell(end, reason);
    }
  }

  /// Whether the members may run again, each for itself: only if nothing can be durable, and not if
  /// there was but one, which was alone already.
  private boolean canRunAgain(RuntimeException e) {
    boolean known = e instanceof StorageException error && error.kind() != Kind.STOPPED;
    return known && group.finished().size() > 1;
  }

  /// Rolls the whole epoch back.
  void lose() {
    turns.lock();
    try {
      turns.finishAdmission(group);
    } finally {
      turns.unlock();
    }
    try {
      group.epoch().close();
    } finally {
      tell(Stage.LOST, null);
    }
  }

  /// The epoch could not begin.
  void giveUp() {
    tell(Stage.LOST, null);
  }

  private void tell(Stage end, @Nullable RuntimeException reason) {
    turns.lock();
    try {
      turns.finishAdmission(group);
      for (Member member : group.finished()) {
        member.ends(end, reason);
      }
      if (end == Stage.DURABLE) {
        turns.committed(group);
      }
    } finally {
      turns.unlock();
    }
    // Not under the lock, which those that wake need for their next statements.
    group.finished().forEach(Member::wake);
  }
}
