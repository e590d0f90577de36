package dev.bigdaddy.engine;

import dev.bigdaddy.conductor.Conductor;
import dev.bigdaddy.conductor.Explanation;
import dev.bigdaddy.conductor.QueryResult;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One running database in this process: opens it, recovers it, wires its parts, closes it.
///
/// Safe for use by many threads.
public final class BigDaddy implements Conductor, AutoCloseable {

  private BigDaddy() {}

  /// Opens the database in a directory, and creates it if the directory does not exist or is empty.
  ///
  /// @throws dev.bigdaddy.conductor.BigDaddyException if it cannot be opened; nothing is then created
  ///     or changed
  public static BigDaddy open(Path directory, Settings settings) {
    throw new UnsupportedOperationException(directory + " " + settings);
  }

  @Override
  public QueryResult sql(String text, @Nullable Object... parameters) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ResultCursor query(String text, @Nullable Object... parameters) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Explanation explain(String text, @Nullable Object... parameters) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Session session() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
