package dev.bigdaddy.testkit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A system that reads statements or tells answers wrongly, around another one that does neither.
///
/// Used by one thread.
final class Mutation implements SystemUnderTest {
  private final SystemUnderTest inner;
  private final Fault fault;

  /// What goes wrong on the way in and on the way out.
  interface Fault {
    default String text(String sql) {
      return sql;
    }

    default List<@Nullable Object> values(List<@Nullable Object> parameters) {
      return parameters;
    }

    default Answer answer(StatementShape shape, Answer right) {
      return right;
    }
  }

  Mutation(SystemUnderTest inner, Fault fault) {
    this.inner = inner;
    this.fault = fault;
  }

  @Override
  public Answer run(String sql, List<@Nullable Object> parameters) {
    Answer answer = inner.run(fault.text(sql), fault.values(parameters));
    return fault.answer(StatementShape.of(sql), answer);
  }

  @Override
  public SessionState state() {
    return inner.state();
  }

  @Override
  public String plan(String sql, List<@Nullable Object> parameters) {
    return inner.plan(sql, parameters);
  }

  @Override
  public void close() {
    inner.close();
  }
}
