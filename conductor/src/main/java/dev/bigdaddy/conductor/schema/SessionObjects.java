package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.sql.SqlParser;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.sql.tree.CreateTrigger;
import dev.bigdaddy.sql.tree.CreateView;
import dev.bigdaddy.sql.tree.CreateVirtualTable;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The objects of a database that one session alone sees, parsed: its temporary ones, where SQLite
/// looks for a name first, or those of a file that it attached. Immutable.
public final class SessionObjects {
  /// What a session begins with.
  static final SessionObjects EMPTY = new SessionObjects(List.of());

  private final List<SchemaObject> objects;
  private final Set<String> names = new HashSet<>();
  private final Map<String, UserTable> tables = new HashMap<>();
  private final Map<String, VirtualTable> virtualTables = new HashMap<>();
  private final Map<String, List<CreateIndex>> indexes = new HashMap<>();
  private final Map<String, CreateView> views = new HashMap<>();
  private final Map<String, List<CreateTrigger>> triggers = new HashMap<>();

  SessionObjects(List<SchemaObject> objects) {
    this.objects = List.copyOf(objects);
    for (SchemaObject object : objects) {
      if (object.type().equals("table")) {
        names.add(TableName.fold(object.name()));
      }
      if (object.sql() != null) {
        add(object, SqlParser.parse(object.sql()).statement());
      }
    }
  }

  private void add(SchemaObject object, Statement statement) {
    switch (statement) {
      case CreateTable table -> {
        TableLayout layout = TableLayout.whole(new TableName(object.name()), NodeId.HOME);
        tables.put(layout.name().folded(), new UserTable(table, layout));
      }
      case CreateIndex index ->
          indexes
              .computeIfAbsent(TableName.fold(object.tableName()), _ -> new ArrayList<>())
              .add(index);
      case CreateView view -> views.put(TableName.fold(object.name()), view);
      case CreateTrigger trigger ->
          triggers
              .computeIfAbsent(TableName.fold(object.tableName()), _ -> new ArrayList<>())
              .add(trigger);
      case CreateVirtualTable virtual ->
          virtualTables.put(TableName.fold(object.name()), new VirtualTable(virtual));
      case Statement other -> throw new IllegalStateException("in a schema: " + other.getClass());
    }
  }

  /// Whether there are none.
  public boolean isEmpty() {
    return objects.isEmpty();
  }

  /// The rows of its `sqlite_schema`.
  public List<SchemaObject> objects() {
    return objects;
  }

  /// Whether a folded name is a table or view here.
  public boolean has(String folded) {
    return names.contains(folded) || views.containsKey(folded);
  }

  /// Whether the rows of a table have rowids; a view's have none.
  public boolean hasRowid(String folded) {
    UserTable table = tables.get(folded);
    return table == null ? names.contains(folded) : table.hasRowid();
  }

  /// A table, if it is not a virtual one.
  public Optional<UserTable> table(String folded) {
    return Optional.ofNullable(tables.get(folded));
  }

  /// A virtual table.
  public Optional<VirtualTable> virtualTable(String folded) {
    return Optional.ofNullable(virtualTables.get(folded));
  }

  /// Whether any table refers to another.
  public boolean hasForeignKeys() {
    return tables.values().stream().anyMatch(table -> !ForeignKeyLink.of(table).isEmpty());
  }

  /// Whether CREATE INDEX made an index of this name.
  public boolean hasIndex(String folded) {
    return indexes.values().stream()
        .flatMap(List::stream)
        .anyMatch(index -> TableName.fold(index.name().name().name()).equals(folded));
  }

  /// The indexes that CREATE INDEX made on a table.
  public List<CreateIndex> indexes(String folded) {
    return indexes.getOrDefault(folded, List.of());
  }

  /// A view.
  public Optional<CreateView> view(String folded) {
    return Optional.ofNullable(views.get(folded));
  }

  /// The triggers on a table or view of this name, be it temporary or not.
  public List<CreateTrigger> triggers(String folded) {
    return triggers.getOrDefault(folded, List.of());
  }
}
