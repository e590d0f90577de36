package dev.bigdaddy.storage;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;

/// The rows of a prepared statement that was stepped once already.
final class StatementCursor implements RowCursor {
  private enum Position {
    BEFORE_FIRST,
    ON_ROW,
    AT_END
  }

  private static final ValueType[] TYPES = ValueType.values();

  private final SqliteConnection connection;
  private final DB db;
  private final PreparedSql statement;
  private final long pointer;
  private final int generation;
  private Position position;

  StatementCursor(SqliteConnection connection, DB db, PreparedSql statement, boolean hasRow) {
    this.connection = connection;
    this.db = db;
    this.statement = statement;
    this.pointer = statement.pointer;
    this.generation = statement.generation;
    this.position = hasRow ? Position.BEFORE_FIRST : Position.AT_END;
  }

  @Override
  public boolean next() {
    if (position == Position.BEFORE_FIRST) {
      requireOpen();
      position = Position.ON_ROW;
      return true;
    }
    if (position == Position.AT_END) {
      return false;
    }
    requireOpen();
    try {
      int code = db.step(pointer);
      if (code == Codes.SQLITE_ROW) {
        return true;
      }
      position = Position.AT_END;
      if (code != Codes.SQLITE_DONE) {
        throw connection.stepFailed(statement, code);
      }
      db.reset(pointer);
      return false;
    } catch (SQLException e) {
      throw SqliteErrors.of(e);
    }
  }

  @Override
  public int columnCount() {
    requireOpen();
    try {
      return db.column_count(pointer);
    } catch (SQLException e) {
      throw SqliteErrors.of(e);
    }
  }

  @Override
  public String columnName(int column) {
    requireOpen();
    try {
      String name = db.column_name(pointer, column);
      if (name == null) {
        throw new IndexOutOfBoundsException(column);
      }
      return name;
    } catch (SQLException e) {
      throw SqliteErrors.of(e);
    }
  }

  @Override
  public @Nullable String declaredType(int column) {
    requireOpen();
    try {
      return db.column_decltype(pointer, column);
    } catch (SQLException e) {
      throw SqliteErrors.of(e);
    }
  }

  @Override
  public ValueType type(int column) {
    requireRow();
    try {
      return TYPES[db.column_type(pointer, column) - 1];
    } catch (SQLException e) {
      throw SqliteErrors.of(e);
    }
  }

  @Override
  public long longAt(int column) {
    requireRow();
    try {
      return db.column_long(pointer, column);
    } catch (SQLException e) {
      throw SqliteErrors.of(e);
    }
  }

  @Override
  public double doubleAt(int column) {
    requireRow();
    try {
      return db.column_double(pointer, column);
    } catch (SQLException e) {
      throw SqliteErrors.of(e);
    }
  }

  @Override
  public @Nullable String textAt(int column) {
    requireRow();
    try {
      return db.column_text(pointer, column);
    } catch (SQLException e) {
      throw SqliteErrors.of(e);
    }
  }

  @Override
  public byte @Nullable [] blobAt(int column) {
    requireRow();
    try {
      return db.column_blob(pointer, column);
    } catch (SQLException e) {
      throw SqliteErrors.of(e);
    }
  }

  @Override
  public @Nullable Object valueAt(int column) {
    return switch (type(column)) {
      case INTEGER -> (Object) longAt(column);
      case REAL -> (Object) doubleAt(column);
      case TEXT -> textAt(column);
      case BLOB -> blobAt(column);
      case NULL -> null;
    };
  }

  @Override
  public void close() {
    if (statement.generation == generation) {
      connection.release(statement, position != Position.AT_END);
    }
    position = Position.AT_END;
  }

  private void requireRow() {
    if (position != Position.ON_ROW) {
      throw new IllegalStateException("the cursor is not on a row");
    }
    requireOpen();
  }

  private void requireOpen() {
    if (statement.generation != generation) {
      throw new IllegalStateException("the cursor is closed");
    }
  }
}
