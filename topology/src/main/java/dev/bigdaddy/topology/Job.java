package dev.bigdaddy.topology;

import java.util.List;

/// A piece of durable background work: it is in the topology before anyone is told of it, and a process
/// that dies leaves it there for the next one.
///
/// @param id given once, never again
/// @param table the table that it was asked for
/// @param group all tables whose rows it moves, folded; they move as one
/// @param target where their rows shall lie, as {@link TargetShards} writes it; or the index whose
///     entries it makes or cleans
/// @param status how far it is
/// @param wanted what its owner wants of it
/// @param rowsDone rows that it has moved
/// @param rowsTotal rows that it had to move when it began
/// @param error why it failed last; empty if it did not
/// @param retries how often it was tried again
/// @param times when what happened
public record Job(
    long id,
    String table,
    List<String> group,
    String target,
    Status status,
    Wanted wanted,
    long rowsDone,
    long rowsTotal,
    String error,
    int retries,
    Times times) {

  private static final String INDEX = "index ";
  private static final String CLEAN = "clean ";

  public Job {
    group = List.copyOf(group);
  }

  /// What a job does.
  public enum Kind {
    /// Moves rows.
    RESHARD,
    /// Makes the entries of a virtual index.
    INDEX,
    /// Removes entries of a virtual index that no row has any more.
    CLEAN
  }

  /// What it does.
  public Kind kind() {
    if (target.startsWith(INDEX)) {
      return Kind.INDEX;
    }
    return target.startsWith(CLEAN) ? Kind.CLEAN : Kind.RESHARD;
  }

  /// The target of a job that makes the entries of a virtual index.
  public static String indexTarget(String index) {
    return INDEX + index;
  }

  /// The target of a job that removes surplus entries of a virtual index.
  public static String cleanTarget(String index) {
    return CLEAN + index;
  }

  /// The virtual index whose entries it makes or removes.
  public String index() {
    return switch (kind()) {
      case INDEX -> target.substring(INDEX.length());
      case CLEAN -> target.substring(CLEAN.length());
      case RESHARD -> throw new IllegalStateException("a job that concerns no index: " + id);
    };
  }

  /// The job that begins its rows anew, of which there are so many.
  public Job anew(long rows) {
    return new Job(id, table, group, target, status, wanted, 0, rows, error, retries, times);
  }

  /// How far a job is; the words of a resharding.
  public enum Status {
    PENDING,
    COPYING,
    VERIFYING,
    SWITCHING,
    COMPLETE,
    FAILED,
    CANCELLED;

    /// Whether nothing is left to do.
    public boolean isOver() {
      return this == COMPLETE || this == FAILED || this == CANCELLED;
    }
  }

  /// What its owner wants of a job.
  public enum Wanted {
    RUN,
    PAUSE,
    CANCEL
  }

  /// Milliseconds since 1970; 0 for what did not happen yet.
  ///
  /// @param created when it was asked for
  /// @param started when it first ran
  /// @param updated when it last got on
  /// @param nextTry not before this is it tried again
  public record Times(long created, long started, long updated, long nextTry) {}

  /// The job a step later.
  public Job at(Status next, long now) {
    long started = times.started == 0 ? now : times.started;
    Times moved = new Times(times.created, started, now, times.nextTry);
    return new Job(
        id, table, group, target, next, wanted, rowsDone, rowsTotal, error, retries, moved);
  }

  /// The job with more rows moved.
  public Job moved(long rows, long now) {
    Times later = new Times(times.created, times.started, now, 0);
    return new Job(
        id, table, group, target, status, wanted, rowsDone + rows, rowsTotal, "", 0, later);
  }

  /// The job that has so many rows to move.
  public Job withTotal(long rows) {
    return new Job(
        id, table, group, target, status, wanted, rowsDone, rows, error, retries, times);
  }

  /// The job whose owner wants something else of it.
  public Job wanting(Wanted other, long now) {
    Times later = new Times(times.created, times.started, now, 0);
    return new Job(
        id, table, group, target, status, other, rowsDone, rowsTotal, error, retries, later);
  }

  /// The job after it failed once more.
  public Job failedOnce(String reason, long now, long nextTry) {
    Times later = new Times(times.created, times.started, now, nextTry);
    return new Job(
        id, table, group, target, status, wanted, rowsDone, rowsTotal, reason, retries + 1, later);
  }
}
