package dev.bigdaddy.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs statements of a script once more, behind writes and schema changes and with other values: their
/// plans were made before, and are kept. Used by one thread.
final class Repeats {
  private static final int OTHER_VALUE_PERCENT = 70;

  private final Dice dice;
  private final List<ScriptStatement> seen = new ArrayList<>();
  private final List<@Nullable Object> bound = new ArrayList<>(Arrays.asList(null, 0L, 1L, "1", 1.0));

  Repeats(Dice dice) {
    this.dice = dice;
  }

  /// Takes note of a query or a change of rows; of all else it takes none.
  void saw(ScriptStatement statement) {
    StatementShape shape = StatementShape.of(statement.sql());
    if (shape.isQuery() || shape.changesRows()) {
      seen.add(statement);
      bound.addAll(statement.parameters());
    }
  }

  boolean areEmpty() {
    return seen.isEmpty();
  }

  /// One that was seen, with the values of any of them.
  ScriptStatement one() {
    ScriptStatement before = dice.pick(seen);
    List<@Nullable Object> values = new ArrayList<>(before.parameters());
    values.replaceAll(value -> dice.chance(OTHER_VALUE_PERCENT) ? dice.pick(bound) : value);
    return new ScriptStatement(before.line(), before.sql(), values, before.directives());
  }
}
