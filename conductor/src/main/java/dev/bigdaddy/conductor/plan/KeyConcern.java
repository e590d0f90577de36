package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.ForeignKeyLink;
import dev.bigdaddy.conductor.schema.UniqueKey;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.ConflictAction;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.topology.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Whether foreign keys have anything to do with a write: no row needs a parent, or is one, that did not
/// before, if no column is touched that a foreign key names, no row comes into a child table, and none
/// leaves a parent table. A deferred one always has, since a row that leaves may end a violation.
final class KeyConcern {
  private KeyConcern() {}

  /// @param written folded names of what the statement and its triggers write
  static boolean touches(
      Statement statement,
      String target,
      Set<String> written,
      UserSchema schema,
      ForeignKeyMode keys) {
    List<ForeignKeyLink> links =
        schema.foreignKeys().stream()
            .filter(link -> written.contains(link.child()) || written.contains(link.parent()))
            .toList();
    Optional<UserTable> table = schema.table(target);
    if (links.isEmpty()) {
      return false;
    }
    boolean deferred = keys.deferred() || links.stream().anyMatch(ForeignKeyLink::deferred);
    if (written.size() > 1 || table.isEmpty() || deferred) {
      return true;
    }
    String name = TableName.fold(target);
    return switch (statement) {
      case Insert insert -> isBroken(links, schema) || ofInsert(insert, name, links);
      case Update update -> ofUpdate(update, table.get(), links);
      case Delete _ ->
          isBroken(links, schema) || links.stream().anyMatch(link -> link.parent().equals(name));
      case Statement _ -> true;
    };
  }

  /// Whether a foreign key may name no unique key of a table that is there: then SQLite refuses to
  /// insert or delete, whatever the rows. A unique index may be what it names.
  private static boolean isBroken(List<ForeignKeyLink> links, UserSchema schema) {
    return links.stream().anyMatch(link -> !namesUniqueKey(link, schema.table(link.parent())));
  }

  private static boolean namesUniqueKey(ForeignKeyLink link, Optional<UserTable> parent) {
    if (parent.isEmpty()) {
      return false;
    }
    UserTable table = parent.get();
    Set<String> named = folded(link.parentColumns());
    return table.uniqueKeys().stream()
        .filter(key -> named.isEmpty() ? key.primary() : folded(key.columns()).equals(named))
        .filter(key -> key.columns().size() == link.columns().size())
        .anyMatch(key -> hasOwnCollations(key, table));
  }

  private static boolean hasOwnCollations(UniqueKey key, UserTable table) {
    return IntStream.range(0, key.columns().size())
        .allMatch(
            i ->
                table
                    .column(key.columns().get(i))
                    .collation()
                    .equals(Optional.of(key.collations().get(i))));
  }

  private static Set<String> folded(List<String> columns) {
    return columns.stream().map(TableName::fold).collect(Collectors.toSet());
  }

  /// A new row has no children; but REPLACE takes rows away, and an UPSERT may change some.
  private static boolean ofInsert(Insert insert, String name, List<ForeignKeyLink> links) {
    boolean onlyAdds =
        insert.upserts().isEmpty()
            && insert.onConflict().map(action -> action != ConflictAction.REPLACE).orElse(true);
    if (!onlyAdds) {
      return true;
    }
    return links.stream().anyMatch(link -> link.child().equals(name));
  }

  private static boolean ofUpdate(Update update, UserTable table, List<ForeignKeyLink> links) {
    boolean replaces = update.onConflict().equals(Optional.of(ConflictAction.REPLACE));
    Set<String> assigned = TargetFilter.assigned(update);
    String name = TableName.fold(table.name());
    boolean touched = replaces || assigned.stream().anyMatch(table::isRowidName);
    for (ForeignKeyLink link : links) {
      if (link.child().equals(name)) {
        touched |= link.isAssigned(assigned, table);
      }
      if (link.parent().equals(name)) {
        touched |= link.isReferredAssigned(assigned, table);
      }
    }
    return touched;
  }
}
