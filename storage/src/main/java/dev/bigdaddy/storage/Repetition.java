package dev.bigdaddy.storage;

import dev.bigdaddy.storage.LogRecord.Part;
import dev.bigdaddy.storage.StatementTape.Outcome;
import dev.bigdaddy.storage.StorageException.Kind;
import dev.bigdaddy.storage.TapeReader.LoggedStatement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Repeats the logged work of an epoch on a node that lacks it.
///
/// The same statements on the same state give the same result. Whether the state is the same shows
/// in the node's counter, which every epoch raised by one, and whether the result is, in change
/// counts and checksums. Any difference stops the opening: going on would guess.
final class Repetition {
  private final StorageNode node;
  private final CrashPoints crash;

  Repetition(StorageNode node, CrashPoints crash) {
    this.node = node;
    this.crash = crash;
  }

  /// Repeats the node's part of a record, unless the node has it already. The caller holds the turn
  /// or is alone.
  ///
  /// @return whether there was anything to do
  boolean repeat(LogRecord record) {
    for (Part part : record.parts()) {
      if (part.node().equals(node.id()) && node.row().applied() < record.number()) {
        repeat(record, part);
        return true;
      }
    }
    return false;
  }

  private void repeat(LogRecord record, Part part) {
    EpochRow before = node.row();
    if (before.counter() != part.counter() - 1) {
      throw new StorageException(
          Kind.OLDER_NODE,
          "%s is an older copy: epoch %d follows its change %d, but it has %d"
              .formatted(node.id(), record.number(), part.counter() - 1, before.counter()));
    }
    SqliteConnection writer = node.writer();
    // The log stays until the node is checkpointed, so nothing is lost with the power here.
    node.prepareWriter(Synchronous.NORMAL, record.flags());
    writer.control("BEGIN IMMEDIATE");
    try {
      TapeReader statements = new TapeReader(part.statements().duplicate());
      while (statements.hasNext()) {
        repeat(record.number(), statements.next());
      }
      EpochRow after = before.logged(record.number());
      after.write(writer);
      crash.reached(CrashPoint.RECOVERY_BEFORE_NODE_COMMIT);
      writer.control("COMMIT");
      node.committed(after, Synchronous.NORMAL);
    } catch (RuntimeException e) {
      node.rollback();
      throw e;
    }
    crash.reached(CrashPoint.RECOVERY_NODE_REPEATED);
  }

  private void repeat(long epoch, LoggedStatement logged) {
    Outcome expected = logged.outcome();
    Outcome now = run(expected, logged.sql(), logged.parameters());
    boolean same =
        now.changes() == expected.changes()
            && (expected.totalChanges() < 0 || now.totalChanges() == expected.totalChanges())
            && now.checksum() == expected.checksum()
            && now.errorCode() == expected.errorCode();
    if (!same) {
      throw new StorageException(
          Kind.DIFFERENT_REPETITION,
          "repeating epoch %d on %s gave %s instead of %s: %s"
              .formatted(epoch, node.id(), now, expected, logged.sql()));
    }
  }

  private Outcome run(Outcome expected, String sql, @Nullable Object[] parameters) {
    SqliteConnection writer = node.writer();
    long before = writer.totalChanges();
    try {
      if (expected.checksum() == Outcome.NO_ROWS) {
        long changes = writer.update(sql, parameters);
        return Outcome.of(changes, writer.totalChanges() - before);
      }
      List<@Nullable Object[]> rows = rows(writer, sql, parameters);
      long total = writer.totalChanges() - before;
      return new Outcome(writer.changesSince(before), total, Outcome.checksum(rows), 0);
    } catch (StorageException e) {
      if (expected.errorCode() == 0 || e.sqliteCode() != expected.errorCode()) {
        throw e;
      }
      long total = writer.totalChanges() - before;
      return new Outcome(expected.changes(), total, expected.checksum(), e.sqliteCode());
    }
  }

  /// All rows of a statement.
  static List<@Nullable Object[]> rows(
      SqliteConnection connection, String sql, @Nullable Object... parameters) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    try (RowCursor cursor = connection.query(sql, parameters)) {
      int columns = cursor.columnCount();
      while (cursor.next()) {
        @Nullable Object[] row = new @Nullable Object[columns];
        for (int c = 0; c < columns; c++) {
          row[c] = cursor.valueAt(c);
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
