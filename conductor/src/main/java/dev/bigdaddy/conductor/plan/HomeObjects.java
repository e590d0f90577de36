package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.CreateTrigger;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;

/// The views and triggers that stand on the home node: those that touch nothing but whole and
/// reference tables, so that SQLite runs them there as the user wrote them.
public final class HomeObjects {
  private HomeObjects() {}

  /// The views and triggers of a schema that belong on the home node, in the order of creation.
  public static List<SchemaObject> of(UserSchema schema) {
    List<SchemaObject> objects = new ArrayList<>();
    for (SchemaObject object : schema.objects()) {
      boolean closed =
          switch (object.type()) {
            case "view" ->
                schema.view(object.name()).map(v -> isClosedOnHome(v, schema)).orElse(false);
            case "trigger" -> isTriggerClosed(object, schema);
            default -> false;
          };
      if (closed) {
        objects.add(object);
      }
    }
    return objects;
  }

  private static boolean isTriggerClosed(SchemaObject object, UserSchema schema) {
    for (CreateTrigger trigger : schema.triggers(object.tableName())) {
      if (TableName.fold(trigger.name().name().name()).equals(TableName.fold(object.name()))) {
        return isClosedOnHome(trigger, schema);
      }
    }
    return false;
  }

  /// Whether a statement reads `sqlite_schema` or a PRAGMA's table.
  public static boolean readsSchema(Node node, UserSchema schema) {
    return TableUses.of(node, schema).schemaTables();
  }

  /// Whether all that a statement can touch lies on the home node.
  public static boolean isClosedOnHome(Node node, UserSchema schema) {
    TableUses uses = TableUses.of(node, schema);
    return !uses.schemaTables() && !uses.any(TableKind.SPREAD, schema);
  }

  /// The same, and that the node knows all that it asks for: it knows nothing of the session.
  public static boolean isAnsweredAtHome(Select select, UserSchema schema) {
    return isClosedOnHome(select, schema) && !TableUses.of(select, schema).calls();
  }

  /// Whether a trigger of a temporary table writes nothing but temporary ones: what it reads may then
  /// lie on several nodes, as it is lent to the session's own connection.
  public static boolean writesOnlyTemporary(CreateTrigger trigger, UserSchema schema) {
    boolean writesOthers =
        Trees.any(
            trigger,
            node ->
                switch (node) {
                  case Insert insert -> !schema.isTemporary(insert.table());
                  case Update update -> !schema.isTemporary(update.table());
                  case Delete delete -> !schema.isTemporary(delete.table());
                  case Node _ -> false;
                });
    return schema.isTemporary(trigger.table()) && !writesOthers;
  }
}
