package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.sql.SqlParser;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.sql.tree.CreateTrigger;
import dev.bigdaddy.sql.tree.CreateView;
import dev.bigdaddy.sql.tree.CreateVirtualTable;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import dev.bigdaddy.topology.TopologySnapshot;
import dev.bigdaddy.topology.VirtualIndex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The user's tables, views, triggers and indexes of one topology version, parsed. Immutable.
public final class UserSchema {
  private final TopologySnapshot topology;
  private final Map<String, UserTable> tables;
  private final Map<String, VirtualTable> virtualTables;
  private final Map<String, CreateView> views;
  private final Map<String, List<CreateTrigger>> triggers;
  private final Map<String, List<CreateIndex>> indexes;
  private final Map<SchemaObject, Statement> parsed;
  private final List<ForeignKeyLink> foreignKeys;
  private final SessionObjects temporary;
  private final List<AttachedDatabase> attached;

  /// The tables that are swayed; null until somebody asks, which those who only change schemas do not. One
  /// for the schema and all that watch it.
  private final AtomicReference<@Nullable Set<String>> swayed;

  /// Notes whose layouts were looked at; null if nobody wants to know.
  private final @Nullable Looks looks;

  /// @param former a version before, whose parts are taken if they did not change
  private UserSchema(
      TopologySnapshot topology,
      @Nullable UserSchema former,
      SessionObjects temporary,
      List<AttachedDatabase> attached) {
    this.topology = topology;
    this.temporary = temporary;
    this.attached = List.copyOf(attached);
    this.looks = null;
    this.swayed = new AtomicReference<>();
    this.tables = new LinkedHashMap<>();
    this.virtualTables = new HashMap<>();
    this.views = new LinkedHashMap<>();
    this.triggers = new HashMap<>();
    this.indexes = new HashMap<>();
    this.parsed = new HashMap<>();
    for (SchemaObject object : topology.schema()) {
      if (object.sql() != null) {
        Statement statement = former == null ? null : former.parsed.get(object);
        if (statement == null) {
          statement = SqlParser.parse(object.sql()).statement();
        }
        parsed.put(object, statement);
        add(object, statement, former);
      }
    }
    this.foreignKeys = tables.values().stream().flatMap(t -> ForeignKeyLink.of(t).stream()).toList();
  }

  private UserSchema(UserSchema watched, Looks looks) {
    this.topology = watched.topology;
    this.temporary = watched.temporary;
    this.attached = watched.attached;
    this.looks = looks;
    this.tables = watched.tables;
    this.virtualTables = watched.virtualTables;
    this.views = watched.views;
    this.triggers = watched.triggers;
    this.indexes = watched.indexes;
    this.parsed = watched.parsed;
    this.foreignKeys = watched.foreignKeys;
    this.swayed = watched.swayed;
  }

  /// What somebody looked at.
  private static final class Looks {
    private final Set<String> tables = ConcurrentHashMap.newKeySet();
    private volatile boolean everywhere;
  }

  /// The same schema, which notes from now on whose layouts are looked at.
  UserSchema watched() {
    return new UserSchema(this, new Looks());
  }

  /// The layouts that were looked at; all of them unless it was {@linkplain #watched() watched}.
  public SeenLayouts seen() {
    if (looks == null || looks.everywhere) {
      return new SeenLayouts(topology.version(), topology.shape(), Optional.empty());
    }
    List<TableLayout> layouts = new ArrayList<>(looks.tables.size());
    for (String name : looks.tables) {
      topology.table(name).ifPresent(layouts::add);
    }
    return new SeenLayouts(topology.version(), topology.shape(), Optional.of(layouts));
  }

  private void lookAt(String table) {
    if (looks != null) {
      looks.tables.add(table);
    }
  }

  private void lookEverywhere() {
    if (looks != null) {
      looks.everywhere = true;
    }
  }

  /// Parses the schema of a topology snapshot.
  public static UserSchema of(TopologySnapshot topology) {
    return new UserSchema(topology, null, SessionObjects.EMPTY, List.of());
  }

  /// The schema of a later snapshot; what did not change is not parsed again.
  public UserSchema with(TopologySnapshot next) {
    return new UserSchema(next, this, SessionObjects.EMPTY, List.of());
  }

  /// The same schema as a session sees it that has this for itself.
  UserSchema withOwn(List<SchemaObject> temporaries, List<AttachedDatabase> databases) {
    return new UserSchema(topology, this, new SessionObjects(temporaries), databases);
  }

  /// Whether a name means one of the session's temporary tables or views, which SQLite finds first.
  public boolean isTemporary(QualifiedName name) {
    boolean looksThere =
        name.schema().map(in -> TableName.fold(in.name()).equals("temp")).orElse(true);
    return looksThere && temporary.has(TableName.fold(name.name().name()));
  }

  /// The databases that the session attached; all other methods leave them out.
  public List<AttachedDatabase> attached() {
    return attached;
  }

  /// The attached database in which SQLite finds a table or view of this name, if it does not find it
  /// among the temporary objects or the shared ones first.
  public Optional<AttachedDatabase> attached(QualifiedName name) {
    if (attached.isEmpty()) {
      return Optional.empty();
    }
    if (name.schema().isPresent()) {
      return attached.stream().filter(db -> db.isNamed(name.schema().get())).findFirst();
    }
    String folded = TableName.fold(name.name().name());
    if (temporary.has(folded) || isShared(folded)) {
      return Optional.empty();
    }
    return attached.stream().filter(db -> db.objects().has(folded)).findFirst();
  }

  private boolean isShared(String folded) {
    return hasTable(folded)
        || views.containsKey(folded)
        || objects().stream()
            .anyMatch(o -> o.type().equals("table") && TableName.fold(o.name()).equals(folded));
  }

  /// The session's temporary objects; all other methods leave them out.
  public SessionObjects temporary() {
    return temporary;
  }

  private void add(SchemaObject object, Statement statement, @Nullable UserSchema former) {
    String table = TableName.fold(object.tableName());
    switch (statement) {
      case CreateTable create ->
          topology
              .table(object.name())
              .ifPresent(
                  layout -> tables.put(layout.name().folded(), table(create, layout, former)));
      case CreateView view -> views.put(TableName.fold(object.name()), view);
      case CreateTrigger trigger ->
          triggers.computeIfAbsent(table, _ -> new ArrayList<>()).add(trigger);
      case CreateIndex index ->
          indexes
              .computeIfAbsent(table, _ -> new ArrayList<>())
              .add(QuotedTerms.asNames(index));
      case CreateVirtualTable create ->
          virtualTables.put(TableName.fold(object.name()), new VirtualTable(create));
      case Statement other ->
          throw new IllegalStateException("in the schema: " + other.getClass().getSimpleName());
    }
  }

  private static UserTable table(
      CreateTable create, TableLayout layout, @Nullable UserSchema former) {
    UserTable known = former == null ? null : former.tables.get(layout.name().folded());
    boolean same =
        known != null && known.definition() == create && known.layout().equals(layout);
    return same && known != null ? known : new UserTable(create, layout);
  }

  /// The snapshot this schema was read from.
  public TopologySnapshot topology() {
    lookEverywhere();
    return topology;
  }

  /// Grows with every change.
  public long version() {
    return topology.version();
  }

  /// The user's own schema, in the order of its creation.
  public List<SchemaObject> objects() {
    return topology.schema();
  }

  /// The virtual indexes, in the order they were made.
  public List<VirtualIndex> virtualIndexes() {
    return topology.indexes();
  }

  /// Nodes whose files exist.
  public Set<NodeId> createdNodes() {
    return topology.createdNodes();
  }

  /// Whether no table is spread or a reference table.
  public boolean onlyWhole() {
    return topology.onlyWhole();
  }

  /// The folded names of tables with foreign keys, and of those that they name.
  ///
  /// @param child the only table whose keys are meant, and which is always among them; empty for all
  public Set<String> inForeignKeys(Optional<String> child) {
    Optional<String> only = child.map(TableName::fold);
    Set<String> named = new LinkedHashSet<>(only.stream().toList());
    for (ForeignKeyLink key : foreignKeys) {
      String referring = TableName.fold(key.child());
      if (only.isEmpty() || only.get().equals(referring)) {
        named.add(referring);
        named.add(TableName.fold(key.parent()));
      }
    }
    named.removeIf(name -> table(name).isEmpty());
    return named;
  }

  /// Whether there is a table of that name, wherever its rows lie.
  public boolean hasTable(String name) {
    return topology.table(name).isPresent();
  }

  /// A table, if it is not a virtual one.
  public Optional<UserTable> table(String name) {
    String folded = TableName.fold(name);
    lookAt(folded);
    return Optional.ofNullable(tables.get(folded));
  }

  /// A virtual table. The topology knows it as a whole table; its columns are SQLite's.
  public Optional<VirtualTable> virtualTable(String name) {
    return Optional.ofNullable(virtualTables.get(TableName.fold(name)));
  }

  /// All tables that are not virtual ones.
  public Collection<UserTable> tables() {
    lookEverywhere();
    return Collections.unmodifiableCollection(tables.values());
  }

  /// A table's layout, for virtual tables too.
  public Optional<TableLayout> layout(String name) {
    lookAt(TableName.fold(name));
    return topology.table(name);
  }

  /// A view.
  public Optional<CreateView> view(String name) {
    return Optional.ofNullable(views.get(TableName.fold(name)));
  }

  /// Whether there are any views.
  public boolean hasViews() {
    return !views.isEmpty();
  }

  /// The text of a view as `sqlite_schema` has it.
  public Optional<String> viewText(String name) {
    return objects().stream()
        .filter(o -> o.type().equals("view") && TableName.fold(o.name()).equals(name))
        .findFirst()
        .flatMap(object -> Optional.ofNullable(object.sql()));
  }

  /// Whether a node's SQLite may read an index of a spread table where a plain file reads the table, or
  /// the table where a plain file reads an index, because it has the hidden column there.
  public boolean isSwayed(String table) {
    return swayed().contains(TableName.fold(table));
  }

  /// Whether there are such tables.
  public boolean hasSwayed() {
    return !swayed().isEmpty();
  }

  /// Two threads may both find them, and find the same.
  private Set<String> swayed() {
    Set<String> known = swayed.get();
    if (known == null) {
      known =
          tables.entrySet().stream()
              .filter(entry -> isSwayed(entry.getValue()))
              .map(Map.Entry::getKey)
              .collect(Collectors.toUnmodifiableSet());
      swayed.set(known);
    }
    return known;
  }

  private boolean isSwayed(UserTable table) {
    return table.layout().kind() == TableKind.SPREAD
        && (RowWidth.hiddenColumnSways(table, indexes(table.name()))
            || RowWidth.hiddenColumnUncovers(table, indexes(table.name())));
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

  /// Whether there are spread tables whose sequences lie on several nodes.
  public boolean hasSpreadSequences() {
    return tables.values().stream()
        .anyMatch(table -> table.autoincrement() && table.layout().kind() == TableKind.SPREAD);
  }

  /// The kind of a table; whole for a virtual one.
  public Optional<TableKind> kind(String table) {
    if (table.equals(SEQUENCES) && hasSpreadSequences()) {
      return Optional.of(TableKind.SPREAD);
    }
    return topology.table(table).map(TableLayout::kind);
  }
}
