package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.plan.ExtraValue;
import dev.bigdaddy.conductor.plan.StatementPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The values with which a session's statements run: the user's parameters, and behind them what the
/// session or the moment gives. Used by one thread at a time.
final class BoundValues {
  private final LocalConductor conductor;
  private final SessionCounters counters;
  private final Function<String, ResultCursor> pragma;

  /// @param pragma runs a PRAGMA in the session
  BoundValues(
      LocalConductor conductor, SessionCounters counters, Function<String, ResultCursor> pragma) {
    this.conductor = conductor;
    this.counters = counters;
    this.pragma = pragma;
  }

  /// The values of a statement with these parameters.
  @Nullable Object[] of(StatementPlan plan, @Nullable Object[] parameters) {
    @Nullable Object[] values = Values.of(plan, parameters);
    int at = plan.parameterCount();
    for (ExtraValue extra : plan.extras()) {
      values[at++] =
          switch (extra) {
            case ExtraValue.Known.CHANGES -> counters.changes();
            case ExtraValue.Known.TOTAL_CHANGES -> counters.totalChanges();
            case ExtraValue.Known.LAST_INSERT_ROWID -> counters.lastInsertRowid();
            case ExtraValue.Known.NOW -> conductor.now();
            case ExtraValue.Known.SLOT -> null;
            case ExtraValue.PragmaRows(String text) -> rows(text);
          };
    }
    return values;
  }

  private String rows(String text) {
    List<@Nullable Object> answer = new ArrayList<>();
    try (ResultCursor rows = pragma.apply(text)) {
      while (rows.next()) {
        answer.add(rows.valueAt(0));
      }
    }
    return new Json(conductor.evaluator()).text(answer);
  }
}
