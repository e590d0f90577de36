package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Answer.Rows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks a system against itself: for each condition p, the rows where p holds, where NOT p holds
/// and where p is NULL are together all rows. No oracle is needed for that, so a mistake that the
/// oracle shared would show.
///
/// Used by one thread.
final class PartitionCheck implements StatementObserver {
  private final Map<ScriptStatement, Parts> partitions;
  private final List<String> violations = new ArrayList<>();
  private int checked;

  /// The three statements whose rows are together those of the whole one.
  record Parts(ScriptStatement where, ScriptStatement whereNot, ScriptStatement whereNull) {
    List<ScriptStatement> all() {
      return List.of(where, whereNot, whereNull);
    }
  }

  PartitionCheck(Map<ScriptStatement, Parts> partitions) {
    this.partitions = partitions;
  }

  @Override
  public void ran(
      ScriptStatement statement, Answer expected, Answer actual, SystemUnderTest tested) {
    Parts parts = partitions.get(statement);
    if (parts == null || !(actual instanceof Rows whole)) {
      return;
    }
    List<String> sum = new ArrayList<>();
    for (ScriptStatement part : parts.all()) {
      if (!(tested.run(part.sql(), part.parameters()) instanceof Rows rows)) {
        return;
      }
      rows.rows().forEach(row -> sum.add(text(row)));
    }
    List<String> all = new ArrayList<>(whole.rows().stream().map(PartitionCheck::text).toList());
    Collections.sort(sum);
    Collections.sort(all);
    checked++;
    if (!sum.equals(all)) {
      violations.add(
          "%d rows in three parts, %d in the whole:%n%s%s"
              .formatted(sum.size(), all.size(), statement.toScript(), parts.where().toScript()));
    }
  }

  private static String text(List<@Nullable Object> row) {
    return String.join(", ", SqlValue.literals(row));
  }

  /// Partitions that were added up.
  int checked() {
    return checked;
  }

  /// Those whose parts are not the whole, as text.
  List<String> violations() {
    return List.copyOf(violations);
  }
}
