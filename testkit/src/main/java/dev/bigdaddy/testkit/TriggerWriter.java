package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn;
import dev.bigdaddy.testkit.LiveSchema.LiveTable;
import java.util.List;

/// Writes triggers of every kind. What they do is seen in the table `log`, in other tables, and in
/// their errors.
///
/// Used by one thread, for one statement.
record TriggerWriter(WriteDraft draft, int number) {

  String trigger() {
    Dice dice = draft.dice();
    boolean onView = dice.chance(75) && !draft.schema().views().isEmpty();
    LiveTable target =
        onView ? dice.pick(draft.schema().views()) : dice.pick(draft.schema().lasting());
    String time = onView ? "INSTEAD OF" : dice.pick("BEFORE", "AFTER", "AFTER", "");
    String event = dice.pick("INSERT", "UPDATE", "DELETE", "UPDATE OF");
    String column = dice.pick(target.table().columns()).name();
    boolean hasOld = !event.equals("INSERT");
    boolean hasNew = !event.equals("DELETE");
    String row = hasNew && (!hasOld || dice.chance(60)) ? "new" : "old";
    String when =
        dice.chance(25)
            ? " WHEN "
                + row
                + "."
                + column
                + dice.pick(" IS NOT NULL", " > 3", " <> 'a'", " IS old." + column)
            : "";
    if (!hasOld) {
      when = when.replace("old.", "new.");
    }
    return "CREATE TRIGGER g%d %s %s ON %s%s%s BEGIN %s; END"
        .formatted(
            number,
            time,
            event.equals("UPDATE OF") ? "UPDATE OF " + column : event,
            target.name(),
            dice.pick("", " FOR EACH ROW"),
            when,
            body(row, target, column))
        .replaceAll(" +", " ");
  }

  private String body(String row, LiveTable target, String column) {
    Dice dice = draft.dice();
    String value = row + "." + column;
    String note = "INSERT INTO log(what, v) VALUES ('g%d', %s)".formatted(number, value);
    int kind = dice.between(1, 100);
    if (kind <= 45) {
      return note;
    }
    if (kind <= 60) {
      String raise =
          dice.pick(
              "RAISE(ABORT, 'no')",
              "RAISE(IGNORE)",
              "RAISE(FAIL, 'stop')",
              "RAISE(ROLLBACK, 'back')");
      return "SELECT " + raise + " WHERE " + value + dice.pick(" = 2", " = 'a'", " IS NULL");
    }
    LiveTable other = dice.pick(draft.schema().lasting());
    List<GeneratedColumn> columns = other.table().writable();
    String name = dice.pick(columns).name();
    String key = dice.pick(other.table().columns()).name();
    String change =
        dice.pick(
                "UPDATE %1$s SET %2$s = 'g' WHERE %4$s = %3$s",
                "UPDATE %1$s SET %2$s = %3$s WHERE %4$s = %3$s AND %2$s IS NOT %3$s",
                "DELETE FROM %1$s WHERE %3$s = %4$s AND %2$s IS NOT 1",
                "UPDATE %1$s SET %2$s = %3$s WHERE %2$s IS NULL",
                "DELETE FROM %1$s WHERE %2$s = %3$s",
                "INSERT OR IGNORE INTO %1$s(%2$s) VALUES (%3$s)",
                "INSERT INTO log(what, v) SELECT 'copy', %2$s FROM %1$s WHERE %2$s = %3$s")
            .formatted(other.name(), name, value, key);
    return dice.chance(50) ? note + "; " + change : change;
  }
}
