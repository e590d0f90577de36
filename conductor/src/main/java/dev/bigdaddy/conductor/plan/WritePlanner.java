package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.WritePlan.RowidEffect;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.CreateTrigger;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.storage.WriterFlag;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Climbs the write ladder for an INSERT, UPDATE or DELETE: what the home node can do alone, SQLite
/// does there; rows of a spread table are split by node; the rest is refused by name. Used by one
/// thread.
final class WritePlanner {
  private final UserSchema schema;
  private final Set<WriterFlag> flags;
  private final ExtraValues extras;

  WritePlanner(UserSchema schema, Set<WriterFlag> flags, ExtraValues extras) {
    this.schema = schema;
    this.flags = flags;
    this.extras = extras;
  }

  /// Plans a statement.
  ///
  /// @param text the user's own text if it can be sent as it is, else what stands for it
  WritePlan plan(Statement statement, NodeSql text) {
    QualifiedName name = target(statement);
    String target = name.name().name();
    boolean intoTemporary = schema.isTemporary(name);
    TableUses uses = TableUses.of(statement, schema);
    Optional<TableKind> kind = intoTemporary ? Optional.empty() : schema.kind(target);
    boolean touchesSpread = uses.any(TableKind.SPREAD, schema);
    if (uses.schemaTables()) {
      throw NotSupported.of(
          "a write that reads sqlite_schema or a PRAGMA's table through a view or trigger");
    }
    if (flags.contains(WriterFlag.FOREIGN_KEYS)) {
      new ForeignKeyGraph(schema).refuseOverSpread(uses);
    }
    if (uses.tables().contains(UserSchema.SEQUENCES)
        && schema.kind(UserSchema.SEQUENCES).isPresent()) {
      throw NotSupported.of("a write with sqlite_sequence beside AUTOINCREMENT in spread tables");
    }
    List<UserTable> references = writtenReferences(statement);
    boolean shared = !references.isEmpty() || kind.isPresent() && kind.get() == TableKind.SPREAD;
    if (shared && !uses.temporary().isEmpty()) {
      throw NotSupported.of(
          "the temporary "
              + uses.temporary().iterator().next()
              + " in a write to a spread or reference table");
    }
    if (kind.isPresent() && kind.get() == TableKind.SPREAD) {
      return spread(statement, schema.table(target).orElseThrow());
    }
    if (touchesSpread) {
      throw NotSupported.of(
          "a write to " + target + " that also reads or fires triggers on spread tables");
    }
    RowidEffect inserts = rowidEffect(statement, target, intoTemporary);
    if (flags.contains(WriterFlag.FOREIGN_KEYS)) {
      new ForeignKeyGraph(schema).refuseOverReferences(uses, references);
    }
    return references.isEmpty()
        ? new WritePlan.Home(text, inserts)
        : new WritePlan.Reference(references, text, inserts);
  }

  private WritePlan spread(Statement statement, UserTable table) {
    return switch (statement) {
      case Insert insert -> new SpreadInsertPlanner(table, extras).plan(insert);
      case Update update -> new SpreadChangePlanner(schema, table).plan(update);
      case Delete delete -> new SpreadChangePlanner(schema, table).plan(delete);
      case Statement other -> throw new IllegalStateException("no write: " + other.getClass());
    };
  }

  private RowidEffect rowidEffect(Statement statement, String target, boolean intoTemporary) {
    boolean hasRowid =
        intoTemporary
            ? schema.temporary().hasRowid(TableName.fold(target))
            : schema.table(target).map(UserTable::hasRowid).orElse(true);
    boolean isView = !intoTemporary && schema.view(target).isPresent();
    if (!(statement instanceof Insert insert) || !hasRowid || isView) {
      return RowidEffect.NONE;
    }
    return insert.upserts().isEmpty() ? RowidEffect.SETS : RowidEffect.MAY_SET;
  }

  private static QualifiedName target(Statement statement) {
    return switch (statement) {
      case Insert insert -> insert.table();
      case Update update -> update.table();
      case Delete delete -> delete.table();
      case Statement other -> throw new IllegalStateException("no write: " + other.getClass());
    };
  }

  /// Reference tables that the statement or the triggers it fires can change.
  private List<UserTable> writtenReferences(Statement statement) {
    Set<String> written = new LinkedHashSet<>();
    addTargets(statement, written);
    List<UserTable> references = new ArrayList<>();
    for (String name : written) {
      schema
          .table(name)
          .filter(table -> table.layout().kind() == TableKind.REFERENCE)
          .ifPresent(references::add);
    }
    return references;
  }

  private void addTargets(Node node, Set<String> written) {
    Trees.visit(
        node,
        inner -> {
          Optional<String> target =
              switch (inner) {
                case Insert insert -> Optional.of(insert.table().name().name());
                case Update update -> Optional.of(update.table().name().name());
                case Delete delete -> Optional.of(delete.table().name().name());
                case Node _ -> Optional.empty();
              };
          if (target.isPresent() && written.add(TableName.fold(target.get()))) {
            for (CreateTrigger trigger : schema.triggers(target.get())) {
              addTargets(trigger, written);
            }
            String folded = TableName.fold(target.get());
            for (CreateTrigger trigger : schema.temporary().triggers(folded)) {
              addTargets(trigger, written);
            }
          }
        });
  }
}
