package dev.bigdaddy.jdbc;

import dev.bigdaddy.conductor.StatementDescription;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement with parameters. It was described once, when it was prepared; each execution hands
/// the text and the values to the session, whose plan cache knows the text. A parameter that was
/// not set is NULL.
final class BigDaddyPreparedStatement extends ParameterSetters {
  private final String sql;
  private final StatementDescription description;
  private final boolean givesRows;
  private final boolean inserts;
  private final @Nullable Object[] parameters;
  private List<@Nullable Object[]> batch = new ArrayList<>();

  BigDaddyPreparedStatement(
      BigDaddyConnection connection, String sql, StatementDescription description) {
    super(connection);
    this.sql = sql;
    this.description = description;
    this.givesRows = !description.columns().isEmpty();
    this.inserts = SqlText.inserts(sql);
    this.parameters = new @Nullable Object[description.parameterNames().size()];
  }

  @Override
  StatementDescription description() {
    return description;
  }

  @Override
  void set(int parameter, @Nullable Object value) throws SQLException {
    checkOpen();
    if (parameter < 1 || parameter > parameters.length) {
      throw SqlErrors.misuse(
          "parameter " + parameter + " out of bounds [1," + parameters.length + "]");
    }
    parameters[parameter - 1] = value;
  }

  @Override
  public void clearParameters() throws SQLException {
    checkOpen();
    Arrays.fill(parameters, null);
  }

  @Override
  public boolean execute() throws SQLException {
    boolean rows = run(sql, parameters.clone());
    rememberGeneratedKeys(inserts);
    return rows;
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    checkOpen();
    if (!givesRows) {
      throw SqlErrors.misuse("Query does not return results");
    }
    run(sql, parameters.clone());
    return takeResults();
  }

  @Override
  public int executeUpdate() throws SQLException {
    return (int) executeLargeUpdate();
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    checkOpen();
    if (givesRows) {
      throw SqlErrors.misuse("Query returns results");
    }
    long count = updateCountOf(sql, parameters);
    rememberGeneratedKeys(inserts);
    return count;
  }

  @Override
  public void addBatch() throws SQLException {
    checkOpen();
    batch.add(parameters.clone());
  }

  @Override
  public void clearBatch() throws SQLException {
    checkOpen();
    batch.clear();
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    checkOpen();
    List<@Nullable Object[]> entries = batch;
    batch = new ArrayList<>();
    if (givesRows && !entries.isEmpty()) {
      return Batches.run(
          1,
          entry -> {
            throw SqlErrors.misuse("query returns results");
          });
    }
    return runBatch(sql, entries);
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    checkOpen();
    return new BoundParameters(parameters);
  }

  @Override
  public @Nullable ResultSetMetaData getMetaData() throws SQLException {
    checkOpen();
    return givesRows
        ? new CursorMetaData(description.columns(), openResults(), Origins.of(connection, sql))
        : null;
  }

  private static SQLException hasItsText() {
    return SqlErrors.misuse("method cannot be called on a PreparedStatement");
  }

  @Override
  public boolean execute(String text) throws SQLException {
    throw hasItsText();
  }

  @Override
  public ResultSet executeQuery(String text) throws SQLException {
    throw hasItsText();
  }

  @Override
  public long executeLargeUpdate(String text) throws SQLException {
    throw hasItsText();
  }

  @Override
  public void addBatch(String text) throws SQLException {
    throw hasItsText();
  }

  @Override
  public String toString() {
    return sql + " \n parameters=" + Arrays.toString(parameters);
  }
}
