package dev.bigdaddy.cli.console;

import dev.bigdaddy.cli.console.Console.Outcome;
import dev.bigdaddy.cli.output.SqlText;
import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.QueryResult;
import dev.bigdaddy.conductor.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `.import`: loads a CSV file into a table. If the table does not exist, the first record names
/// the columns of a new one. Values are bound as text, so that the columns' affinities decide on
/// types.
///
/// All records are inserted in one transaction, unless one is open. A record that the table refuses
/// is told and left out; the others are kept, as in `sqlite3`.
final class TableImport {

  /// Values bound by one INSERT; SQLite's limit is 32 766.
  private static final int MOST_VALUES = 10_000;

  private static final int MOST_RECORDS = 500;

  private record Row(int line, List<@Nullable Object> values) {}

  private final Console console;
  private final Session session;
  private final Path file;
  private final String table;
  private final char separator;
  private final int skipped;
  private final List<Row> batch = new ArrayList<>();
  private Outcome outcome = Outcome.DONE;

  private TableImport(Console console, Path file, String table, char separator, int skipped) {
    this.console = console;
    this.session = console.session();
    this.file = file;
    this.table = table;
    this.separator = separator;
    this.skipped = skipped;
  }

  static TableImport of(Console console, List<String> arguments) {
    List<String> names = new ArrayList<>();
    // Without --csv the separator is that of the output mode, as in sqlite3.
    String separator = separator(console);
    int skipped = 0;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      switch (argument.replaceFirst("^--?", "--")) {
        case "--csv" -> separator = ",";
        case "--skip" -> skipped = count(++i < arguments.size() ? arguments.get(i) : "");
        default -> names.add(argument);
      }
    }
    if (names.size() != 2 || separator.length() != 1) {
      throw new ConsoleError("usage: .import [--csv] [--skip N] FILE TABLE");
    }
    return new TableImport(
        console, Path.of(names.getFirst()), names.get(1), separator.charAt(0), skipped);
  }

  /// A mode without separators for people to choose reads CSV.
  private static String separator(Console console) {
    return switch (console.style().mode()) {
      case LIST, TABS, CSV -> console.style().columnSeparator();
      case BOX, COLUMN, INSERT, JSON, LINE, MARKDOWN, QUOTE, TABLE -> ",";
    };
  }

  private static int count(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ConsoleError("--skip takes a whole number, not \"" + text + "\"");
    }
  }

  Outcome run() throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      CsvReader csv = new CsvReader(reader, separator);
      for (int i = 0; i < skipped; i++) {
        csv.next();
      }
      int columns = columnCount();
      if (columns == 0) {
        columns = createTable(csv.next());
      }
      boolean alone = !session.inTransaction();
      if (alone) {
        session.sql("BEGIN");
      }
      try {
        insertAll(csv, columns);
      } catch (RuntimeException | IOException e) {
        if (alone && session.inTransaction()) {
          session.sql("ROLLBACK");
        }
        throw e;
      }
      if (alone) {
        session.sql("COMMIT");
      }
    }
    return outcome;
  }

  /// The table's columns that take values; 0 if there is no table.
  private int columnCount() {
    QueryResult columns = session.sql("PRAGMA table_info(" + SqlText.quotedName(table) + ")");
    return columns.rows().size();
  }

  private int createTable(@Nullable List<String> header) {
    if (header == null) {
      throw new ConsoleError(file + " is empty: no column names for a new table");
    }
    Set<String> taken = new HashSet<>();
    List<String> definitions = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i).isEmpty() ? "?" : header.get(i);
      if (Collections.frequency(header, header.get(i)) > 1
          || !taken.add(name.toLowerCase(Locale.ROOT))) {
        name = name + "_" + (i + 1);
        taken.add(name.toLowerCase(Locale.ROOT));
      }
      definitions.add(SqlText.quotedName(name) + " TEXT");
    }
    session.sql(
        "CREATE TABLE " + SqlText.quotedName(table) + "(\n" + String.join(", ", definitions) + ")");
    return header.size();
  }

  private void insertAll(CsvReader csv, int columns) throws IOException {
    int most = Math.clamp(MOST_VALUES / columns, 1, MOST_RECORDS);
    List<String> fields;
    while ((fields = csv.next()) != null) {
      batch.add(new Row(csv.recordLine(), fitted(fields, columns, csv.recordLine())));
      if (batch.size() == most) {
        insertBatch();
      }
    }
    insertBatch();
  }

  private List<@Nullable Object> fitted(List<String> fields, int columns, int line) {
    if (fields.size() != columns) {
      tell(
          line,
          "expected "
              + columns
              + " columns but found "
              + fields.size()
              + (fields.size() < columns ? " - filling the rest with NULL" : " - extras ignored"));
    }
    List<@Nullable Object> values = new ArrayList<>(columns);
    for (int i = 0; i < columns; i++) {
      values.add(i < fields.size() ? fields.get(i) : null);
    }
    return values;
  }

  private void insertBatch() {
    if (batch.isEmpty()) {
      return;
    }
    try {
      insert(batch);
    } catch (BigDaddyException e) {
      if (!session.inTransaction()) {
        throw e;
      }
      insertOneByOne();
    }
    batch.clear();
  }

  private void insertOneByOne() {
    for (Row row : batch) {
      try {
        insert(List.of(row));
      } catch (BigDaddyException e) {
        outcome = Outcome.FAILED;
        tell(row.line(), "INSERT failed: " + ErrorText.of(e));
        if (!session.inTransaction()) {
          throw e;
        }
      }
    }
  }

  private void insert(List<Row> rows) {
    int columns = rows.getFirst().values().size();
    String marks = "(?" + ",?".repeat(columns - 1) + ")";
    List<@Nullable Object> values = new ArrayList<>();
    rows.forEach(row -> values.addAll(row.values()));
    session.sql(
        "INSERT INTO "
            + SqlText.quotedName(table)
            + " VALUES "
            + marks
            + ("," + marks).repeat(rows.size() - 1),
        values.toArray());
  }

  private void tell(int line, String message) {
    console.out().flush();
    console.errors().println(file + ":" + line + ": " + message);
    console.errors().flush();
  }
}
