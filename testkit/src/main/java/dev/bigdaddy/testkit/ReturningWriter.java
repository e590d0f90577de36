package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.LiveSchema.LiveTable;
import java.util.ArrayList;
import java.util.List;

/// Writes RETURNING.
///
/// Used by one thread, for one statement.
record ReturningWriter(WriteDraft draft) {

  /// In so many of a hundred cases a clause, else nothing.
  String clause(LiveTable table, int percent) {
    Dice dice = draft.dice();
    if (!dice.chance(percent)) {
      return "";
    }
    draft.uses(WriteForm.RETURNING);
    if (dice.chance(35)) {
      return " RETURNING *";
    }
    List<String> items = new ArrayList<>();
    int count = dice.between(1, 2);
    for (int i = 0; i < count; i++) {
      String column = dice.pick(table.table().columns()).name();
      items.add(
          dice.pick("%s", "%s", "typeof(%s)", "%s AS again", "coalesce(%s, 'none')")
              .formatted(column));
    }
    if (table.hasRowid() && dice.chance(25)) {
      items.add("rowid");
    }
    return " RETURNING " + String.join(", ", items);
  }
}
