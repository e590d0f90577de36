package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StatementTape.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One node inside an epoch: its writer's open transaction and what is recorded of it. Used by one
/// thread at a time.
final class Participant {
  private final StorageNode node;
  private final SqliteConnection writer;
  private final Synchronous level;
  private final StatementTape tape;
  private final BooleanSupplier alone;
  private final Sums sums = new Sums();

  /// As many as the epoch had marks when something was last done here: see {@link #reach}.
  private final List<Point> points = new ArrayList<>();

  private long totalAtStart;
  private long uncountedAtStart;

  /// Changes of rows that recorded statements made.
  private long recordedChanges;

  /// Whether statements were recorded that stand for others.
  private boolean recordedOthers;

  private @Nullable StorageException unrecorded;
  private long changesAtCommit;
  private boolean inTransaction;
  private boolean ended;

  /// Where the node stood at a mark.
  ///
  /// @param savepoint the mark whose savepoint it is: its own, or that of an earlier one since which
  ///     nothing changed; {@link #BEGIN} if nothing changed since the transaction began
  private record Point(
      StatementTape.Position tape,
      Sums.Position sums,
      boolean changed,
      long total,
      long uncounted,
      int savepoint) {}

  private static final int BEGIN = -1;

  /// The caller holds the node's turn.
  ///
  /// @param alone whether the epoch has no other node
  Participant(StorageNode node, Synchronous level, StatementTape tape, BooleanSupplier alone) {
    this.node = node;
    this.writer = node.writer();
    this.level = level;
    this.tape = tape;
    this.alone = alone;
  }

  void begin() {
    if (node.isWriterOwned()) {
      // BEGIN IMMEDIATE would lock the files that its session attached too.
      writer.control("BEGIN");
      inTransaction = true;
      writer.control(EpochRow.LOCK);
    } else {
      writer.control("BEGIN IMMEDIATE");
      inTransaction = true;
    }
    writer.enterEpoch();
    nothingDone();
  }

  private void nothingDone() {
    totalAtStart = writer.totalChanges();
    uncountedAtStart = writer.uncountedChanges();
    recordedChanges = 0;
  }

  StorageNode node() {
    return node;
  }

  SqliteConnection writer() {
    return writer;
  }

  Synchronous level() {
    return level;
  }

  StatementTape tape() {
    return tape;
  }

  /// Whether there is anything to commit.
  boolean changed() {
    return tape.size() > 0
        || sums.areDue()
        || unrecorded != null
        || writer.totalChanges() != totalAtStart
        || writer.uncountedChanges() != uncountedAtStart;
  }

  /// How many rows changed since the transaction began.
  long rowChanges() {
    return writer.totalChanges() - totalAtStart;
  }

  /// How many statements changed something else than rows.
  long definitions() {
    return writer.uncountedChanges() - uncountedAtStart;
  }

  long update(String sql, @Nullable Object[] parameters) {
    long before = writer.totalChanges();
    long uncounted = writer.uncountedChanges();
    try {
      long changes = writer.update(sql, parameters);
      long total = writer.totalChanges() - before;
      recordedChanges += total;
      if (total > 0 || writer.uncountedChanges() != uncounted) {
        append(Outcome.of(changes, total), sql, parameters);
      }
      return changes;
    } catch (StorageException e) {
      recordFailure(e, before, sql, parameters);
      throw e;
    }
  }

  List<@Nullable Object[]> returning(String sql, @Nullable Object[] parameters) {
    long before = writer.totalChanges();
    try {
      List<@Nullable Object[]> rows = Repetition.rows(writer, sql, parameters);
      long total = writer.totalChanges() - before;
      recordedChanges += total;
      if (total > 0) {
        long changes = writer.changesSince(before);
        append(new Outcome(changes, total, Outcome.checksum(rows), 0), sql, parameters);
      }
      return rows;
    } catch (StorageException e) {
      recordFailure(e, before, sql, parameters);
      throw e;
    }
  }

  /// A statement that failed may have kept a part of its work (`INSERT OR FAIL`), and then its
  /// repetition must fail in the same way.
  private void recordFailure(
      StorageException e, long before, String sql, @Nullable Object[] parameters) {
    if (e == unrecorded || writer.transactionLost()) {
      return;
    }
    long total = writer.totalChanges() - before;
    recordedChanges += total;
    if (total > 0) {
      append(new Outcome(0, total, Outcome.NO_ROWS, e.sqliteCode()), sql, parameters);
    }
  }

  /// Work that nobody recorded would be lost with the power, though the log says that it is there.
  void requireAllRecorded() {
    if (!recordedOthers && rowChanges() != recordedChanges) {
      throw new IllegalStateException(
          "%d changes of rows on %s, of which %d are recorded"
              .formatted(rowChanges(), node.id(), recordedChanges));
    }
  }

  /// Changes of rows that are no part of its work.
  void disregard(long changes) {
    recordedChanges += changes;
  }

  void record(String sql, long expectedChanges, @Nullable Object[] parameters) {
    recordedOthers = true;
    append(Outcome.of(expectedChanges, -1), sql, parameters);
  }

  /// What ran but could not be recorded must not be committed with a record. An epoch that still is
  /// alone on its node needs none, so it may go on without.
  private void append(Outcome outcome, String sql, @Nullable Object[] parameters) {
    try {
      tape.append(outcome, sql, parameters);
    } catch (StorageException e) {
      unrecorded = e;
      tape.abandon();
      if (!alone.getAsBoolean()) {
        throw e;
      }
    }
  }

  /// Adds to a number some time before the commit, but before anything else looks at it.
  void addLater(String sql, Object[] keys, long sum) {
    sums.add(points.isEmpty() ? 0 : points.getLast().sums().additions(), sql, keys, sum);
  }

  /// Writes the sums that are due. Nobody knows which are written if one fails, so then the
  /// transaction is over.
  void writeSums() {
    if (!sums.areDue()) {
      return;
    }
    try {
      sums.write(this::update);
    } catch (RuntimeException e) {
      writer.loseTransaction();
      throw e;
    }
  }

  /// Why its record is incomplete, if it is.
  @Nullable StorageException unrecorded() {
    return unrecorded;
  }

  // Marks: savepoints named by their depth, so that their statements stay prepared. Most marks are
  // set where nothing happened since the one before, or since BEGIN, and need none. And most nodes of
  // an epoch have no part in most of its members: they hear of marks only when they are used next.

  /// Sets a mark, unless the node has still to hear of earlier ones.
  void mark(int depth) {
    if (points.size() == depth) {
      setMark(depth);
    }
  }

  /// Before the node is used: sets the marks that it has not heard of. It was not used since, so it
  /// stands where it stood then.
  ///
  /// @param marks how many there are
  void reach(int marks) {
    while (points.size() < marks) {
      setMark(points.size());
    }
  }

  private void setMark(int depth) {
    boolean changed = changed();
    int savepoint = depth;
    if (!changed) {
      savepoint = BEGIN;
    } else if (!points.isEmpty() && isAt(points.getLast())) {
      savepoint = points.getLast().savepoint();
    } else {
      atMark("SAVEPOINT bigdaddy_mark_" + depth);
    }
    points.add(
        new Point(
            tape.position(),
            sums.position(),
            changed,
            writer.totalChanges(),
            writer.uncountedChanges(),
            savepoint));
  }

  private boolean isAt(Point point) {
    return writer.totalChanges() == point.total()
        && writer.uncountedChanges() == point.uncounted()
        && tape.position().equals(point.tape())
        && sums.position().equals(point.sums())
        && (unrecorded == null || point.changed());
  }

  void rollbackTo(int depth) {
    writer.requireTransaction();
    if (depth >= points.size()) {
      writer.closeCursors();
      return;
    }
    Point point = points.get(depth);
    if (point.savepoint() == BEGIN) {
      beginAnew();
    } else {
      rollbackToSavepoint(point.savepoint());
    }
    points.subList(depth + 1, points.size()).clear();
    tape.rewind(point.tape());
    sums.rewind(point.sums());
    if (!point.changed()) {
      nothingDone();
    }
    // The counters of the connection go on; the marks up to here stand where they stood.
    points.replaceAll(
        earlier ->
            earlier.savepoint() == point.savepoint() && isSamePlace(earlier, point)
                ? new Point(
                    earlier.tape(),
                    earlier.sums(),
                    earlier.changed(),
                    writer.totalChanges(),
                    writer.uncountedChanges(),
                    earlier.savepoint())
                : earlier);
  }

  private static boolean isSamePlace(Point one, Point other) {
    return one.total() == other.total() && one.uncounted() == other.uncounted();
  }

  /// Nothing was done before the mark, so there is nothing to keep.
  private void beginAnew() {
    if (!changed()) {
      writer.closeCursors();
      return;
    }
    node.rollback();
    try {
      begin();
    } catch (StorageException e) {
      writer.loseTransaction();
      throw e;
    }
  }

  private void rollbackToSavepoint(int savepoint) {
    writer.shield();
    try {
      writer.closeCursors();
      writer.update("ROLLBACK TO bigdaddy_mark_" + savepoint);
    } finally {
      writer.unshield();
    }
  }

  void release(int depth) {
    if (depth >= points.size()) {
      return;
    }
    List<Point> ended = points.subList(depth, points.size());
    for (Point point : ended) {
      if (point.savepoint() >= depth) {
        // With it all later ones.
        atMark("RELEASE bigdaddy_mark_" + point.savepoint());
        break;
      }
    }
    sums.release(
        ended.getFirst().sums(), depth == 0 ? 0 : points.get(depth - 1).sums().additions());
    ended.clear();
  }

  /// An interrupt is meant for statements, not for these. Should one fail all the same, marks stand on
  /// some nodes and not on others, so that nothing but the whole epoch can be undone.
  private void atMark(String sql) {
    writer.shield();
    try {
      writer.update(sql);
    } catch (StorageException e) {
      writer.loseTransaction();
      throw e;
    } finally {
      writer.unshield();
    }
  }

  void rollback() {
    node.rollback();
    inTransaction = false;
  }

  /// Commits the node's transaction.
  void commit() {
    long before = writer.totalChanges();
    writer.control("COMMIT");
    changesAtCommit = writer.totalChanges() - before;
  }

  long changesAtCommit() {
    return changesAtCommit;
  }

  /// The node's transaction has ended as it should: what its writer does now is no part of the epoch.
  void leftTransaction() {
    inTransaction = false;
    writer.leaveEpoch();
  }

  boolean isInTransaction() {
    return inTransaction;
  }

  void interrupt() {
    synchronized (writer.tenancyLock()) {
      if (!ended) {
        writer.interrupt();
      }
    }
  }

  /// Gives the writer back, outside any transaction.
  void end() {
    synchronized (writer.tenancyLock()) {
      ended = true;
    }
    writer.unshield();
    writer.leaveEpoch();
    try {
      tape.close();
    } finally {
      node.restWriter();
    }
  }
}
