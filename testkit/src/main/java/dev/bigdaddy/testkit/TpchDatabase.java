package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Answer.Rows;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The TPC-H benchmark: its tables, its rows, its 22 questions.
///
/// The rows are those of the specification's own generator, which a library repeats: one scale
/// gives the same rows everywhere.
final class TpchDatabase {
  /// As many values as SQLite takes in one statement, with some room.
  private static final int VALUES_A_STATEMENT = 8_000;

  private static final int ROWS_A_TRANSACTION = 50_000;

  /// Question 11's parameter at scale 1; the specification divides it by the scale.
  private static final double STOCK_SHARE = 0.0001;

  private static final int STOCK_QUESTION = 11;

  private TpchDatabase() {}

  /// The questions, in the order of their numbers.
  static List<ScriptStatement> questions(double scale) {
    List<ScriptStatement> questions =
        new ArrayList<>(Script.resource("tpch-queries.sql").statements());
    ScriptStatement stock = questions.get(STOCK_QUESTION - 1);
    questions.set(
        STOCK_QUESTION - 1,
        new ScriptStatement(
            stock.line(), stock.sql(), List.of(STOCK_SHARE / scale), stock.directives()));
    return questions;
  }

  /// Makes the tables, their rows and their indexes, with SQL alone.
  ///
  /// @param scale 1 gives 6 million items
  static void load(SystemUnderTest database, double scale) {
    List<ScriptStatement> schema = Script.resource("tpch-schema.sql").statements();
    schema.stream()
        .filter(statement -> !isIndex(statement))
        .forEach(statement -> run(database, statement.sql(), List.of()));
    for (TpchTable<?> table : TpchTable.getTables()) {
      fill(database, table, scale);
    }
    schema.stream()
        .filter(TpchDatabase::isIndex)
        .forEach(statement -> run(database, statement.sql(), List.of()));
  }

  private static boolean isIndex(ScriptStatement statement) {
    return statement.sql().startsWith("CREATE INDEX");
  }

  private static <E extends TpchEntity> void fill(
      SystemUnderTest database, TpchTable<E> table, double scale) {
    List<TpchColumn<E>> columns = table.getColumns();
    int rowsAStatement = VALUES_A_STATEMENT / columns.size();
    List<@Nullable Object> values = new ArrayList<>();
    long rows = 0;
    run(database, "BEGIN", List.of());
    for (E row : table.createGenerator(scale, 1, 1)) {
      columns.forEach(column -> values.add(value(column, row)));
      rows++;
      if (values.size() == rowsAStatement * columns.size()) {
        run(database, insert(table, rowsAStatement), values);
        values.clear();
      }
      if (rows % ROWS_A_TRANSACTION == 0) {
        run(database, "COMMIT", List.of());
        run(database, "BEGIN", List.of());
      }
    }
    if (!values.isEmpty()) {
      run(database, insert(table, values.size() / columns.size()), values);
    }
    run(database, "COMMIT", List.of());
  }

  private static <E extends TpchEntity> String insert(TpchTable<E> table, int rows) {
    List<String> names = table.getColumns().stream().map(TpchColumn::getColumnName).toList();
    String row = "(" + "?, ".repeat(names.size() - 1) + "?)";
    return "INSERT INTO "
        + table.getTableName()
        + "("
        + String.join(", ", names)
        + ") VALUES "
        + (row + ", ").repeat(rows - 1)
        + row;
  }

  private static <E extends TpchEntity> Object value(TpchColumn<E> column, E row) {
    return switch (column.getType().getBase()) {
      case IDENTIFIER -> column.getIdentifier(row);
      case INTEGER -> (long) column.getInteger(row);
      case DOUBLE -> column.getDouble(row);
      case DATE -> LocalDate.ofEpochDay(column.getDate(row)).toString();
      case VARCHAR -> column.getString(row);
    };
  }

  private static void run(SystemUnderTest database, String sql, List<@Nullable Object> values) {
    Answer answer = database.run(sql, values);
    if (!(answer instanceof Rows)) {
      String start = sql.substring(0, Math.min(80, sql.length()));
      throw new IllegalStateException(start + " gives " + answer);
    }
  }
}
