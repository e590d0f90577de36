package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.sql.SqlParser;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.sql.tree.CreateTrigger;
import dev.bigdaddy.sql.tree.CreateView;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import dev.bigdaddy.topology.TopologySnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The user's tables, views, triggers and indexes of one topology version, parsed. Immutable.
public final class UserSchema {
  private final TopologySnapshot topology;
  private final Map<String, UserTable> tables = new LinkedHashMap<>();
  private final Map<String, CreateView> views = new LinkedHashMap<>();
  private final Map<String, List<CreateTrigger>> triggers = new HashMap<>();
  private final Map<String, List<CreateIndex>> indexes = new HashMap<>();
  private final Map<SchemaObject, Statement> parsed = new HashMap<>();
  private final List<ForeignKeyLink> foreignKeys;
  private final TemporarySchema temporary;

  private UserSchema(
      TopologySnapshot topology, Map<SchemaObject, Statement> known, TemporarySchema temporary) {
    this.topology = topology;
    this.temporary = temporary;
    for (SchemaObject object : topology.schema()) {
      if (object.sql() != null) {
        Statement statement = known.get(object);
        if (statement == null) {
          statement = SqlParser.parse(object.sql()).statement();
        }
        parsed.put(object, statement);
        add(object, statement);
      }
    }
    this.foreignKeys = tables.values().stream().flatMap(t -> ForeignKeyLink.of(t).stream()).toList();
  }

  /// Parses the schema of a topology snapshot.
  public static UserSchema of(TopologySnapshot topology) {
    return new UserSchema(topology, Map.of(), TemporarySchema.EMPTY);
  }

  /// The schema of a later snapshot; what did not change is not parsed again.
  public UserSchema with(TopologySnapshot next) {
    return new UserSchema(next, parsed, TemporarySchema.EMPTY);
  }

  /// The same schema as a session sees it that has temporary objects.
  UserSchema withTemporary(List<SchemaObject> objects) {
    return new UserSchema(topology, parsed, new TemporarySchema(objects));
  }

  /// Whether a name means one of the session's temporary tables or views, which SQLite finds first.
  public boolean isTemporary(QualifiedName name) {
    boolean looksThere =
        name.schema().map(in -> TableName.fold(in.name()).equals("temp")).orElse(true);
    return looksThere && temporary.has(TableName.fold(name.name().name()));
  }

  /// The session's temporary objects; all other methods leave them out.
  public TemporarySchema temporary() {
    return temporary;
  }

  private void add(SchemaObject object, Statement statement) {
    String table = TableName.fold(object.tableName());
    switch (statement) {
      case CreateTable create ->
          topology
              .table(object.name())
              .ifPresent(layout -> tables.put(layout.name().folded(), new UserTable(create, layout)));
      case CreateView view -> views.put(TableName.fold(object.name()), view);
      case CreateTrigger trigger ->
          triggers.computeIfAbsent(table, _ -> new ArrayList<>()).add(trigger);
      case CreateIndex index -> indexes.computeIfAbsent(table, _ -> new ArrayList<>()).add(index);
      case Statement _ -> {
        // Virtual tables are known to the topology as whole tables; their columns are SQLite's.
      }
    }
  }

  /// The snapshot this schema was read from.
  public TopologySnapshot topology() {
    return topology;
  }

  /// A table, if it is not a virtual one.
  public Optional<UserTable> table(String name) {
    return Optional.ofNullable(tables.get(TableName.fold(name)));
  }

  /// All tables that are not virtual ones.
  public Collection<UserTable> tables() {
    return Collections.unmodifiableCollection(tables.values());
  }

  /// A table's layout, for virtual tables too.
  public Optional<TableLayout> layout(String name) {
    return topology.table(name);
  }

  /// A view.
  public Optional<CreateView> view(String name) {
    return Optional.ofNullable(views.get(TableName.fold(name)));
  }

  /// The triggers of a table or view.
  public List<CreateTrigger> triggers(String table) {
    return triggers.getOrDefault(TableName.fold(table), List.of());
  }

  /// The foreign keys of all tables.
  public List<ForeignKeyLink> foreignKeys() {
    return foreignKeys;
  }

  /// Whether SQLite on the home node enforces foreign keys: if all tables are whole. If not, the nodes
  /// enforce none, and every write that a foreign key concerns is gathered. A gathered write may change
  /// rows of any table, by row operations that must not act on others, and a node cannot be told so in
  /// the middle of a transaction.
  ///
  /// New tables are spread by default where `default_shards` says so; there the nodes never enforce,
  /// so that a transaction which makes such tables goes on as it began.
  public boolean homeEnforcesForeignKeys() {
    return topology.defaultShards() <= 1 && topology.onlyWhole();
  }

  /// The indexes that CREATE INDEX made on a table.
  public List<CreateIndex> indexes(String table) {
    return indexes.getOrDefault(TableName.fold(table), List.of());
  }

  /// An index by its name.
  public Optional<CreateIndex> index(String name) {
    return indexes.values().stream()
        .flatMap(List::stream)
        .filter(index -> index.name().name().sameAs(name))
        .findFirst();
  }

  /// The table in which SQLite keeps the sequences of AUTOINCREMENT: a node's holds those of its own
  /// rows.
  public static final String SEQUENCES = "sqlite_sequence";

  /// The spread tables whose sequences lie on several nodes.
  public List<UserTable> spreadSequences() {
    return tables.values().stream()
        .filter(table -> table.autoincrement() && table.layout().kind() == TableKind.SPREAD)
        .toList();
  }

  /// The kind of a table; whole for a virtual one.
  public Optional<TableKind> kind(String table) {
    if (table.equals(SEQUENCES) && !spreadSequences().isEmpty()) {
      return Optional.of(TableKind.SPREAD);
    }
    return topology.table(table).map(TableLayout::kind);
  }
}
