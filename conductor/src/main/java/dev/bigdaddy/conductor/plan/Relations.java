package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.topology.TableName;
import java.util.Map;
import java.util.Optional;

/// The tables that a statement's names can mean on a node: the user's, and those that are sent along.
///
/// @param schema the user's schema
/// @param sent by folded name, the tables that hold the rows of sub-results on every node
record Relations(UserSchema schema, Map<String, UserTable> sent) {
  Relations {
    sent = Map.copyOf(sent);
  }

  static Relations of(UserSchema schema) {
    return new Relations(schema, Map.of());
  }

  /// A table, if it is not a virtual one.
  Optional<UserTable> table(String name) {
    UserTable known = sent.get(TableName.fold(name));
    return known == null ? schema.table(name) : Optional.of(known);
  }
}
