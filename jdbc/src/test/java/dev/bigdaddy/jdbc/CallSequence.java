package dev.bigdaddy.jdbc;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Random calls of JDBC, in an order that nobody thought of, on sqlite-jdbc and on ours; every answer and
/// error of both must be the same.
///
/// What the driver's page says to differ is not called: cursors are closed before anything is written,
/// no savepoint is set in autocommit mode, and no number of rows is set, at whose end sqlite-jdbc still shows
/// the last one. Used by one thread.
final class CallSequence {
  private static final String[] QUERIES = {
    "SELECT id, a, b, c FROM t ORDER BY id",
    "SELECT count(*), max(b) AS m, sum(b) FROM t",
    "SELECT a AS x, b + 1, id FROM t WHERE id > 2 ORDER BY id",
    "SELECT NULL, 1.5, x'00ff', 'txt', 9007199254740993 FROM t ORDER BY id LIMIT 2",
    "SELECT * FROM t WHERE 0",
    "SELECT nope FROM t",
    "SELECT FROM",
    "SELECT u.id, t.a FROM t JOIN u ON u.tid = t.id ORDER BY 1"
  };

  private static final String[] WRITES = {
    "INSERT INTO t(a, b) VALUES ('new', 7)",
    "INSERT INTO t(id, a, b) VALUES (1, 'again', 7)",
    "INSERT INTO u(tid) SELECT id FROM t WHERE b > 2",
    "UPDATE t SET b = b + 1 WHERE id < 3",
    "UPDATE t SET a = NULL WHERE id = 2",
    "DELETE FROM t WHERE id = 4",
    "DELETE FROM u",
    "INSERT INTO t(a) VALUES ('no b')",
    "UPDATE t SET b = 500"
  };

  private static final String[] PREPARED = {
    "SELECT id, a FROM t WHERE id = ?",
    "SELECT id, b, c FROM t WHERE b > ? ORDER BY id",
    "SELECT ?, typeof(?)",
    "INSERT INTO t(a, b) VALUES (?, ?)",
    "UPDATE t SET c = ? WHERE id = ?",
    "DELETE FROM t WHERE id = ?"
  };

  private static final int SLOTS = 3;

  private final Random random;
  private final Side plain;
  private final Side ours;
  private final List<String> calls = new ArrayList<>();

  /// What one driver has open.
  private static final class Side {
    final Connection connection;
    final @Nullable Statement[] statements = new @Nullable Statement[2 * SLOTS];
    final @Nullable ResultSet[] results = new @Nullable ResultSet[2 * SLOTS];
    @Nullable Savepoint savepoint;

    Side(Connection connection) {
      this.connection = connection;
    }

    void closeResults() throws SQLException {
      for (int i = 0; i < results.length; i++) {
        ResultSet open = results[i];
        results[i] = null;
        if (open != null) {
          open.close();
        }
      }
    }
  }

  CallSequence(SideBySide both, long seed) {
    this.random = new Random(seed);
    this.plain = new Side(both.plain);
    this.ours = new Side(both.ours);
  }

  /// Makes so many calls.
  ///
  /// @return the calls up to the first that was answered in two ways, with both answers
  Optional<String> run(int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      Optional<String> difference = one();
      if (difference.isPresent()) {
        return difference;
      }
    }
    plain.closeResults();
    ours.closeResults();
    return Optional.empty();
  }

  @SafeVarargs
  private <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private Optional<String> call(String text, SideBySide.Question<Side> question) {
    calls.add(text);
    String expected = SideBySide.answer(plain, question);
    String actual = SideBySide.answer(ours, question);
    calls.set(calls.size() - 1, text + "  ->  " + expected);
    // Where sqlite-jdbc stumbles over itself there is nothing to follow.
    boolean stumbles = expected.endsWith("ArrayIndexOutOfBoundsException");
    return expected.equals(actual) || stumbles
        ? Optional.empty()
        : Optional.of(String.join("\n", calls) + "\nours: " + actual);
  }

  private Optional<String> one() throws SQLException {
    List<Integer> open = new ArrayList<>();
    for (int slot = 0; slot < 2 * SLOTS; slot++) {
      if (plain.results[slot] != null && ours.results[slot] != null) {
        open.add(slot);
      }
    }
    if (!open.isEmpty() && random.nextInt(10) < 7) {
      return onResult(open.get(random.nextInt(open.size())));
    }
    return switch (random.nextInt(7)) {
      case 0, 1 -> onConnection();
      case 2, 3, 4 -> onStatement(random.nextInt(SLOTS));
      default -> onPrepared(SLOTS + random.nextInt(SLOTS));
    };
  }

  private void beforeAWrite() throws SQLException {
    plain.closeResults();
    ours.closeResults();
  }

  private Optional<String> onConnection() throws SQLException {
    boolean autocommit = plain.connection.getAutoCommit();
    switch (random.nextInt(8)) {
      case 0 -> {
        boolean wanted = random.nextInt(3) > 0;
        beforeAWrite();
        forgetSavepoint();
        return call(
            "setAutoCommit " + wanted,
            side -> {
              side.connection.setAutoCommit(wanted);
              return side.connection.getAutoCommit();
            });
      }
      case 1, 2 -> {
        boolean commits = random.nextBoolean();
        beforeAWrite();
        forgetSavepoint();
        return call(
            commits ? "commit" : "rollback",
            side -> {
              if (commits) {
                side.connection.commit();
              } else {
                side.connection.rollback();
              }
              return "done";
            });
      }
      case 3 -> {
        if (autocommit) {
          return Optional.empty();
        }
        beforeAWrite();
        return call(
            "setSavepoint",
            side -> {
              side.savepoint = side.connection.setSavepoint("s");
              return side.savepoint.getSavepointName();
            });
      }
      case 4 -> {
        if (autocommit || plain.savepoint == null) {
          return Optional.empty();
        }
        beforeAWrite();
        boolean back = random.nextBoolean();
        Optional<String> difference =
            call(
                back ? "rollback to savepoint" : "release savepoint",
                side -> {
                  if (back) {
                    side.connection.rollback(side.savepoint);
                  } else {
                    side.connection.releaseSavepoint(side.savepoint);
                  }
                  return "done";
                });
        if (!back) {
          forgetSavepoint();
        }
        return difference;
      }
      case 5 -> {
        return call("isClosed", side -> side.connection.isClosed());
      }
      case 6 -> {
        return call("nativeSQL", side -> side.connection.nativeSQL("SELECT 1"));
      }
      default -> {
        return call(
            "all rows",
            side -> {
              try (Statement statement = side.connection.createStatement();
                  ResultSet rows =
                      statement.executeQuery(
                          "SELECT (SELECT count(*) FROM u), group_concat(id || a || b || c)"
                              + " FROM (SELECT id, ifnull(a, '-') AS a, b, ifnull(c, '-') AS c"
                              + " FROM t ORDER BY id)")) {
                return rows.next() + " " + rows.getInt(1) + " " + rows.getString(2);
              }
            });
      }
    }
  }

  private void forgetSavepoint() {
    plain.savepoint = null;
    ours.savepoint = null;
  }

  private static Statement open(Side side, int slot) throws SQLException {
    Statement known = side.statements[slot];
    if (known == null) {
      known = side.connection.createStatement();
      side.statements[slot] = known;
    }
    return known;
  }

  private Optional<String> onStatement(int slot) throws SQLException {
    String name = "statement " + slot + ": ";
    switch (random.nextInt(13)) {
      case 0, 1, 2 -> {
        String sql = pick(QUERIES);
        boolean execute = random.nextInt(3) == 0;
        return call(
            name + (execute ? "execute " : "executeQuery ") + sql,
            side -> {
              side.results[slot] = null;
              Statement statement = open(side, slot);
              if (!execute) {
                side.results[slot] = statement.executeQuery(sql);
                return "rows";
              }
              boolean rows = statement.execute(sql);
              side.results[slot] = rows ? statement.getResultSet() : null;
              return rows + " " + statement.getUpdateCount();
            });
      }
      case 3, 4, 5 -> {
        String sql = pick(WRITES);
        boolean execute = random.nextInt(3) == 0;
        beforeAWrite();
        return call(
            name + (execute ? "execute " : "executeUpdate ") + sql,
            side -> {
              Statement statement = open(side, slot);
              if (!execute) {
                return statement.executeUpdate(sql);
              }
              return statement.execute(sql) + " " + statement.getUpdateCount();
            });
      }
      case 6 -> {
        String sql = pick("INSERT INTO u(tid) VALUES (7)", "INSERT INTO t(a, b) VALUES ('k', 1)");
        beforeAWrite();
        return call(
            name + "executeUpdate, getGeneratedKeys " + sql,
            side -> {
              int rows = open(side, slot).executeUpdate(sql);
              try (ResultSet keys = open(side, slot).getGeneratedKeys()) {
                return rows + " " + keys.next() + " " + keys.getLong(1);
              }
            });
      }
      case 7, 8, 9, 10 -> {
        int entries = 1 + random.nextInt(3);
        String sql = pick("UPDATE t SET b = b WHERE id < 3", "DELETE FROM u WHERE id = 1");
        beforeAWrite();
        return call(
            name + "batch of " + entries + " " + sql,
            side -> {
              for (int i = 0; i < entries; i++) {
                open(side, slot).addBatch(sql);
              }
              return open(side, slot).executeBatch();
            });
      }
      case 11 -> {
        return call(name + "isClosed", side -> open(side, slot).isClosed());
      }
      default -> {
        return call(
            name + "close",
            side -> {
              Statement statement = open(side, slot);
              statement.close();
              side.statements[slot] = null;
              side.results[slot] = null;
              return statement.isClosed();
            });
      }
    }
  }

  private Optional<String> onPrepared(int slot) throws SQLException {
    String name = "prepared " + slot + ": ";
    Statement known = plain.statements[slot];
    if (known == null) {
      String sql = pick(PREPARED);
      return call(
          name + "prepare " + sql,
          side -> {
            PreparedStatement made = side.connection.prepareStatement(sql);
            side.statements[slot] = made;
            return made.getParameterMetaData().getParameterCount();
          });
    }
    switch (random.nextInt(9)) {
      case 0, 1, 2, 3 -> {
        return bind(slot, name, 1 + random.nextInt(2));
      }
      case 4, 5, 6 -> {
        beforeAWrite();
        return call(
            name + "execute",
            side -> {
              PreparedStatement statement = prepared(side, slot);
              boolean rows = statement.execute();
              side.results[slot] = rows ? statement.getResultSet() : null;
              return rows + " " + statement.getUpdateCount();
            });
      }
      case 7 -> {
        // It would reach into the rows of sqlite-jdbc that are still to be read.
        beforeAWrite();
        return call(
            name + "clearParameters",
            side -> {
              prepared(side, slot).clearParameters();
              return "cleared";
            });
      }
      default -> {
        return call(
            name + "close",
            side -> {
              PreparedStatement statement = prepared(side, slot);
              statement.close();
              side.statements[slot] = null;
              side.results[slot] = null;
              return statement.isClosed();
            });
      }
    }
  }

  private static PreparedStatement prepared(Side side, int slot) {
    if (side.statements[slot] instanceof PreparedStatement statement) {
      return statement;
    }
    throw new IllegalStateException("nothing prepared");
  }

  private Optional<String> bind(int slot, String name, int index) {
    Object value = pick(1, 2, 3L, 7, 1.5, "one", "2", new byte[] {1, 2}, new BigDecimal("2.50"), true);
    boolean isNull = random.nextInt(6) == 0;
    String shown = isNull ? "NULL" : SideBySide.shown(value);
    return call(
        name + "set " + index + " " + shown,
        side -> {
          PreparedStatement statement = prepared(side, slot);
          if (isNull) {
            statement.setNull(index, Types.INTEGER);
          } else {
            statement.setObject(index, value);
          }
          return "set";
        });
  }

  private Optional<String> onResult(int slot) {
    String name = "result " + slot + ": ";
    int column = 1 + random.nextInt(5);
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5 -> call(name + "next", side -> results(side, slot).next());
      case 6 -> call(name + "getString " + column, side -> results(side, slot).getString(column));
      case 7 -> call(name + "getInt " + column, side -> results(side, slot).getInt(column));
      case 8 -> call(name + "getLong " + column, side -> results(side, slot).getLong(column));
      case 9 -> call(name + "getDouble " + column, side -> results(side, slot).getDouble(column));
      case 10 -> call(name + "getObject " + column, side -> results(side, slot).getObject(column));
      case 11 -> call(name + "getBytes " + column, side -> results(side, slot).getBytes(column));
      case 12 ->
          call(
              name + "getInt, wasNull " + column,
              side -> {
                ResultSet rows = results(side, slot);
                return rows.getInt(column) + " " + rows.wasNull();
              });
      case 13 -> {
        String label = pick("id", "a", "B", "m", "x", "nope");
        yield call(name + "getString " + label, side -> results(side, slot).getString(label));
      }
      case 14 -> call(name + "getRow", side -> results(side, slot).getRow());
      case 15 ->
          call(
              name + "where it stands",
              side -> {
                ResultSet rows = results(side, slot);
                return rows.isBeforeFirst() + " " + rows.isFirst() + " " + rows.isAfterLast();
              });
      case 16 ->
          call(
              name + "metadata",
              side -> {
                ResultSetMetaData data = results(side, slot).getMetaData();
                StringBuilder text = new StringBuilder();
                for (int i = 1; i <= data.getColumnCount(); i++) {
                  text.append(data.getColumnName(i)).append(' ').append(data.getColumnLabel(i));
                  text.append(' ').append(data.getTableName(i).toLowerCase(Locale.ROOT));
                  text.append(';');
                }
                return text;
              });
      case 17 -> call(name + "isClosed", side -> results(side, slot).isClosed());
      case 18 -> call(name + "getBoolean " + column, side -> results(side, slot).getBoolean(column));
      default ->
          call(
              name + "close",
              side -> {
                ResultSet rows = results(side, slot);
                rows.close();
                return rows.isClosed();
              });
    };
  }

  private static ResultSet results(Side side, int slot) {
    ResultSet known = side.results[slot];
    if (known == null) {
      throw new IllegalStateException("no results");
    }
    return known;
  }
}
