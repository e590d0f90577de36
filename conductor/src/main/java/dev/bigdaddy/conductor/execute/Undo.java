package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Mark;
import dev.bigdaddy.storage.StorageException;

/// Takes a failed statement's work back.
final class Undo {
  private Undo() {}

  /// Undoes all work since a mark, and forgets the mark. If SQLite has ended the transaction itself,
  /// the session will find out, and the statement's own failure is what its user must see.
  static void to(Mark mark, Epoch epoch, RuntimeException failure) {
    try {
      epoch.rollbackTo(mark);
      epoch.release(mark);
    } catch (StorageException e) {
      failure.addSuppressed(e);
    }
  }
}
