package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.CreateView;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.topology.TableName;
import java.util.Optional;

/// Finds out whether a write asks for `last_insert_rowid()` where it is no part of the statement, and so
/// cannot become a parameter ({@link SessionValues}): in DEFAULTs, triggers and views.
final class SessionRowids {
  private SessionRowids() {}

  static boolean areAskedBy(WriteClosure closure, UserSchema schema) {
    return closure.written().stream().anyMatch(name -> isAskedBy(name, schema))
        || closure.views().stream().anyMatch(name -> isAskedByView(name, schema));
  }

  private static boolean isAskedBy(String name, UserSchema schema) {
    Optional<UserTable> table =
        name.startsWith(TableUses.TEMPORARY)
            ? schema.temporary().table(name.substring(TableUses.TEMPORARY.length()))
            : schema.table(name).or(() -> schema.temporary().table(name));
    return table.filter(known -> asks(known.definition())).isPresent()
        || schema.triggers(name).stream().anyMatch(SessionRowids::asks)
        || schema.temporary().triggers(name).stream().anyMatch(SessionRowids::asks);
  }

  private static boolean isAskedByView(String name, UserSchema schema) {
    Optional<CreateView> view =
        schema.view(name).or(() -> schema.temporary().view(TableName.fold(name)));
    return view.filter(SessionRowids::asks).isPresent();
  }

  private static boolean asks(Node node) {
    return Trees.any(node, SessionValues::isLastInsertRowid);
  }
}
