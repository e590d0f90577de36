package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.GatheredTable.RowFilter;
import dev.bigdaddy.conductor.plan.WritePlan.Gathered;
import dev.bigdaddy.conductor.schema.ForeignKeyLink;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.InsertSource;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.storage.WriterFlag;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Plans rung 3 of the write ladder: all that a statement can touch goes into a scratch database with
/// the user's own schema, where SQLite runs the statement; what it changed is applied to the nodes.
/// Used by one thread, for one statement.
public final class GatherWritePlanner {
  private final UserSchema schema;
  private final Set<WriterFlag> flags;
  private final int userParameters;

  GatherWritePlanner(UserSchema schema, Set<WriterFlag> flags, int userParameters) {
    this.schema = schema;
    this.flags = flags;
    this.userParameters = userParameters;
  }

  /// Plans what DROP TABLE does to the rows of other tables, if foreign keys are enforced and no node
  /// can enforce them: SQLite deletes all rows of the table first.
  ///
  /// @param text the whole statement
  public static Gathered ofDrop(
      String table, String text, UserSchema schema, Set<WriterFlag> flags) {
    Delete all =
        new Delete(
            Optional.empty(),
            QualifiedName.of(table),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            Span.NONE);
    WriteClosure closure = WriteClosure.of(all, schema, true);
    Set<String> changed = new LinkedHashSet<>(closure.written());
    changed.remove(TableName.fold(table));
    return new GatherWritePlanner(schema, flags, 0)
        .plan(
            all,
            closure,
            changed,
            NodeSql.verbatim(text),
            "foreign keys are enforced",
            Optional.empty());
  }

  /// Whether SQLite deletes a table's rows before it drops it.
  ///
  /// @param defersAll whether all foreign keys are checked at COMMIT
  public static boolean deletesBeforeDrop(
      String table, UserSchema schema, Set<WriterFlag> flags, boolean defersAll) {
    String name = TableName.fold(table);
    return flags.contains(WriterFlag.FOREIGN_KEYS)
        && schema.table(table).isPresent()
        && schema.foreignKeys().stream()
            .anyMatch(
                link ->
                    link.parent().equals(name)
                        || link.child().equals(name) && (defersAll || link.deferred()));
  }

  /// Plans a statement.
  ///
  /// @param reason why no cheaper rung fitted
  Gathered plan(Statement statement, WriteClosure closure, NodeSql text, String reason) {
    return plan(statement, closure, text, reason, Optional.empty());
  }

  /// Plans a statement.
  ///
  /// @param found which rows of the target it is about, if that is known
  Gathered plan(
      Statement statement,
      WriteClosure closure,
      NodeSql text,
      String reason,
      Optional<RowFilter> found) {
    return plan(statement, closure, closure.written(), text, reason, found);
  }

  /// What is done to the nodes names tables without their schema; those that foreign keys and triggers
  /// lead to, too.
  private void refuseHidden(WriteClosure closure) {
    for (String table : closure.tables()) {
      if (schema.temporary().has(table)) {
        throw NotSupported.of(
            "a write that reaches table %s beside a temporary table of the same name"
                .formatted(table));
      }
    }
  }

  /// @param changed the tables whose rows are compared afterwards
  private Gathered plan(
      Statement statement,
      WriteClosure closure,
      Set<String> changed,
      NodeSql text,
      String reason,
      Optional<RowFilter> found) {
    refuseHidden(closure);
    List<ReadPlan.Load> temporaries = new ArrayList<>();
    for (String name : closure.temporariesRead("a write with spread tables")) {
      temporaries.add(new TableLoads(schema).temporary(name, Optional.empty()));
    }
    boolean linked = isLinked(closure);
    Map<String, KeyedRows> keyed =
        statement instanceof Insert insert
            ? InsertKeys.of(insert, closure, schema, linked)
            : Map.of();
    Optional<RowFilter> filter = targetFilter(statement, found);
    Map<String, RowFilter> filters = linked ? Map.of() : sourceFilters(statement);
    Optional<KeyChain> chain = chain(statement, closure, linked, filter.isPresent());
    boolean sequences = closure.tables().contains(UserSchema.SEQUENCES);
    List<GatheredTable> tables = new ArrayList<>();
    Set<String> made = new LinkedHashSet<>(closure.views());
    for (String name : closure.tables()) {
      if (name.startsWith(TableUses.TEMPORARY)) {
        continue;
      }
      if (schema.layout(name).isEmpty()) {
        // A table-valued function of SQLite's, or nothing: SQLite will say.
        refusePragmas(name);
        continue;
      }
      boolean written = changed.contains(name);
      boolean filtered =
          isTarget(name, statement)
              && !(statement instanceof Insert)
              && (chain.isPresent() || written && !linked && !fires(statement, name));
      tables.add(
          GatheredTable.of(
              table(name),
              tables.size(),
              written,
              hasUniqueIndex(name),
              filtered ? filter : Optional.ofNullable(written ? null : filters.get(name)),
              chain
                  .flatMap(known -> found(known, name, filtered))
                  .or(() -> Optional.ofNullable(keyed.get(name)))));
      made.add(name);
    }
    if (sequences) {
      schema.tables().stream()
          .filter(UserTable::autoincrement)
          .forEach(table -> made.add(TableName.fold(table.name())));
    }
    return new Gathered(
        tables,
        chain,
        Optional.empty(),
        temporaries,
        objects(made, "table"),
        laterObjects(made),
        made.stream().flatMap(n -> schema.table(n).stream()).filter(UserTable::autoincrement)
            .toList(),
        foreignKeys(closure.written()),
        HomeObjects.of(schema).stream()
            .filter(o -> o.type().equals("trigger"))
            .filter(o -> changed.contains(TableName.fold(o.tableName())))
            .toList(),
        unextended(text),
        flags,
        reason);
  }

  private Optional<UserTable> targetOf(Statement statement) {
    return switch (statement) {
      case Update update -> schema.table(update.table().name().name());
      case Delete delete -> schema.table(delete.table().name().name());
      case Insert insert -> schema.table(insert.table().name().name());
      case Statement _ -> Optional.empty();
    };
  }

  private boolean isTarget(String name, Statement statement) {
    return targetOf(statement).filter(table -> TableName.fold(table.name()).equals(name)).isPresent();
  }

  private Optional<RowFilter> targetFilter(Statement statement, Optional<RowFilter> found) {
    return targetOf(statement)
        .map(table -> new TargetFilter(schema, table))
        .flatMap(
            filter ->
                found.isPresent()
                    ? found.filter(_ -> filter.isEnough(statement))
                    : filter.despiteTriggers(statement));
  }

  /// What narrows the tables that only the SELECT of an INSERT reads.
  private Map<String, RowFilter> sourceFilters(Statement statement) {
    if (!(statement instanceof Insert insert)
        || insert.with().isPresent()
        || !(insert.source() instanceof InsertSource.Rows(Select select, _))
        || fires(insert, insert.table().name().name())
        || LocalSubqueries.anyIn(RowsFirst.rest(insert))) {
      return Map.of();
    }
    return GatherFilters.of(select, TableUses.of(select, schema), schema);
  }

  private boolean fires(Statement statement, String table) {
    return FiredTriggers.any(statement, table, schema);
  }

  private Optional<KeyChain> chain(
      Statement statement, WriteClosure closure, boolean linked, boolean filtered) {
    Optional<UserTable> target = targetOf(statement);
    if (target.isEmpty()) {
      return Optional.empty();
    }
    boolean enforcing =
        flags.contains(WriterFlag.FOREIGN_KEYS) && !foreignKeys(closure.written()).isEmpty();
    boolean fires = fires(statement, target.get().name());
    if (statement instanceof Insert insert) {
      if (fires) {
        return insertChain(insert, target.get(), closure, enforcing);
      }
      return linked && InsertKeys.replaces(insert, target.get())
          ? replaceChain(insert, target.get(), closure)
          : Optional.empty();
    }
    if (!filtered || !fires && !linked) {
      return Optional.empty();
    }
    if (!fires) {
      return KeyChains.of(statement, target.get(), closure, schema)
          .flatMap(keys -> withTriggers(keys, statement, target.get(), closure, enforcing));
    }
    return enforcing
        ? KeyChains.despiteTriggers(statement, target.get(), closure, schema)
            .flatMap(
                keys ->
                    triggers(statement, target.get(), closure, true, keys.fired())
                        .map(keys.chain()::and))
        : triggers(statement, target.get(), closure, false, List.of());
  }

  /// With what the actions of foreign keys fire.
  private Optional<KeyChain> withTriggers(
      KeyChains.Found keys,
      Statement statement,
      UserTable target,
      WriteClosure closure,
      boolean enforcing) {
    return keys.fired().isEmpty()
        ? Optional.of(keys.chain())
        : triggers(statement, target, closure, enforcing, keys.fired()).map(keys.chain()::and);
  }

  private Optional<KeyChain> triggers(
      Statement statement,
      UserTable target,
      WriteClosure closure,
      boolean enforcing,
      List<KeyChains.Fired> byActions) {
    return TriggerChains.of(
        statement, target, closure, schema, enforcing, Optional.empty(), byActions);
  }

  /// The rivals of the rows that are inserted go, and with them what their foreign keys say.
  private Optional<KeyChain> replaceChain(
      Insert insert, UserTable target, WriteClosure closure) {
    Map<String, KeyedRows> met =
        new HashMap<>(InsertKeys.replacing(insert, closure, schema));
    String name = TableName.fold(target.name());
    if (!met.containsKey(name)) {
      return Optional.empty();
    }
    Map<String, List<KeyChain.Known>> known = new HashMap<>();
    met.forEach(
        (table, rows) -> known.put(table, List.of(new KeyChain.Known(rows, table.equals(name)))));
    KeyChain byKeys = new KeyChain(name, List.of(), known, Set.of());
    return KeyChains.ofReplaced(target, closure, schema)
        .filter(keys -> keys.fired().isEmpty())
        .map(KeyChains.Found::chain)
        // The next rowid follows the largest, and more rows of the table could go with those.
        .filter(
            chain ->
                chain.links().stream()
                    .noneMatch(link -> link.to().equals(name) && link.changes()))
        .map(byKeys::and);
  }

  /// The rows that are inserted meet what they would without triggers, and what these lead to.
  private Optional<KeyChain> insertChain(
      Insert insert, UserTable target, WriteClosure closure, boolean enforcing) {
    Map<String, KeyedRows> met =
        new HashMap<>(InsertKeys.despiteTriggers(insert, closure, schema, enforcing));
    String name = TableName.fold(target.name());
    KeyedRows own = met.remove(name);
    if (own == null) {
      return Optional.empty();
    }
    Map<String, List<KeyChain.Known>> relatives = new HashMap<>();
    met.forEach((table, rows) -> relatives.put(table, List.of(new KeyChain.Known(rows, false))));
    KeyChain byKeys = new KeyChain(name, List.of(), relatives, Set.of());
    return TriggerChains.of(
            insert, target, closure, schema, enforcing, Optional.of(own), List.of())
        .map(byKeys::and);
  }

  /// How the rows of a table are found that only a chain leads to.
  private static Optional<KeyedRows> found(KeyChain chain, String name, boolean filtered) {
    if (filtered || chain.whole().contains(name)) {
      return Optional.empty();
    }
    Stream<KeyedRows.Lookup> byRows =
        chain.links().stream().filter(link -> link.to().equals(name)).map(KeyChain.Link::lookup);
    Stream<KeyedRows.Lookup> byValues =
        chain.known().getOrDefault(name, List.of()).stream()
            .flatMap(known -> known.rows().lookups().stream());
    return Optional.of(
        KeyedRows.of(List.of(), Stream.concat(byRows, byValues).distinct().toList()));
  }

  /// A planner that gave up may have added values of our own behind the user's, which the user's own
  /// text does not take.
  private NodeSql unextended(NodeSql text) {
    return text.sources() == null
        ? new NodeSql(text.text(), IntStream.range(0, userParameters).toArray())
        : text;
  }

  private UserTable table(String name) {
    return schema
        .table(name)
        .orElseThrow(() -> NotSupported.of("the virtual table " + name + " beside spread tables"));
  }

  private static void refusePragmas(String name) {
    if (name.startsWith("pragma_")) {
      throw NotSupported.of("the table " + name + " in a write with spread tables");
    }
  }

  private boolean isLinked(WriteClosure closure) {
    return flags.contains(WriterFlag.FOREIGN_KEYS)
        && (closure.written().size() > 1 || !foreignKeys(closure.written()).isEmpty());
  }

  private List<ForeignKeyLink> foreignKeys(Set<String> written) {
    Set<String> children = new LinkedHashSet<>();
    for (ForeignKeyLink link : schema.foreignKeys()) {
      if (written.contains(link.child()) || written.contains(link.parent())) {
        children.add(link.child());
      }
    }
    return schema.foreignKeys().stream().filter(l -> children.contains(l.child())).toList();
  }

  private boolean hasUniqueIndex(String table) {
    return schema.indexes(table).stream().anyMatch(CreateIndex::unique);
  }

  private List<SchemaObject> objects(Set<String> made, String type) {
    return schema.objects().stream()
        .filter(object -> object.type().equals(type) && object.sql() != null)
        .filter(object -> !object.name().startsWith("sqlite_"))
        .filter(object -> made.contains(TableName.fold(object.tableName())))
        .toList();
  }

  /// In the order in which they were made, since SQLite fires triggers and tries indexes in it.
  private List<SchemaObject> laterObjects(Set<String> made) {
    List<SchemaObject> objects = new ArrayList<>(objects(made, "index"));
    objects.addAll(objects(made, "view"));
    objects.addAll(objects(made, "trigger"));
    return objects;
  }
}
