package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.ForeignKeyLink;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.CreateTrigger;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableName;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// All tables that a write can touch: those it names, those its views read, those its triggers read
/// and write, and, where foreign keys are enforced, the parents and children of whatever is written,
/// with the triggers that their actions fire.
///
/// It is complete because each step adds whole tables and is repeated until nothing is new: whatever
/// SQLite could open while it runs the statement is named by the statement, by a view or trigger that
/// is in the closure, or by a foreign key of a table that is in it.
///
/// @param tables folded names of tables
/// @param written those that can be changed; views with INSTEAD OF triggers may be among them
/// @param views folded names of views
/// @param schemaTables whether `sqlite_schema` or a PRAGMA's table is read
/// @param own what only this session has, in words: temporary objects and attached databases
record WriteClosure(
    Set<String> tables,
    Set<String> written,
    Set<String> views,
    boolean schemaTables,
    Set<String> own) {

  /// The closure of an INSERT, UPDATE or DELETE.
  ///
  /// @param foreignKeys whether foreign keys are enforced
  static WriteClosure of(Statement statement, UserSchema schema, boolean foreignKeys) {
    Collector collector = new Collector(schema);
    collector.add(statement);
    if (foreignKeys) {
      collector.followForeignKeys();
    }
    return new WriteClosure(
        collector.tables,
        collector.written,
        collector.views,
        collector.schemaTables,
        collector.own);
  }

  /// The temporary tables that are read. All else that only one connection has is refused.
  Set<String> temporariesRead(String write) {
    Set<String> read = new LinkedHashSet<>();
    for (String table : tables) {
      if (table.startsWith(TableUses.TEMPORARY)) {
        String name = table.substring(TableUses.TEMPORARY.length());
        if (!written.contains(name)) {
          read.add(name);
        }
      }
    }
    refuseOwnBut(read, write);
    return read;
  }

  private void refuseOwnBut(Set<String> but, String write) {
    for (String name : own) {
      if (but.stream().noneMatch(table -> name.equals(TableUses.label(table)))) {
        throw NotSupported.of("the " + name + " in " + write);
      }
    }
  }

  /// Whether any of the tables is of that kind.
  boolean any(TableKind kind, UserSchema schema) {
    return tables.stream().anyMatch(table -> schema.kind(table).orElse(TableKind.WHOLE) == kind);
  }

  private static final class Collector {
    private final UserSchema schema;
    private final Set<String> tables = new LinkedHashSet<>();
    private final Set<String> written = new LinkedHashSet<>();
    private final Set<String> views = new LinkedHashSet<>();
    private final Set<String> own = new LinkedHashSet<>();
    private boolean schemaTables;

    Collector(UserSchema schema) {
      this.schema = schema;
    }

    /// Uses already look through views and triggers; what is missing is what is written.
    void add(Node node) {
      TableUses uses = TableUses.of(node, schema);
      tables.addAll(uses.tables());
      views.addAll(uses.views());
      own.addAll(uses.own());
      schemaTables |= uses.schemaTables();
      addTargets(node);
    }

    private void addTargets(Node node) {
      Trees.visit(node, inner -> target(inner).ifPresent(this::addTarget));
    }

    private void addTarget(String target) {
      if (written.add(TableName.fold(target))) {
        for (CreateTrigger trigger : schema.triggers(target)) {
          addTargets(trigger);
        }
        schema.temporary().triggers(TableName.fold(target)).forEach(this::addTargets);
      }
    }

    private static Optional<String> target(Node node) {
      return switch (node) {
        case Insert insert -> Optional.of(insert.table().name().name());
        case Update update -> Optional.of(update.table().name().name());
        case Delete delete -> Optional.of(delete.table().name().name());
        case Node _ -> Optional.empty();
      };
    }

    void followForeignKeys() {
      Set<String> followed = new LinkedHashSet<>();
      while (!followed.containsAll(written)) {
        for (String table : Set.copyOf(written)) {
          if (followed.add(table)) {
            follow(table);
          }
        }
      }
    }

    private void follow(String table) {
      for (ForeignKeyLink link : schema.foreignKeys()) {
        if (link.child().equals(table)) {
          tables.add(link.parent());
        }
        if (link.parent().equals(table)) {
          tables.add(link.child());
          if (link.acts() && written.add(link.child())) {
            schema.triggers(link.child()).forEach(this::add);
            for (CreateTrigger trigger : schema.temporary().triggers(link.child())) {
              own.add(TableUses.label(trigger));
              add(trigger);
            }
          }
        }
      }
    }
  }
}
