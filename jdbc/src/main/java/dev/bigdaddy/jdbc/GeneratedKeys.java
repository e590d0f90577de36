package dev.bigdaddy.jdbc;

import dev.bigdaddy.conductor.Column;
import java.sql.ResultSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `getGeneratedKeys` answers, as sqlite-jdbc does: after an INSERT the one value of
/// `last_insert_rowid()`, else nothing.
///
/// @param present whether the statement was an INSERT
/// @param rowid the last inserted rowid of the session then
record GeneratedKeys(boolean present, long rowid) {
  static final GeneratedKeys NONE = new GeneratedKeys(false, 0);

  private static final List<Column> ONE_KEY = RowsCursor.columns("last_insert_rowid()");
  private static final List<Column> NO_KEY = RowsCursor.columns("1");

  ResultSet resultSet(BigDaddyStatement statement) {
    RowsCursor rows =
        present
            ? new RowsCursor(ONE_KEY, List.<@Nullable Object[]>of(new Object[] {rowid}))
            : new RowsCursor(NO_KEY, List.of());
    return CursorResultSet.ofRows(statement, rows);
  }
}
