package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn;
import dev.bigdaddy.testkit.LiveSchema.LiveTable;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A statement of a write script in the making: the database that it meets, its parameters, and
/// the forms it uses so far.
///
/// Used by one thread, for one statement.
final class WriteDraft {
  private static final int OFTEN_MET_KEYS = 25;
  private static final int ALL_KEYS = 900;

  private final Dice dice;
  private final LiveSchema schema;
  private final ExpressionGenerator expressions;
  private final Set<WriteForm> forms = EnumSet.noneOf(WriteForm.class);

  /// Whether an INSERT's keys are mostly new ones.
  enum Keys {
    NEW,
    OFTEN_MET
  }

  WriteDraft(Dice dice, LiveSchema schema) {
    this.dice = dice;
    this.schema = schema;
    this.expressions = new ExpressionGenerator(dice);
  }

  Dice dice() {
    return dice;
  }

  LiveSchema schema() {
    return schema;
  }

  ExpressionGenerator expressions() {
    return expressions;
  }

  String uses(WriteForm form) {
    forms.add(form);
    return "";
  }

  Set<WriteForm> forms() {
    return Set.copyOf(forms);
  }

  /// A value to be stored. STRICT tables get their own types, since SQLite keeps part of a
  /// statement that fails their check.
  String cell(LiveTable table, GeneratedColumn column, Keys keys) {
    boolean key = table.isUnique(column);
    if (!key || dice.chance(4)) {
      return table.strict() ? strictValue(column) : expressions.value(column.type());
    }
    int number = dice.between(1, keys == Keys.NEW ? ALL_KEYS : OFTEN_MET_KEYS);
    return switch (column.type()) {
      case "INTEGER" -> Integer.toString(dice.chance(92) ? number : -number);
      case "REAL" -> dice.pick(number + ".0", number + ".5", Integer.toString(number));
      case "TEXT" -> dice.pick("'k%d'", "'k%d'", "'K%d'", "'k%d '").formatted(number);
      case "BLOB" -> "x'%04x'".formatted(number);
      default ->
          table.strict()
              ? Integer.toString(number)
              : dice.pick("%d", "%d", "'%d'", "%d.25", "'n%d'").formatted(number);
    };
  }

  private String strictValue(GeneratedColumn column) {
    return switch (column.type()) {
      case "INTEGER" -> Integer.toString(dice.between(-2, 12));
      case "REAL" -> dice.pick("0.5", "1.0", "-2.5");
      case "BLOB" -> dice.pick("x''", "x'31'");
      default -> dice.pick("''", "'a'", "'A'", "'b '");
    };
  }

  /// A key that a row has, or one that may be there, as a condition on the row.
  String keyCondition(LiveTable table, String prefix) {
    List<String> keys = table.key();
    if (keys.isEmpty()) {
      return table.hasRowid() ? prefix + "rowid = " + dice.between(1, 12) : "1";
    }
    List<String> row = schema.someRow(dice, table, keys);
    if (row.isEmpty()) {
      return prefix + keys.getFirst() + " = " + dice.between(1, OFTEN_MET_KEYS);
    }
    StringBuilder condition = new StringBuilder();
    for (int i = 0; i < keys.size(); i++) {
      condition.append(i == 0 ? "" : " AND ").append(prefix).append(keys.get(i));
      condition.append(row.get(i).equals("NULL") ? " IS " : " = ").append(row.get(i));
    }
    return condition.toString();
  }
}
