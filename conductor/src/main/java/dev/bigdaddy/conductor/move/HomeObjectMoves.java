package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.plan.HomeObjects;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.SchemaText;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableName;
import java.util.List;

/// Brings views and triggers to the home node, or takes them away, as what they touch becomes whole or
/// spread.
public final class HomeObjectMoves {
  private HomeObjectMoves() {}

  /// Follows a change of the schema, in the epoch that makes it.
  public static void follow(Epoch epoch, UserSchema before, UserSchema next) {
    List<SchemaObject> had = HomeObjects.of(before);
    List<SchemaObject> shall = HomeObjects.of(next);
    for (SchemaObject object : had) {
      if (!contains(shall, object)) {
        epoch.update(
            NodeId.HOME,
            "DROP " + object.type() + " IF EXISTS main." + SqlText.quote(object.name()));
      }
    }
    for (SchemaObject object : shall) {
      if (!contains(had, object) && object.sql() != null) {
        epoch.update(NodeId.HOME, SchemaText.inMain(object.sql()));
      }
    }
  }

  /// By name: ALTER TABLE rewrites the texts on the home node by itself.
  private static boolean contains(List<SchemaObject> objects, SchemaObject wanted) {
    return objects.stream()
        .anyMatch(
            object ->
                object.type().equals(wanted.type())
                    && TableName.fold(object.name()).equals(TableName.fold(wanted.name())));
  }
}
