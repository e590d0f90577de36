package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A database in memory with the user's own schema, made to be filled with rows: SQLite then answers
/// what asks for the rows and for the schema itself as one plain file would.
///
/// Until {@link #filled} is called, the schema has no triggers, so that rows fire none, and CHECKs are
/// not enforced, since the rows were checked where they came from. Used by one thread.
public final class SchemaCopy implements AutoCloseable {
  private static final String COLUMNS = "rowid, type, name, tbl_name, rootpage, sql";

  private final SqliteConnection connection;
  private final List<Trigger> triggers = new ArrayList<>();

  /// A row of some schema's `sqlite_schema`.
  private record Trigger(String table, @Nullable Object[] row) {}

  SchemaCopy(SqliteConnection connection, List<AttachedDatabase> attached) {
    this.connection = connection;
    List<String> schemas = new ArrayList<>(List.of("main", "temp"));
    attached.forEach(database -> schemas.add(database.quotedName()));
    connection.execute("PRAGMA ignore_check_constraints = ON");
    schemas.forEach(schema -> keepTriggers(schema + ".sqlite_schema"));
    if (!triggers.isEmpty()) {
      connection.execute("PRAGMA writable_schema = ON");
      for (Trigger trigger : triggers) {
        long unused =
            connection.update("DELETE FROM " + trigger.table() + " WHERE rowid = ?", trigger.row()[0]);
      }
      connection.execute("PRAGMA writable_schema = RESET");
    }
  }

  /// The connection, for who fills and reads it.
  public SqliteConnection connection() {
    return connection;
  }

  private void keepTriggers(String table) {
    String triggersOf = "SELECT " + COLUMNS + " FROM " + table + " WHERE type = 'trigger'";
    try (RowCursor rows = connection.query(triggersOf)) {
      while (rows.next()) {
        @Nullable Object[] row = new @Nullable Object[rows.columnCount()];
        for (int i = 0; i < row.length; i++) {
          row[i] = rows.valueAt(i);
        }
        triggers.add(new Trigger(table, row));
      }
    }
  }

  /// All rows are there: from now on it is as the user's own.
  public void filled() {
    if (!triggers.isEmpty()) {
      connection.execute("PRAGMA writable_schema = ON");
      for (Trigger trigger : triggers) {
        long unused =
            connection.update(
                "INSERT INTO " + trigger.table() + "(" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?)",
                trigger.row());
      }
      connection.execute("PRAGMA writable_schema = RESET");
    }
    connection.execute("PRAGMA ignore_check_constraints = OFF");
  }

  @Override
  public void close() {
    connection.close();
  }
}
