package dev.bigdaddy.jdbc;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.Column;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.storage.ValueType;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Clob;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rows of a {@link ResultCursor}, read forward.
///
/// As in sqlite-jdbc the first row is there before the first `next()` and can be read; before it in
/// an empty result, and behind the last row, every value is NULL. The cursor is closed when its
/// last row was passed, so that a reader who forgets to close holds no snapshot.
final class CursorResultSet extends LabelledResultSet {
  private final BigDaddyStatement statement;
  private final ResultCursor cursor;
  private final List<Column> columns;
  private final Origins origins;
  private final int columnCount;
  private final long maxRows;
  private final boolean empty;

  private @Nullable Map<String, Integer> columnsByLabel;
  private boolean onRow;
  private long row;
  private int lastColumn = -1;
  private int fetchSize;
  private boolean pastLast;
  private boolean cursorClosed;
  private volatile boolean closed;

  /// Made when the cursor stands on its first row, or has none.
  CursorResultSet(
      BigDaddyStatement statement,
      ResultCursor cursor,
      List<Column> columns,
      Origins origins,
      boolean onRow,
      long maxRows) {
    this.statement = statement;
    this.cursor = cursor;
    this.columns = columns;
    this.origins = origins;
    this.columnCount = columns.size();
    this.onRow = onRow;
    this.empty = !onRow;
    this.maxRows = maxRows;
    if (!onRow) {
      cursor.close();
      cursorClosed = true;
    }
  }

  /// The answer to a question about the schema.
  static CursorResultSet ofRows(BigDaddyStatement statement, RowsCursor rows) {
    return new CursorResultSet(statement, rows, rows.columns(), Origins.NONE, rows.next(), 0);
  }

  List<Column> columns() {
    return columns;
  }

  /// Stops its statement, if it is still being read. May be called by any thread.
  void cancel() {
    cursor.cancel();
  }

  private void checkOpen() throws SQLException {
    if (closed || statement.connection.isClosed()) {
      throw SqlErrors.misuse("ResultSet closed");
    }
  }

  /// Notes which column is read; true if there is a row to read it from.
  private boolean at(int column) throws SQLException {
    boolean isThere = isThere(column);
    lastColumn = column;
    return isThere;
  }

  private boolean isThere(int column) throws SQLException {
    checkOpen();
    if (column < 1 || column > columnCount) {
      throw outOfBounds(column);
    }
    SqlErrors.during(cursor::requireRow);
    return onRow;
  }

  private SQLException outOfBounds(int column) {
    return SqlErrors.misuse("column " + column + " out of bounds [1," + columnCount + "]");
  }

  /// The storage class of a value of the current row.
  ValueType typeOf(int column) throws SQLException {
    return isThere(column) ? cursor.type(column - 1) : ValueType.NULL;
  }

  @Override
  public boolean next() throws SQLException {
    if (closed || empty || pastLast) {
      return false;
    }
    lastColumn = -1;
    if (row == 0) {
      SqlErrors.during(cursor::requireRow);
      row = 1;
      return true;
    }
    if (row == maxRows) {
      return end();
    }
    statement.connection.enter();
    try {
      if (!cursor.next()) {
        return end();
      }
      row++;
      return true;
    } catch (BigDaddyException e) {
      end();
      throw SqlErrors.of(e);
    } finally {
      statement.connection.leave();
    }
  }

  private boolean end() throws SQLException {
    onRow = false;
    pastLast = true;
    closeCursor();
    return false;
  }

  private void closeCursor() throws SQLException {
    if (cursorClosed || statement.connection.isClosed()) {
      return;
    }
    statement.connection.enter();
    try {
      cursorClosed = true;
      cursor.close();
    } catch (BigDaddyException e) {
      throw SqlErrors.of(e);
    } finally {
      statement.connection.leave();
    }
  }

  @Override
  public void close() throws SQLException {
    if (!closed) {
      closeByStatement();
      statement.resultsClosed();
    }
  }

  /// Closes without telling the statement.
  void closeByStatement() throws SQLException {
    closed = true;
    onRow = false;
    closeCursor();
  }

  @Override
  public boolean isClosed() {
    return closed || statement.connection.isClosed();
  }

  @Override
  public int findColumn(String label) throws SQLException {
    checkOpen();
    if (columnsByLabel == null) {
      columnsByLabel = new HashMap<>();
      for (int column = columnCount; column >= 1; column--) {
        columnsByLabel.put(columns.get(column - 1).name().toLowerCase(Locale.ROOT), column);
      }
    }
    Integer column = columnsByLabel.get(label);
    if (column == null) {
      column = columnsByLabel.get(label.toLowerCase(Locale.ROOT));
      if (column == null) {
        throw SqlErrors.misuse("no such column: '" + label + "'");
      }
    }
    return column;
  }

  @Override
  public boolean wasNull() throws SQLException {
    return typeOf(lastColumn) == ValueType.NULL;
  }

  @Override
  public long getLong(int column) throws SQLException {
    return at(column) ? cursor.longAt(column - 1) : 0;
  }

  @Override
  public int getInt(int column) throws SQLException {
    return (int) getLong(column);
  }

  @Override
  public short getShort(int column) throws SQLException {
    return (short) getLong(column);
  }

  @Override
  public byte getByte(int column) throws SQLException {
    return (byte) getLong(column);
  }

  @Override
  public boolean getBoolean(int column) throws SQLException {
    return getInt(column) != 0;
  }

  @Override
  public double getDouble(int column) throws SQLException {
    return at(column) ? cursor.doubleAt(column - 1) : 0;
  }

  @Override
  public float getFloat(int column) throws SQLException {
    return (float) getDouble(column);
  }

  @Override
  public @Nullable String getString(int column) throws SQLException {
    return at(column) ? cursor.textAt(column - 1) : null;
  }

  @Override
  public byte @Nullable [] getBytes(int column) throws SQLException {
    return at(column) ? cursor.blobAt(column - 1) : null;
  }

  @Override
  public @Nullable Object getObject(int column) throws SQLException {
    if (!at(column)) {
      return null;
    }
    if (cursor.type(column - 1) == ValueType.INTEGER) {
      long value = cursor.longAt(column - 1);
      int narrowed = (int) value;
      return narrowed == value ? (Object) narrowed : (Object) value;
    }
    return cursor.valueAt(column - 1);
  }

  @Override
  public <T> @Nullable T getObject(int column, Class<T> type) throws SQLException {
    return TypedValue.of(this, column, type);
  }

  @Override
  public @Nullable BigDecimal getBigDecimal(int column) throws SQLException {
    if (!at(column) || cursor.type(column - 1) == ValueType.NULL) {
      return null;
    }
    if (cursor.type(column - 1) == ValueType.INTEGER) {
      return BigDecimal.valueOf(cursor.longAt(column - 1));
    }
    String text = cursor.textAt(column - 1);
    try {
      return text == null ? null : new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new SQLException("Bad value for type BigDecimal : " + text, e);
    }
  }

  @Override
  public @Nullable Date getDate(int column) throws SQLException {
    return getDate(column, Calendar.getInstance());
  }

  @Override
  public @Nullable Date getDate(int column, @Nullable Calendar calendar) throws SQLException {
    Long millis = millis(column, calendar);
    return millis == null ? null : new Date(millis);
  }

  @Override
  public @Nullable Time getTime(int column) throws SQLException {
    return getTime(column, Calendar.getInstance());
  }

  @Override
  public @Nullable Time getTime(int column, @Nullable Calendar calendar) throws SQLException {
    Long millis = millis(column, calendar);
    return millis == null ? null : new Time(millis);
  }

  @Override
  public @Nullable Timestamp getTimestamp(int column) throws SQLException {
    return getTimestamp(column, Calendar.getInstance());
  }

  @Override
  public @Nullable Timestamp getTimestamp(int column, @Nullable Calendar calendar)
      throws SQLException {
    Long millis = millis(column, calendar);
    return millis == null ? null : new Timestamp(millis);
  }

  /// A moment as sqlite-jdbc stores it: integers are milliseconds, reals julian days, texts
  /// `yyyy-MM-dd HH:mm:ss.SSS` in the calendar's time zone.
  private @Nullable Long millis(int column, @Nullable Calendar calendar) throws SQLException {
    if (calendar == null) {
      throw SqlErrors.misuse("Expected a calendar instance.");
    }
    if (!at(column)) {
      return null;
    }
    return switch (cursor.type(column - 1)) {
      case NULL -> null;
      case INTEGER, BLOB -> cursor.longAt(column - 1);
      case REAL -> Moments.ofJulianDay(cursor.doubleAt(column - 1), calendar);
      case TEXT -> Moments.ofText(cursor.textAt(column - 1), calendar.getTimeZone());
    };
  }

  @Override
  public @Nullable InputStream getBinaryStream(int column) throws SQLException {
    byte[] bytes = getBytes(column);
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  @Override
  public @Nullable InputStream getAsciiStream(int column) throws SQLException {
    String text = getString(column);
    return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public @Nullable Reader getCharacterStream(int column) throws SQLException {
    String text = getString(column);
    return text == null ? null : new StringReader(text);
  }

  @Override
  public @Nullable Reader getNCharacterStream(int column) throws SQLException {
    return getCharacterStream(column);
  }

  @Override
  public @Nullable String getNString(int column) throws SQLException {
    return getString(column);
  }

  @Override
  public @Nullable Clob getClob(int column) throws SQLException {
    String text = getString(column);
    return text == null ? null : new TextClob(text);
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    checkOpen();
    return new CursorMetaData(columns, this, origins);
  }

  @Override
  public boolean isBeforeFirst() {
    return !closed && !empty && row == 0;
  }

  @Override
  public boolean isFirst() {
    return !closed && row == 1;
  }

  @Override
  public boolean isAfterLast() {
    return !closed && pastLast;
  }

  @Override
  public int getRow() {
    return closed ? 0 : (int) row;
  }

  @Override
  public Statement getStatement() {
    return statement;
  }

  @Override
  public int getType() {
    return ResultSet.TYPE_FORWARD_ONLY;
  }

  @Override
  public int getConcurrency() {
    return ResultSet.CONCUR_READ_ONLY;
  }

  @Override
  public int getHoldability() {
    return ResultSet.CLOSE_CURSORS_AT_COMMIT;
  }

  @Override
  public int getFetchSize() {
    return fetchSize;
  }

  @Override
  public void setFetchSize(int rows) throws SQLException {
    if (rows < 0) {
      throw SqlErrors.misuse("fetch size must be >= 0");
    }
    fetchSize = rows;
  }

  @Override
  public int getFetchDirection() throws SQLException {
    checkOpen();
    return ResultSet.FETCH_FORWARD;
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    checkOpen();
    if (direction != ResultSet.FETCH_FORWARD) {
      throw SqlErrors.misuse("only FETCH_FORWARD direction supported");
    }
  }

  @Override
  public @Nullable String getCursorName() {
    return null;
  }

  @Override
  public @Nullable SQLWarning getWarnings() {
    return null;
  }

  @Override
  public void clearWarnings() {}

  @Override
  public boolean rowUpdated() {
    return false;
  }

  @Override
  public boolean rowInserted() {
    return false;
  }

  @Override
  public boolean rowDeleted() {
    return false;
  }

  /// Gives the result set itself or its cursor, which knows where the rows came from.
  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    if (type.isInstance(cursor)) {
      return type.cast(cursor);
    }
    throw SqlErrors.misuse("not a wrapper for " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this) || type.isInstance(cursor);
  }
}
