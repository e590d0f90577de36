package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.plan.WritePlan.Gathered;
import dev.bigdaddy.conductor.schema.ForeignKeyLink;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.storage.WriterFlag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Counts what deferred foreign keys are violated by, as SQLite does for a connection: a transaction
/// may not commit while the count is above zero.
///
/// SQLite's own counter is the sum of what each statement adds and takes away, so the difference that
/// a gathered statement makes in its scratch database, where all parents and children of what it wrote
/// lie, is mostly what it adds to the session's. Used by one thread.
final class DeferredKeys {
  private final SqliteConnection connection;
  private final boolean all;
  private final Map<String, List<ForeignKeyLink>> links = new LinkedHashMap<>();

  /// Whether a table has a key that names none of its parent's, so that its rows cannot be counted.
  private boolean mismatched;

  /// @param all whether those count too that are not declared to be deferred
  DeferredKeys(Gathered plan, SqliteConnection connection, boolean all) {
    this.connection = connection;
    this.all = all;
    if (plan.flags().contains(WriterFlag.FOREIGN_KEYS)) {
      plan.foreignKeys()
          .forEach(link -> links.computeIfAbsent(link.child(), _ -> new ArrayList<>()).add(link));
      links.values().removeIf(ofTable -> ofTable.stream().noneMatch(this::counts));
    }
  }

  /// What the statement adds to the session's count.
  ///
  /// SQLite counts row by row and never below zero, so that a row which violated a key before anything
  /// was counted, and violates it again, adds one. So where rows violated keys before, and some still
  /// do, SQLite is asked for its count: it commits only at zero. That ends the transaction.
  ///
  /// @param before how many rows violated a key before the statement
  /// @param fromZero whether the session's count was zero
  long added(long before, boolean fromZero) {
    long after = violations();
    if (mismatched && fromZero) {
      return commits() ? 0 : Math.max(1, after - before);
    }
    boolean clear = after > before || before == 0 || after == 0 || !fromZero;
    return clear || commits() ? after - before : 1;
  }

  private boolean commits() {
    try {
      connection.update("COMMIT");
      return true;
    } catch (StorageException e) {
      if (e.kind() != StorageException.Kind.SQL) {
        throw e;
      }
      return false;
    }
  }

  /// How many rows violate a key now that is checked at COMMIT.
  long violations() {
    long violations = 0;
    for (Map.Entry<String, List<ForeignKeyLink>> entry : List.copyOf(links.entrySet())) {
      // SQLite numbers a table's foreign keys from the last one backwards.
      violations += violations(entry.getKey(), entry.getValue().reversed());
    }
    return violations;
  }

  private boolean counts(ForeignKeyLink link) {
    return all || link.deferred();
  }

  private long violations(String table, List<ForeignKeyLink> numbered) {
    long violations = 0;
    try (RowCursor rows =
        connection.query("PRAGMA foreign_key_check(" + SqlText.quote(table) + ")")) {
      while (rows.next()) {
        if (counts(numbered.get((int) rows.longAt(3)))) {
          violations++;
        }
      }
      return violations;
    } catch (StorageException e) {
      boolean dropped = e.getMessage().startsWith("no such table");
      if (!dropped && !e.getMessage().startsWith("foreign key mismatch")) {
        throw e;
      }
      // SQLite refuses every write of a table whose keys do not match, but for an UPDATE of other
      // columns; not even DROP TABLE of a parent is done, behind which they are checked again.
      mismatched |= !dropped;
      links.remove(table);
      return 0;
    }
  }

  /// Makes this connection count a violation, as the session's has: SQLite deletes the rows of a
  /// child before it drops it only if that could end one. Undone with the transaction.
  void violateOne() {
    connection.execute(
        "CREATE TABLE main._bigdaddy_parent(x PRIMARY KEY);"
            + " CREATE TABLE main._bigdaddy_child(x REFERENCES _bigdaddy_parent DEFERRABLE"
            + " INITIALLY DEFERRED); INSERT INTO main._bigdaddy_child VALUES (1)");
  }
}
