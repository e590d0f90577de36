package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Fills a table that was just made with the rows of a query, one by one, in their order.
public final class TableCopy {
  private TableCopy() {}

  /// @param writer the connection that holds the table
  /// @param table its quoted name
  public static void fill(SqliteConnection writer, String table, RowCursor rows) {
    int columns = rows.columnCount();
    while (rows.next()) {
      @Nullable Object[] row = new @Nullable Object[columns];
      List<String> places = new ArrayList<>(columns);
      for (int column = 0; column < columns; column++) {
        Object value = RawText.read(rows, column);
        places.add(RawText.place(value));
        row[column] = RawText.bound(value);
      }
      writer.update("INSERT INTO " + table + " VALUES (" + String.join(",", places) + ")", row);
    }
  }
}
