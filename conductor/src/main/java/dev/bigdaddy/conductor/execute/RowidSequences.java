package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.ValueType;
import dev.bigdaddy.topology.TableLayout;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Gives out the ids that SQLite would assign in spread tables: one more than the largest now; with
/// AUTOINCREMENT one more than the largest ever.
///
/// The largest id is kept in memory while nothing can have lowered it, and asked of all nodes
/// otherwise. Ids that running transactions have taken but not committed are remembered, so that two
/// sessions never get the same one; what a transaction has written itself it sees on the nodes, so
/// that an id whose statement failed, or was rolled back to a savepoint, is taken again, as in
/// SQLite. Safe for use by many threads.
public final class RowidSequences {
  /// Stands for the largest id of a table without rows.
  private static final long NONE = Long.MIN_VALUE;

  private final Map<String, Sequence> sequences = new HashMap<>();

  /// How a transaction's statements look at the nodes.
  public interface Nodes {
    /// Looks at all nodes on which rows of a table lie now, at one instant: at the latest commits, and at
    /// what the transaction does where it holds the writers.
    <T> List<T> lookAtAll(UserTable table, Function<SqliteConnection, T> look);

    /// Reads a node as the transaction sees it.
    SqliteConnection reader(NodeId node);
  }

  /// Ids taken by one transaction, until it ends.
  public final class Claims {
    private final Set<Sequence> claimed = new HashSet<>();
    private final Set<Sequence> lowered = new HashSet<>();

    private Claims() {}

    /// Starts a statement that inserts into a table.
    ///
    public Ids ids(UserTable table, Nodes nodes) {
      return new Ids(this, sequence(table), table, nodes);
    }

    /// Says that rows vanished or changed their ids, so that the largest may be smaller now.
    public void lowered(UserTable table) {
      Sequence sequence = sequence(table);
      lowered.add(sequence);
      sequence.forget();
    }

    /// Says that a statement wrote the table under the writers of all its nodes, with ids that SQLite
    /// assigned by itself: those that others computed before and have not written yet are void.
    ///
    /// @param largest the largest id that appeared
    public void written(UserTable table, OptionalLong largest) {
      Sequence sequence = sequence(table);
      lowered.add(sequence);
      // At once: who begins in between would take what was known for new.
      synchronized (sequence) {
        sequence.generation++;
        largest.ifPresent(id -> sequence.claimOf(this).add(id, NONE));
        sequence.forget();
      }
    }

    /// Says that rows with ids taken here were not inserted after all, or are undone.
    public void undone() {
      claimed.forEach(Sequence::forget);
    }

    /// Ends the transaction.
    public void end(boolean committed) {
      claimed.forEach(sequence -> sequence.end(this, committed));
      lowered.forEach(Sequence::forget);
      claimed.clear();
      lowered.clear();
    }
  }

  /// The ids of one statement that inserts. Used by one thread.
  public static final class Ids {
    private final Claims owner;
    private final Sequence sequence;
    private final UserTable table;
    private final Nodes nodes;

    /// The largest of this statement, which no node has yet, and of the table if it was asked here.
    private long largest = NONE;

    /// What the sequence's changes were when the nodes were asked; -1 if they were not.
    private long askedAt = -1;

    private final long generation;

    /// Whether its transaction may have lowered the largest id.
    private final boolean lowered;

    /// What its transaction has taken, once something is.
    private @Nullable Claim claim;

    private Ids(
        Claims owner,
        Sequence sequence,
        UserTable table,
        Nodes nodes) {
      this.owner = owner;
      this.sequence = sequence;
      this.table = table;
      this.nodes = nodes;
      this.lowered = owner.lowered.contains(sequence);
      synchronized (sequence) {
        this.generation = sequence.generation;
      }
    }

    /// Whether nobody wrote the table with ids of his own since these were begun. Asked under the
    /// writers; if not, all ids must be taken anew.
    public boolean areValid() {
      synchronized (sequence) {
        return generation == sequence.generation;
      }
    }

    /// Takes the next id; empty if the largest possible one is taken.
    public OptionalLong next() {
      while (true) {
        long changes;
        synchronized (sequence) {
          if (look()) {
            if (largest == Long.MAX_VALUE) {
              return OptionalLong.empty();
            }
            long id = largest == NONE ? 1 : largest + 1;
            take(id, id);
            return OptionalLong.of(id);
          }
          changes = sequence.changes;
        }
        // Nobody who gives ids waits for the nodes meanwhile.
        long there = ask(table, nodes);
        synchronized (sequence) {
          if (changes == sequence.changes) {
            found(there);
          }
        }
      }
    }

    /// Takes an id that the user gave.
    ///
    /// @throws BigDaddyException with {@link ErrorCode#BUSY} if a running transaction was given this
    ///     id, and its row may lie on a node that would not see this one
    public void claim(long id) {
      synchronized (sequence) {
        if (!placedById() && sequence.isAssignedToOthers(owner, id)) {
          throw new BigDaddyException(ErrorCode.BUSY, "database is locked");
        }
        take(id, NONE);
      }
    }

    /// Whether SQLite's memory of AUTOINCREMENT has no row of the table yet, so that the first insert
    /// makes one. Its place among those of other tables is what `SELECT * FROM sqlite_sequence` shows.
    public boolean startsSequence() {
      if (!table.autoincrement()) {
        return false;
      }
      synchronized (sequence) {
        if (sequence.begun) {
          return false;
        }
      }
      boolean begun = hasSequence(table, nodes.reader(table.layout().nodes().first()));
      synchronized (sequence) {
        // What a transaction wrote itself may be undone.
        boolean own = owner.lowered.contains(sequence) || owner.claimed.contains(sequence);
        sequence.begun |= begun && !own && generation == sequence.generation;
      }
      return !begun;
    }

    private boolean placedById() {
      List<String> key = table.layout().shardKey();
      return key.isEmpty() || table.rowidAlias().map(List::of).filter(key::equals).isPresent();
    }

    /// Looks at what is known; false if the nodes must be asked.
    ///
    /// A transaction that deleted rows may see a smaller id than all others must: it asks for itself, and
    /// again when another one has ended, whose ids are no claims any more.
    private boolean look() {
      if (lowered) {
        largest = Math.max(largest, sequence.largestOfOthers(owner));
        return askedAt == sequence.changes;
      }
      if (!isKnown()) {
        return false;
      }
      largest = Math.max(largest, sequence.largest);
      return true;
    }

    /// Notes the largest id on the nodes, since when nothing has changed.
    private void found(long there) {
      if (lowered) {
        largest = Math.max(largest, there);
        askedAt = sequence.changes;
      } else if (!isKnown()) {
        sequence.largest = Math.max(there, sequence.largestOfOthers(owner));
        sequence.known = true;
        sequence.layout = table.layout();
      }
    }

    private boolean isKnown() {
      return sequence.known && table.layout().equals(sequence.layout);
    }

    private void take(long id, long assigned) {
      largest = Math.max(largest, id);
      sequence.largest = Math.max(sequence.largest, id);
      if (claim == null) {
        claim = sequence.claimOf(owner);
      }
      claim.add(id, assigned);
    }
  }

  /// What a transaction has taken of a table's ids: the largest at all, and the range in which all
  /// ids lie that were assigned to it. Guarded by the sequence.
  private static final class Claim {
    private long largest = NONE;
    private long smallestAssigned = NONE;
    private long largestAssigned = NONE;

    /// @param assigned the same id, or {@link #NONE} if the user gave it
    void add(long id, long assigned) {
      largest = Math.max(largest, id);
      if (assigned != NONE) {
        smallestAssigned =
            largestAssigned == NONE ? assigned : Math.min(smallestAssigned, assigned);
        largestAssigned = Math.max(largestAssigned, assigned);
      }
    }

    boolean assigned(long id) {
      return largestAssigned != NONE && smallestAssigned <= id && id <= largestAssigned;
    }
  }

  /// The ids of one table. Compared by identity; guarded by itself.
  private static final class Sequence {
    private final Map<Claims, Claim> claims = new HashMap<>();
    private boolean known;

    /// Whether the table's first node remembers a largest id, however small.
    private boolean begun;

    /// Where the rows lay when the nodes were asked: while a table is whole, SQLite gives its ids.
    private @Nullable TableLayout layout;

    private long largest;
    private long generation;

    /// Grows whenever what the nodes have, or what is known of them, may have changed otherwise than by
    /// claims.
    private long changes;

    synchronized void forget() {
      known = false;
      begun = false;
      changes++;
    }

    synchronized void end(Claims owner, boolean committed) {
      claims.remove(owner);
      known &= committed;
      changes++;
    }

    private Claim claimOf(Claims owner) {
      owner.claimed.add(this);
      return claims.computeIfAbsent(owner, _ -> new Claim());
    }

    private long largestOfOthers(Claims asker) {
      long largestClaim = NONE;
      for (Map.Entry<Claims, Claim> claim : claims.entrySet()) {
        if (claim.getKey() != asker) {
          largestClaim = Math.max(largestClaim, claim.getValue().largest);
        }
      }
      return largestClaim;
    }

    private boolean isAssignedToOthers(Claims asker, long id) {
      return claims.entrySet().stream()
          .anyMatch(claim -> claim.getKey() != asker && claim.getValue().assigned(id));
    }
  }

  /// Starts the claims of a transaction.
  public Claims claims() {
    return new Claims();
  }

  /// Forgets what is known of the tables, after some were made or dropped. What running transactions
  /// have taken stays taken.
  public void forget() {
    synchronized (sequences) {
      sequences.values().forEach(Sequence::forget);
    }
  }

  private Sequence sequence(UserTable table) {
    synchronized (sequences) {
      return sequences.computeIfAbsent(table.layout().name().folded(), _ -> new Sequence());
    }
  }

  private static long ask(UserTable table, Nodes nodes) {
    // The memory of AUTOINCREMENT begins at 0, even if all ids are negative.
    long least = table.autoincrement() ? 0 : NONE;
    return nodes.lookAtAll(table, node -> largestOn(node, table)).stream()
        .reduce(least, Math::max);
  }

  private static long largestOn(SqliteConnection node, UserTable table) {
    long largest = one(node, largestRowid(table));
    return table.autoincrement()
        ? Math.max(
            largest,
            one(
                node,
                "SELECT max(seq) FROM main.sqlite_sequence WHERE name = ?",
                table.layout().name().spelling()))
        : largest;
  }

  private static boolean hasSequence(UserTable table, SqliteConnection node) {
    try (RowCursor row =
        node.query("SELECT 1 FROM main.sqlite_sequence WHERE name = ?", table.layout().name().spelling())) {
      return row.next();
    }
  }

  private static String largestRowid(UserTable table) {
    String rowid = table.rowidAlias().or(table::rowidName).orElseThrow();
    return "SELECT max(" + SqlText.quote(rowid) + ") FROM " + SqlText.quote(table.name());
  }

  private static long one(SqliteConnection connection, String sql, Object... parameters) {
    try (RowCursor row = connection.query(sql, parameters)) {
      return row.next() && row.type(0) != ValueType.NULL ? row.longAt(0) : NONE;
    }
  }
}
