package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.ConflictAction;
import dev.bigdaddy.sql.tree.CreateTrigger;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.topology.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whether a statement, or a foreign key's action, can fire a trigger of the table that it writes.
final class FiredTriggers {
  private FiredTriggers() {}

  static boolean any(Statement statement, String target, UserSchema schema) {
    List<CreateTrigger> triggers = schema.triggers(target);
    if (triggers.isEmpty()) {
      return false;
    }
    Optional<UserTable> table = schema.table(target);
    // REPLACE takes rows away, for which there are triggers too.
    boolean replaces = table.isEmpty() || ConflictClauses.act(table.get());
    return replaces
        || switch (statement) {
          case Insert insert ->
              insert.onConflict().equals(Optional.of(ConflictAction.REPLACE))
                  || fires(triggers, CreateTrigger.Event.INSERT)
                  || !insert.upserts().isEmpty() && fires(triggers, CreateTrigger.Event.UPDATE);
          case Update update ->
              update.onConflict().equals(Optional.of(ConflictAction.REPLACE))
                  || triggers.stream().anyMatch(trigger -> isOf(update, trigger));
          case Delete _ -> fires(triggers, CreateTrigger.Event.DELETE);
          case Statement _ -> true;
        };
  }

  /// Whether a foreign key's action on rows of a table can fire one.
  ///
  /// @param event what the action does to them
  static boolean byAction(CreateTrigger.Event event, String table, UserSchema schema) {
    return fires(schema.triggers(table), event);
  }

  private static boolean fires(List<CreateTrigger> triggers, CreateTrigger.Event event) {
    return triggers.stream().anyMatch(trigger -> trigger.event() == event);
  }

  /// UPDATE OF goes by the names that are assigned.
  private static boolean isOf(Update update, CreateTrigger trigger) {
    Set<String> assigned = TargetFilter.assigned(update);
    return trigger.event() == CreateTrigger.Event.UPDATE
        && (trigger.updateOf().isEmpty()
            || trigger.updateOf().stream()
                .anyMatch(column -> assigned.contains(TableName.fold(column.name()))));
  }
}
