package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.storage.Mark;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a transaction goes back to.
///
/// @param mark where its epoch stood; null if it had none yet
/// @param schema the schema as it saw it
/// @param committedSchema the committed one by then
/// @param violations rows that violated deferred foreign keys
/// @param temporary the session's temporary objects
record NamedSavepoint(
    String name,
    @Nullable Mark mark,
    SchemaVersion schema,
    SchemaVersion committedSchema,
    long violations,
    List<SchemaObject> temporary) {

  /// The place of the latest one of a name.
  ///
  /// @throws BigDaddyException if there is none
  static int find(List<NamedSavepoint> savepoints, String name) {
    String folded = TableName.fold(name);
    for (int i = savepoints.size() - 1; i >= 0; i--) {
      if (savepoints.get(i).name().equals(folded)) {
        return i;
      }
    }
    throw new BigDaddyException(ErrorCode.SQL, "no such savepoint: " + name);
  }
}
