package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.plan.WritePlan.Otherwise;
import dev.bigdaddy.conductor.plan.WritePlan.RowidEffect;
import dev.bigdaddy.conductor.schema.AttachedDatabase;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.SessionObjects;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.storage.WriterFlag;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Climbs the write ladder for an INSERT, UPDATE or DELETE: what the home node can do alone, SQLite
/// does there; rows of a spread table are split by node; the rest is gathered. Used by one thread.
final class WritePlanner {
  private final SchemaVersion version;
  private final UserSchema schema;
  private final Set<WriterFlag> flags;
  private final ExtraValues extras;
  private final ForeignKeyMode keys;

  /// @param keys how foreign keys are enforced where the statement is going to run
  WritePlanner(
      SchemaVersion version, Set<WriterFlag> flags, ForeignKeyMode keys, ExtraValues extras) {
    this.keys = keys;
    this.version = version;
    this.schema = version.user();
    this.flags = flags;
    this.extras = extras;
  }

  /// Plans a statement.
  ///
  /// @param text the user's own text if it can be sent as it is, else what stands for it
  WritePlan plan(Statement statement, NodeSql text) {
    QualifiedName name = target(statement);
    String target = name.name().name();
    Optional<AttachedDatabase> attached = schema.attached(name);
    if (attached.isPresent()) {
      return intoAttached(statement, attached.get(), text);
    }
    boolean intoTemporary = schema.isTemporary(name);
    boolean enforcing = flags.contains(WriterFlag.FOREIGN_KEYS) && !intoTemporary;
    if (intoTemporary
        && flags.contains(WriterFlag.FOREIGN_KEYS)
        && !keys.byHome()
        && schema.temporary().hasForeignKeys()) {
      throw NotSupported.of(
          "PRAGMA foreign_keys = ON for temporary tables where tables are spread, or are by default");
    }
    WriteClosure named = WriteClosure.of(statement, schema, false);
    WriteClosure closure = enforcing ? WriteClosure.of(statement, schema, true) : named;
    if (closure.schemaTables()) {
      throw NotSupported.of(
          "a write that reads sqlite_schema or a PRAGMA's table through a view or trigger");
    }
    boolean keysAreOurs =
        enforcing
            && !isEnforcedAtHome(closure)
            && KeyConcern.touches(statement, target, named.written(), schema, keys);
    GatherWritePlanner gather = new GatherWritePlanner(schema, flags, extras.userParameters());
    if (keysAreOurs) {
      return gathered(gather, statement, closure, text, enforcing, "foreign keys are enforced");
    }
    boolean firesTriggers = FiredTriggers.any(statement, target, schema);
    boolean intoSpread =
        !intoTemporary && schema.table(target).isPresent() && isSpread(target);
    if (intoSpread && !firesTriggers && closure.own().isEmpty()) {
      // What is planned later depends on where all of them lie, too.
      closure.tables().forEach(schema::layout);
      UserTable table = schema.table(target).get();
      Otherwise otherwise =
          new Otherwise(
              () -> gather.plan(statement, closure, text, "the nodes alone could not do it"));
      try {
        return spread(statement, table, otherwise);
      } catch (BigDaddyException obstacle) {
        String why = why(obstacle);
        KeyUpdatePlanner keyed = new KeyUpdatePlanner(version, extras, gather, enforcing);
        return found(statement, table, closure, otherwise)
            .or(() -> keyed.plan(statement, named, text, why, otherwise))
            .orElseGet(() -> gather.plan(statement, closure, text, why));
      }
    }
    RowidEffect inserts =
        SessionRowids.areAskedBy(closure, schema)
            ? RowidEffect.MAY_SET
            : rowidEffect(statement, target, intoTemporary);
    if (closure.any(TableKind.SPREAD, schema)) {
      Optional<WritePlan.Lent> lent =
          intoTemporary
              ? new LentPlanner(schema, schema.temporary())
                  .plan(statement, new WritePlan.Home(text, inserts, true))
              : Optional.empty();
      return lent.isPresent()
          ? lent.get()
          : gathered(
              gather,
              statement,
              closure,
              text,
              enforcing,
              firesTriggers ? target + " has triggers" : "it reads spread tables");
    }
    List<UserTable> references = writtenReferences(closure);
    WritePlan.Home home =
        new WritePlan.Home(text, inserts, intoTemporary || countsSequences(closure));
    return references.isEmpty() ? home : new WritePlan.Reference(references, home);
  }

  /// SQLite writes the sequences of all tables that a statement could insert into.
  private boolean countsSequences(WriteClosure closure) {
    return closure.written().stream()
        .anyMatch(name -> schema.table(name).filter(UserTable::autoincrement).isPresent());
  }

  /// All that it can touch must lie on the one connection that has the database.
  private WritePlan intoAttached(Statement statement, AttachedDatabase database, NodeSql text) {
    TableUses uses = TableUses.of(statement, schema);
    String table = TableName.fold(target(statement).name().name());
    String named = "a write to the attached table " + database.name() + "." + table;
    if (uses.schemaTables()) {
      throw NotSupported.of("sqlite_schema or a PRAGMA's table through a trigger, in " + named);
    }
    boolean fires = !schema.temporary().triggers(table).isEmpty();
    if (fires && uses.any(TableKind.REFERENCE, schema)) {
      throw NotSupported.of("reference tables beside temporary triggers, in " + named);
    }
    SessionObjects objects = database.objects();
    if (flags.contains(WriterFlag.FOREIGN_KEYS)
        && !keys.byHome()
        && objects.hasForeignKeys()) {
      throw NotSupported.of(
          "PRAGMA foreign_keys = ON where foreign keys span nodes or tables are spread by default,"
              + " in "
              + named);
    }
    Optional<UserTable> known = objects.table(table);
    boolean hasRowid = objects.view(table).isEmpty() && objects.hasRowid(table);
    WritePlan.Home home =
        new WritePlan.Home(
            text,
            rowidEffect(statement, hasRowid, known.isEmpty() && objects.view(table).isEmpty()),
            true);
    return uses.any(TableKind.SPREAD, schema)
        ? new LentPlanner(schema, objects)
            .plan(statement, home)
            .orElseThrow(() -> NotSupported.of("spread tables in " + named))
        : home;
  }

  private boolean isEnforcedAtHome(WriteClosure closure) {
    return keys.byHome()
        && !closure.any(TableKind.SPREAD, schema)
        && !closure.any(TableKind.REFERENCE, schema);
  }

  private boolean isSpread(String table) {
    return schema.kind(table).equals(Optional.of(TableKind.SPREAD));
  }

  /// What a cheaper rung's planner refused.
  private static String why(BigDaddyException obstacle) {
    if (obstacle.code() != ErrorCode.NOT_SUPPORTED) {
      throw obstacle;
    }
    return String.valueOf(obstacle.getMessage()).replace("not supported yet: ", "");
  }

  private WritePlan spread(Statement statement, UserTable table, Otherwise otherwise) {
    return switch (statement) {
      case Insert insert -> 
          new SpreadInsertPlanner(table, schema.indexes(table.name()), extras, otherwise)
              .plan(insert);
      case Update update -> new SpreadChangePlanner(schema, table, otherwise).plan(update);
      case Delete delete -> new SpreadChangePlanner(schema, table, otherwise).plan(delete);
      case Statement other -> throw new IllegalStateException("no write: " + other.getClass());
    };
  }

  /// Its rows are found first, if that helps.
  private WritePlan gathered(
      GatherWritePlanner gather,
      Statement statement,
      WriteClosure closure,
      NodeSql text,
      boolean enforcing,
      String reason) {
    // What is planned later depends on where all of them lie, too.
    closure.tables().forEach(schema::layout);
    Otherwise otherwise = new Otherwise(() -> gather.plan(statement, closure, text, reason));
    if (comparesSensitively(statement, closure)) {
      return otherwise.plan();
    }
    return unlessRefused(
            () ->
                statement instanceof Insert insert
                    ? found(insert, closure, otherwise)
                    : new SearchedGatherPlanner(version, extras, gather, enforcing)
                        .plan(statement, closure, reason, otherwise)
                        .map(plan -> plan))
        .orElseGet(otherwise::plan);
  }

  /// Queries that find rows compare by LIKE as others do.
  private boolean comparesSensitively(Statement statement, WriteClosure closure) {
    return flags.contains(WriterFlag.CASE_SENSITIVE_LIKE)
        && SensitiveLike.isIn(statement, closure, schema);
  }

  /// Empty if its rows cannot be found first.
  private Optional<WritePlan> found(
      Statement statement, UserTable table, WriteClosure closure, Otherwise otherwise) {
    if (comparesSensitively(statement, closure)) {
      return Optional.empty();
    }
    FoundChangePlanner planner =
        new FoundChangePlanner(version, table, closure, extras, otherwise);
    return unlessRefused(
        () ->
            switch (statement) {
              case Insert insert -> found(insert, closure, otherwise);
              case Update update -> Optional.of(planner.plan(update));
              case Delete delete -> Optional.of(planner.plan(delete));
              case Statement _ -> Optional.empty();
            });
  }

  /// What a planner refuses, another can plan.
  private static Optional<WritePlan> unlessRefused(Supplier<Optional<WritePlan>> planner) {
    try {
      return planner.get();
    } catch (BigDaddyException obstacle) {
      String unused = why(obstacle);
      return Optional.empty();
    }
  }

  private Optional<WritePlan> found(Insert insert, WriteClosure closure, Otherwise otherwise) {
    return new FoundInsertPlanner(
            version,
            extras,
            this::rowsPlan)
        .plan(insert, closure, otherwise)
        .map(plan -> plan);
  }

  /// The plan of a part with rows as parameters, which has no place for the session's own values.
  private WritePlan rowsPlan(Statement rows, int parameters) {
    ExtraValues own = new ExtraValues(parameters);
    WritePlan plan = new WritePlanner(version, flags, keys, own).plan(rows, NodeText.of(rows));
    if (!own.values().isEmpty()) {
      throw NotSupported.of("a DEFAULT of the session or the moment in a part");
    }
    return plan;
  }

  private RowidEffect rowidEffect(Statement statement, String target, boolean intoTemporary) {
    boolean hasRowid =
        intoTemporary
            ? schema.temporary().hasRowid(TableName.fold(target))
            : schema.table(target).map(UserTable::hasRowid).orElse(true);
    boolean isView = !intoTemporary && schema.view(target).isPresent();
    boolean isVirtual =
        intoTemporary
            ? schema.temporary().table(TableName.fold(target)).isEmpty()
            : schema.layout(target).isPresent() && schema.table(target).isEmpty();
    return rowidEffect(statement, hasRowid && !isView, isVirtual);
  }

  private static RowidEffect rowidEffect(
      Statement statement, boolean hasRowid, boolean isVirtual) {
    if (isVirtual && !(statement instanceof Insert)) {
      // Its own tables get new rows.
      return RowidEffect.MAY_SET;
    }
    if (!(statement instanceof Insert insert) || !hasRowid) {
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
  private List<UserTable> writtenReferences(WriteClosure closure) {
    List<UserTable> references = new ArrayList<>();
    for (String name : closure.written()) {
      schema
          .table(name)
          .filter(table -> table.layout().kind() == TableKind.REFERENCE)
          .ifPresent(references::add);
    }
    return references;
  }
}
