package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The tables that a statement's names can mean on a node: the user's, and those that are sent along.
///
/// @param schema the user's schema
/// @param sent by folded name, the tables that hold the rows of sub-results on every node
/// @param placement whether it matters where rows lie; if not, every table counts as if every node had
///     it, and only names and types are looked at
record Relations(UserSchema schema, Map<String, UserTable> sent, Placement placement) {
  /// Whether it matters where rows lie.
  enum Placement {
    MATTERS,
    IS_IGNORED
  }

  Relations {
    sent = Map.copyOf(sent);
  }

  static Relations of(UserSchema schema) {
    return new Relations(schema, Map.of(), Placement.MATTERS);
  }

  /// A table, if it is not a virtual one.
  Optional<UserTable> table(String name) {
    UserTable known = sent.get(TableName.fold(name));
    return known == null ? schema.table(name) : Optional.of(known);
  }

  /// The kind of a table, as far as it matters.
  TableKind kind(UserTable table) {
    return placement == Placement.IS_IGNORED ? TableKind.REFERENCE : table.layout().kind();
  }

  /// The same with others, which stand before those of the schema.
  Relations with(Map<String, UserTable> others) {
    if (others.isEmpty()) {
      return this;
    }
    Map<String, UserTable> all = new HashMap<>(sent);
    all.putAll(others);
    return new Relations(schema, all, placement);
  }

  /// The same tables, wherever their rows lie.
  Relations forNames() {
    return new Relations(schema, sent, Placement.IS_IGNORED);
  }
}
