package dev.bigdaddy.conductor.session;

import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Member;
import dev.bigdaddy.storage.MemberWork;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.Storage;
import dev.bigdaddy.storage.WriterFlag;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A single statement's part in an epoch that it shares with those of other sessions. Used by one
/// thread at a time.
final class SharedPart {
  private final Storage storage;
  private final Set<WriterFlag> flags;
  private @Nullable Member member;
  private boolean done;

  SharedPart(Storage storage, Set<WriterFlag> flags) {
    this.storage = storage;
    this.flags = flags;
  }

  /// Has the work done, on whatever thread, and waits until it is durable.
  ///
  /// @throws LostEpochException if the epoch was lost
  void run(Set<NodeId> nodes, boolean unrepeatable, MemberWork work, Cancellation cancellation) {
    Member joining = storage.member(nodes, flags, unrepeatable);
    cancellation.writing(joining::cancel);
    cancellation.check();
    done = true;
    if (joining.run(work) == Member.Outcome.LOST) {
      throw new LostEpochException();
    }
  }

  /// Whether {@link #run} did the statement's work.
  boolean isDone() {
    return done;
  }

  /// Waits for the epoch, and works in it until {@link #commit} or {@link #end}.
  Epoch enter(Set<NodeId> nodes, boolean unrepeatable) {
    Member joining = storage.member(nodes, flags, unrepeatable);
    Epoch joined = joining.enter();
    member = joining;
    return joined;
  }

  /// Whether it works in an epoch.
  boolean isOpen() {
    return member != null;
  }

  /// What stops it from any thread.
  Runnable interruption() {
    return Objects.requireNonNull(member)::cancel;
  }

  /// @throws LostEpochException if the epoch was lost
  void commit() {
    if (Objects.requireNonNull(member).commit() == Member.Outcome.LOST) {
      throw new LostEpochException();
    }
  }

  /// Undoes its part, unless it is committed.
  void end() {
    if (member != null) {
      member.close();
      member = null;
    }
  }
}
