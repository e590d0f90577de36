package dev.bigdaddy.conductor.transfer;

import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes a whole database, as of one instant, into a new plain SQLite file: tables, rows with their
/// rowids, then indexes, views and triggers. A virtual table is made, and then the rows of the tables in
/// which it keeps its own. Used by one thread.
public final class FileExport {
  private static final List<String> ROWIDS = List.of("rowid", "_rowid_", "oid");

  private final Session session;
  private final SqliteConnection file;
  private final Consumer<String> report;

  private record Definition(String type, String name, String sql) {
    boolean isVirtual() {
      return sql.toUpperCase(Locale.ROOT).startsWith("CREATE VIRTUAL");
    }
  }

  /// @param report hears of each table
  public FileExport(Session session, SqliteConnection file, Consumer<String> report) {
    this.session = session;
    this.file = file;
    this.report = report;
  }

  /// Writes all of it.
  public void run() {
    session.sql("BEGIN");
    file.execute("PRAGMA ignore_check_constraints = ON");
    file.execute("BEGIN");
    List<Definition> definitions = definitions();
    define(definitions, "table");
    for (Definition table : definitions) {
      if (table.type().equals("table") && !table.isVirtual()) {
        copy(table.name());
      }
    }
    copySequences(definitions);
    define(definitions, "index");
    if (hasFigures()) {
      file.execute("ANALYZE");
    }
    define(definitions, "view");
    define(definitions, "trigger");
    for (String pragma : List.of("user_version", "application_id")) {
      Object value = session.sql("PRAGMA " + pragma).rows().getFirst().getFirst();
      file.execute("PRAGMA " + pragma + " = " + value);
    }
    file.execute("COMMIT");
    session.sql("COMMIT");
  }

  private List<Definition> definitions() {
    List<Definition> result = new ArrayList<>();
    for (List<@Nullable Object> row :
        session
            .sql(
                "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
                    + " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid")
            .rows()) {
      result.add(
          new Definition(
              String.valueOf(row.get(0)),
              String.valueOf(row.get(1)),
              String.valueOf(row.get(2))));
    }
    return result;
  }

  private void define(List<Definition> definitions, String type) {
    for (Definition definition : definitions) {
      if (!definition.type().equals(type)) {
        continue;
      }
      if (isThere(definition)) {
        // A virtual table has made it, and rows in it.
        file.execute("DELETE FROM " + SqlText.quote(definition.name()));
      } else {
        file.execute(definition.sql());
      }
    }
  }

  private boolean isThere(Definition definition) {
    try (RowCursor rows =
        file.query(
            "SELECT 1 FROM sqlite_schema WHERE type = ? AND name = ? COLLATE NOCASE",
            definition.type(),
            definition.name())) {
      return rows.next();
    }
  }

  private boolean hasFigures() {
    return !session.sql("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'").rows().isEmpty();
  }

  private void copy(String table) {
    List<String> columns = columns(table);
    PlainRows target =
        new PlainRows(table, columns, (sql, values) -> file.update(sql, values));
    String select =
        "SELECT %s FROM %s"
            .formatted(
                SqlText.quoteAll(columns), SqlText.quote(table));
    try (ResultCursor rows = session.query(select)) {
      while (rows.next()) {
        @Nullable Object[] row = new @Nullable Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
          Object value = rows.valueAt(i);
          row[i] = PlainRows.cell(value, value instanceof String ? rows.blobAt(i) : null);
        }
        target.add(row);
      }
    }
    target.flush();
    report.accept(String.format(Locale.ROOT, "%-20s %,12d rows", table, target.count()));
  }

  private List<String> columns(String table) {
    List<String> columns = new ArrayList<>();
    boolean alias = false;
    int keys = 0;
    for (List<@Nullable Object> row :
        session
            .sql(
                "SELECT name, hidden, pk, upper(type) = 'INTEGER' FROM pragma_table_xinfo(?)"
                    + " ORDER BY cid",
                table)
            .rows()) {
      if (Long.valueOf(0).equals(row.get(1))) {
        columns.add(String.valueOf(row.get(0)));
      }
      boolean key = !Long.valueOf(0).equals(row.get(2));
      keys += key ? 1 : 0;
      alias |= key && Long.valueOf(1).equals(row.get(3));
    }
    boolean hasRowid =
        session
            .sql("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?", table)
            .rows()
            .getFirst()
            .getFirst()
            .equals(0L);
    if (hasRowid && !(alias && keys == 1)) {
      ROWIDS.stream()
          .filter(name -> columns.stream().noneMatch(name::equalsIgnoreCase))
          .findFirst()
          .ifPresent(columns::addFirst);
    }
    return columns;
  }

  /// What AUTOINCREMENT remembers of whole tables; of spread tables it is the largest id that there is.
  private void copySequences(List<Definition> definitions) {
    boolean any =
        definitions.stream()
            .anyMatch(d -> d.sql().toUpperCase(Locale.ROOT).contains("AUTOINCREMENT"));
    if (!any) {
      return;
    }
    for (List<@Nullable Object> row :
        session.sql("SELECT name, max(seq) FROM sqlite_sequence GROUP BY name").rows()) {
      file.update("DELETE FROM sqlite_sequence WHERE name = ?", row.get(0));
      file.update("INSERT INTO sqlite_sequence VALUES (?, ?)", row.get(0), row.get(1));
    }
  }
}
