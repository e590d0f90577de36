package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Gives out the ids that SQLite would assign in spread tables: one more than the largest now; with
/// AUTOINCREMENT one more than the largest ever.
///
/// The largest id is kept in memory while nothing can have lowered it, and asked of all nodes
/// otherwise. Ids that running statements have taken but not committed are remembered, so that two
/// sessions never get the same one. Safe for use by many threads.
public final class RowidSequences {
  /// Stands for the largest id of a table without rows.
  static final long NONE = Long.MIN_VALUE;

  private final Map<String, Sequence> sequences = new HashMap<>();

  /// Ids taken by one transaction, until it ends.
  public final class Claims {
    private final List<Claim> claims = new ArrayList<>();

    private Claims() {}

    /// A point to go back to.
    public int mark() {
      return claims.size();
    }

    /// Gives back the ids taken since a mark, after their rows were rolled back.
    public void rollbackTo(int mark) {
      List<Claim> undone = claims.subList(mark, claims.size());
      undone.forEach(claim -> end(claim, false));
      undone.clear();
    }

    /// The largest id that this table has, or that someone is about to give it; {@link #NONE} if it
    /// has no row.
    ///
    /// @param reader reads a node as this transaction sees it
    public long largest(UserTable table, Function<NodeId, SqliteConnection> reader) {
      Sequence sequence = sequence(table);
      synchronized (sequence) {
        if (!sequence.known) {
          sequence.largest = Math.max(ask(table, reader), sequence.largestClaimOfOthers(this));
          sequence.known = true;
        }
        return sequence.largest;
      }
    }

    /// Takes all ids up to one.
    public void claim(UserTable table, long rowid) {
      Sequence sequence = sequence(table);
      synchronized (sequence) {
        Claim claim = new Claim(sequence, this, rowid);
        sequence.claims.add(claim);
        claims.add(claim);
        sequence.largest = Math.max(sequence.largest, rowid);
      }
    }

    /// Says that rows vanished or changed their ids, so that the largest may be smaller now.
    public void lowered(UserTable table) {
      Sequence sequence = sequence(table);
      synchronized (sequence) {
        sequence.known = false;
        claims.add(new Claim(sequence, this, NONE));
      }
    }

    /// Ends the transaction.
    public void end(boolean committed) {
      claims.forEach(claim -> end(claim, committed));
      claims.clear();
    }

    private void end(Claim claim, boolean committed) {
      synchronized (claim.sequence) {
        claim.sequence.claims.remove(claim);
        if (!committed || claim.rowid == NONE) {
          claim.sequence.known = false;
        }
      }
    }
  }

  private record Claim(Sequence sequence, Claims owner, long rowid) {}

  private static final class Sequence {
    private final List<Claim> claims = new ArrayList<>();
    private boolean known;
    private long largest;

    long largestClaimOfOthers(Claims asker) {
      long claimed = NONE;
      for (Claim claim : claims) {
        if (claim.owner() != asker) {
          claimed = Math.max(claimed, claim.rowid());
        }
      }
      return claimed;
    }
  }

  /// Starts the claims of a transaction.
  public Claims claims() {
    return new Claims();
  }

  /// Forgets all that is kept in memory, after tables were made or dropped.
  public void forget() {
    synchronized (sequences) {
      sequences.clear();
    }
  }

  private Sequence sequence(UserTable table) {
    synchronized (sequences) {
      return sequences.computeIfAbsent(table.layout().name().folded(), _ -> new Sequence());
    }
  }

  private static long ask(UserTable table, Function<NodeId, SqliteConnection> reader) {
    // The memory of AUTOINCREMENT begins at 0, even if all ids are negative.
    long largest = table.autoincrement() ? 0 : NONE;
    for (NodeId node : table.layout().nodes()) {
      SqliteConnection connection = reader.apply(node);
      largest = Math.max(largest, one(connection, largestRowid(table)));
      if (table.autoincrement()) {
        largest =
            Math.max(
                largest,
                one(
                    connection,
                    "SELECT max(seq) FROM sqlite_sequence WHERE name = ?",
                    table.layout().name().spelling()));
      }
    }
    return largest;
  }

  private static String largestRowid(UserTable table) {
    String rowid = table.rowidAlias().or(table::rowidName).orElseThrow();
    return "SELECT max(" + SqlText.quote(rowid) + ") FROM " + SqlText.quote(table.name());
  }

  private static long one(SqliteConnection connection, String sql, Object... parameters) {
    try (RowCursor row = connection.query(sql, parameters)) {
      return row.next() && row.type(0) == ValueType.INTEGER ? row.longAt(0) : NONE;
    }
  }
}
