package dev.bigdaddy.cli.transfer;

import dev.bigdaddy.cli.console.ConsoleError;
import dev.bigdaddy.cli.output.SqlText;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes a whole database, as of one instant, into a new plain SQLite file: tables, rows with their
/// rowids, then indexes, views and triggers. Used by one thread.
public final class FileExport {
  private static final List<String> ROWIDS = List.of("rowid", "_rowid_", "oid");

  private final Session session;
  private final SqliteConnection file;
  private final Consumer<String> report;

  private record Definition(String type, String name, String sql) {}

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
      if (table.type().equals("table")) {
        copy(table.name());
      }
    }
    copySequences(definitions);
    define(definitions, "index");
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
      Definition definition =
          new Definition(
              String.valueOf(row.get(0)),
              String.valueOf(row.get(1)),
              String.valueOf(row.get(2)));
      if (definition.sql().toUpperCase(Locale.ROOT).startsWith("CREATE VIRTUAL")) {
        throw new ConsoleError(
            "exporting virtual tables is not supported yet: " + definition.name());
      }
      result.add(definition);
    }
    return result;
  }

  private void define(List<Definition> definitions, String type) {
    for (Definition definition : definitions) {
      if (definition.type().equals(type)) {
        file.execute(definition.sql());
      }
    }
  }

  private void copy(String table) {
    List<String> columns = columns(table);
    PlainRows target =
        new PlainRows(table, columns, (sql, values) -> file.update(sql, values));
    String select =
        "SELECT %s FROM %s"
            .formatted(
                String.join(", ", columns.stream().map(SqlText::quotedName).toList()),
                SqlText.quotedName(table));
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
