package dev.bigdaddy.cli.transfer;

import dev.bigdaddy.cli.console.ConsoleError;
import dev.bigdaddy.cli.output.SqlText;
import dev.bigdaddy.conductor.Conductor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.transfer.PlainRows;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Loads a plain SQLite file into an empty database: tables, rows, then indexes, views and
/// triggers. Rows of whole tables keep their rowids. Used by one thread.
public final class FileImport {
  /// Rows of one transaction.
  private static final int BLOCK = 20_000;

  private static final List<String> ROWIDS = List.of("rowid", "_rowid_", "oid");

  private final SqliteConnection file;
  private final Conductor database;
  private final Consumer<String> report;

  private record Definition(String type, String name, @Nullable String sql) {}

  public FileImport(SqliteConnection file, Conductor database, Consumer<String> report) {
    this.file = file;
    this.database = database;
    this.report = report;
  }

  /// Refuses a file that cannot be loaded, before a database is made for it.
  ///
  /// @param name what the file is called in the error
  /// @throws ConsoleError if it is no SQLite database, is damaged, or has virtual tables
  public static void requireImportable(SqliteConnection file, String name) {
    try {
      definitions(file).forEach(FileImport::refuseVirtual);
    } catch (StorageException e) {
      throw new ConsoleError("cannot import " + name + ": " + e.getMessage());
    }
  }

  /// Loads all of it.
  public void run() {
    if (!database.tables().listTables().isEmpty()) {
      throw new ConsoleError("the database has tables already: import into an empty one");
    }
    List<Definition> definitions = definitions(file);
    try (Session session = database.session()) {
      session.sql("PRAGMA ignore_check_constraints = ON");
      define(session, definitions, "table");
      for (Definition table : definitions) {
        if (table.type().equals("table")) {
          copy(session, table.name());
        }
      }
      copySequences(session, definitions);
      define(session, definitions, "index");
      define(session, definitions, "view");
      define(session, definitions, "trigger");
      for (String pragma : List.of("user_version", "application_id")) {
        session.sql("PRAGMA " + pragma + " = " + one("PRAGMA " + pragma));
      }
    }
  }

  private static void refuseVirtual(Definition definition) {
    String sql = definition.sql();
    boolean virtual =
        sql != null && sql.stripLeading().toUpperCase(Locale.ROOT).startsWith("CREATE VIRTUAL");
    if (virtual) {
      throw new ConsoleError(
          "importing virtual tables is not supported yet: " + definition.name());
    }
  }

  private static List<Definition> definitions(SqliteConnection file) {
    List<Definition> result = new ArrayList<>();
    try (RowCursor rows =
        file.query(
            "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                + " AND sql IS NOT NULL ORDER BY rowid")) {
      while (rows.next()) {
        result.add(
            new Definition(
                Objects.requireNonNull(rows.textAt(0)),
                Objects.requireNonNull(rows.textAt(1)),
                rows.textAt(2)));
      }
    }
    return result;
  }

  private static void define(Session session, List<Definition> definitions, String type) {
    for (Definition definition : definitions) {
      if (definition.type().equals(type)) {
        session.sql(String.valueOf(definition.sql()));
      }
    }
  }

  private void copy(Session session, String table) {
    List<String> columns = columns(table);
    PlainRows target =
        new PlainRows(table, columns, (sql, values) -> session.sql(sql, values));
    session.sql("BEGIN");
    try (RowCursor rows =
        file.query(
            "SELECT %s FROM %s"
                .formatted(
                    String.join(", ", columns.stream().map(SqlText::quotedName).toList()),
                    SqlText.quotedName(table)))) {
      while (rows.next()) {
        @Nullable Object[] row = new @Nullable Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
          Object value = rows.valueAt(i);
          row[i] = PlainRows.cell(value, value instanceof String ? rows.blobAt(i) : null);
        }
        target.add(row);
        if (target.count() % BLOCK == 0) {
          target.flush();
          session.sql("COMMIT");
          session.sql("BEGIN");
        }
      }
    }
    target.flush();
    session.sql("COMMIT");
    report.accept(String.format(Locale.ROOT, "%-20s %,12d rows", table, target.count()));
  }

  /// The columns to copy; of a whole table with its own rowids those too.
  private List<String> columns(String table) {
    List<String> columns = new ArrayList<>();
    boolean alias = false;
    int keys = 0;
    try (RowCursor rows =
        file.query(
            "SELECT name, hidden, pk, upper(type) = 'INTEGER' FROM pragma_table_xinfo(?)"
                + " ORDER BY cid",
            table)) {
      while (rows.next()) {
        if (rows.longAt(1) == 0) {
          columns.add(String.valueOf(rows.textAt(0)));
        }
        keys += rows.longAt(2) > 0 ? 1 : 0;
        alias |= rows.longAt(2) > 0 && rows.longAt(3) == 1;
      }
    }
    boolean whole = database.tables().describe(table).table().kind().equals("whole");
    if (whole && !(alias && keys == 1) && !isWithoutRowid(table)) {
      ROWIDS.stream()
          .filter(name -> columns.stream().noneMatch(name::equalsIgnoreCase))
          .findFirst()
          .ifPresent(columns::addFirst);
    }
    return columns;
  }

  private boolean isWithoutRowid(String table) {
    try (RowCursor rows =
        file.query("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?", table)) {
      return rows.next() && rows.longAt(0) == 1;
    }
  }

  /// What AUTOINCREMENT remembers of whole tables; SQLite writes it only with rows.
  private void copySequences(Session session, List<Definition> definitions) {
    boolean any =
        definitions.stream()
            .anyMatch(d -> String.valueOf(d.sql()).toUpperCase(Locale.ROOT).contains("AUTOINCR"));
    if (!any) {
      return;
    }
    try (RowCursor rows = file.query("SELECT name, seq FROM sqlite_sequence")) {
      while (rows.next()) {
        String table = String.valueOf(rows.textAt(0));
        if (database.tables().describe(table).table().kind().equals("whole")) {
          session.sql("DELETE FROM sqlite_sequence WHERE name = ?", table);
          session.sql("INSERT INTO sqlite_sequence VALUES (?, ?)", table, rows.longAt(1));
        }
      }
    }
  }

  private long one(String sql) {
    try (RowCursor rows = file.query(sql)) {
      return rows.next() ? rows.longAt(0) : 0;
    }
  }
}
