package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.GatheredTable.RowFilter;
import dev.bigdaddy.conductor.schema.SessionObjects;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.conductor.schema.VirtualTable;
import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.sql.TreeRewriter;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.CreateView;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.ForeignKey;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.JoinConstraint;
import dev.bigdaddy.sql.tree.JoinOperator;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Plans the last rung of the read ladder: every table that a statement reads is loaded into a scratch
/// database, where SQLite runs the statement unchanged.
///
/// Rowids, affinities, collations and indexes are kept, since answers can depend on each of them.
/// Only the columns that the statement or a key names are loaded, and of the rows those that
/// conditions of theirs alone let pass ({@link GatherFilters}). Used by one thread.
final class GatherPlanner {
  private static final String GATHERED_SEQUENCES = "_bigdaddy_sequences";
  private static final String CREATE_TABLE = "CREATE TABLE ";

  private final UserSchema schema;

  GatherPlanner(UserSchema schema) {
    this.schema = schema;
  }

  /// Plans a statement.
  ///
  /// @param uses its tables
  ReadPlan.Gather plan(Select select, TableUses uses) {
    // An index of texts looks at its content by rowid, and at all columns.
    boolean shows = showsContent(uses);
    Optional<Set<String>> names = shows ? Optional.empty() : namedColumns(select, uses);
    Map<String, RowFilter> filters = shows ? Map.of() : GatherFilters.of(select, uses, schema);
    List<ReadPlan.VirtualTable> virtualTables = new ArrayList<>();
    List<ReadPlan.Load> loads = new ArrayList<>();
    List<ReadPlan.Load> own = new ArrayList<>();
    for (String name : uses.tables()) {
      if (name.startsWith(TableUses.TEMPORARY)) {
        own.add(temporary(name.substring(TableUses.TEMPORARY.length()), names));
        continue;
      }
      Optional<VirtualTable> virtual = schema.virtualTable(name);
      if (virtual.isPresent()) {
        loads.addAll(shadows(name, virtual.get()));
        virtualTables.add(
            new ReadPlan.VirtualTable(name, SqlRenderer.render(virtual.get().definition())));
        continue;
      }
      boolean sequences =
          name.equals(UserSchema.SEQUENCES) && schema.hasSpreadSequences();
      ReadPlan.Load load =
          sequences ? sequences() : load(table(name), names, schema.indexes(name));
      RowFilter filter = filters.get(name);
      loads.add(filter == null ? load : filtered(load, filter));
    }
    Set<String> schemas = new LinkedHashSet<>();
    for (TableUses.AttachedTable table : uses.attached()) {
      schemas.add(table.database().name());
      own.add(attached(table, names));
    }
    List<ReadPlan.View> views = new ArrayList<>();
    for (String name : uses.views()) {
      CreateView view = view(name);
      views.add(new ReadPlan.View(view.name().name().name(), SqlRenderer.render(view)));
    }
    return new ReadPlan.Gather(
        virtualTables, loads, List.copyOf(schemas), own, views, NodeText.of(withSequences(select)));
  }

  private boolean showsContent(TableUses uses) {
    return uses.tables().stream()
        .flatMap(name -> schema.virtualTable(name).stream())
        .anyMatch(table -> table.content().isPresent());
  }

  /// The tables in which a virtual table keeps everything: what its CREATE writes there makes room for
  /// what the user's has.
  private List<ReadPlan.Load> shadows(String name, VirtualTable virtual) {
    List<String> shadows =
        virtual
            .shadowTables()
            .orElseThrow(
                () ->
                    NotSupported.of(
                        "the virtual table %s, of module %s, beside spread tables"
                            .formatted(name, virtual.definition().module().name())));
    return shadows.stream()
        .flatMap(shadow -> schema.table(shadow).stream())
        .map(
            table -> {
              ReadPlan.Load load = load(table, Optional.empty(), List.of());
              return new ReadPlan.Load(
                  load.table(),
                  load.nodes(),
                  load.route(),
                  "DELETE FROM " + SqlText.quote(table.name()),
                  load.into(),
                  load.columns(),
                  load.nodeSql(),
                  load.schemaAt(),
                  load.after());
            })
        .toList();
  }

  /// Plans `PRAGMA foreign_key_check`: children and parents are loaded into tables with the user's own
  /// constraints, in the order of their creation, which SQLite's answer follows.
  ///
  /// @param child the only table to check, if one is named
  ReadPlan.Gather foreignKeyCheck(Optional<String> child, NodeSql text) {
    Set<String> wanted = new HashSet<>();
    for (UserTable table : schema.tables()) {
      if (child.isEmpty() || TableName.fold(child.get()).equals(TableName.fold(table.name()))) {
        Trees.visit(
            table.definition(),
            node -> {
              if (node instanceof ForeignKey key) {
                wanted.add(TableName.fold(table.name()));
                wanted.add(TableName.fold(key.table().name()));
              }
            });
      }
    }
    child.map(TableName::fold).ifPresent(wanted::add);
    List<ReadPlan.Load> loads = new ArrayList<>();
    for (UserTable table : schema.tables()) {
      if (wanted.contains(TableName.fold(table.name()))) {
        ReadPlan.Load load = load(table, Optional.empty(), schema.indexes(table.name()));
        loads.add(
            new ReadPlan.Load(
                load.table(),
                load.nodes(),
                load.route(),
                SqlRenderer.render(table.definition()),
                load.into(),
                load.columns(),
                load.nodeSql(),
                load.schemaAt(),
                load.after()));
      }
    }
    return new ReadPlan.Gather(List.of(), loads, List.of(), List.of(), List.of(), text);
  }

  /// A view, as it stands in the scratch database: a temporary one stays temporary.
  private CreateView view(String name) {
    if (!name.startsWith(TableUses.TEMPORARY)) {
      return schema.view(name).orElseThrow();
    }
    CreateView view =
        schema.temporary().view(name.substring(TableUses.TEMPORARY.length())).orElseThrow();
    return new CreateView(
        true, false, view.name(), view.columns(), view.select(), view.span());
  }

  /// A temporary table becomes one of the scratch database, so that SQLite finds names in the same
  /// order.
  ReadPlan.Load temporary(String name, Optional<Set<String>> names) {
    UserTable table =
        schema
            .temporary()
            .table(name)
            .orElseThrow(
                () -> NotSupported.of("the temporary table " + name + " beside spread tables"));
    return in("temp", load(table, names, in("temp", schema.temporary().indexes(name))));
  }

  /// A table of several nodes becomes a temporary one of the session's own connection.
  ReadPlan.Load lent(String name) {
    ReadPlan.Load load =
        load(table(name), Optional.empty(), in("temp", schema.indexes(name)));
    return new ReadPlan.Load(
        load.table(),
        load.nodes(),
        load.route(),
        CREATE_TABLE + "temp." + load.ddl().substring(CREATE_TABLE.length()),
        "temp." + load.into(),
        load.columns(),
        // On its way the home node has another of that name.
        load.in("main"),
        -1,
        load.after());
  }

  /// A table of an attached database becomes one of a database that is attached to the scratch
  /// database by the same name.
  private ReadPlan.Load attached(TableUses.AttachedTable named, Optional<Set<String>> names) {
    SessionObjects objects = named.database().objects();
    UserTable table =
        objects
            .table(named.name())
            .orElseThrow(
                () ->
                    NotSupported.of(
                        "the view or virtual table "
                            + named.database().name()
                            + "."
                            + named.name()
                            + " of an attached database beside spread tables"));
    String in = named.database().name();
    return in(in, load(table, names, in(in, objects.indexes(named.name()))));
  }

  private static List<CreateIndex> in(String schema, List<CreateIndex> indexes) {
    return indexes.stream()
        .map(
            index ->
                new CreateIndex(
                    index.unique(),
                    false,
                    QualifiedName.of(schema, index.name().name().name()),
                    index.table(),
                    index.terms(),
                    index.where(),
                    index.span()))
        .toList();
  }

  /// The same of the rows that satisfy a condition.
  private static ReadPlan.Load filtered(ReadPlan.Load load, RowFilter filter) {
    NodeSql condition = filter.condition();
    String text =
        load.nodeSql().text() + " AS " + filter.alias() + " WHERE " + condition.text();
    return new ReadPlan.Load(
        load.table(),
        load.nodes(),
        filter.route(),
        load.ddl(),
        load.into(),
        load.columns(),
        new NodeSql(text, condition.sources()),
        load.schemaAt(),
        load.after());
  }

  /// The same in another schema than `main`, on both sides.
  private static ReadPlan.Load in(String schema, ReadPlan.Load load) {
    String prefix = SqlText.quote(schema) + ".";
    String ddl = load.ddl();
    if (!ddl.startsWith(CREATE_TABLE)) {
      throw new IllegalStateException("no CREATE TABLE: " + ddl);
    }
    return new ReadPlan.Load(
        load.table(),
        load.nodes(),
        load.route(),
        CREATE_TABLE + prefix + ddl.substring(CREATE_TABLE.length()),
        prefix + load.into(),
        load.columns(),
        load.in(SqlText.quote(schema)),
        -1,
        load.after());
  }

  /// The sequences of all nodes: of each table the furthest, in the place that its first node gives it.
  private ReadPlan.Load sequences() {
    Set<NodeId> nodes = new TreeSet<>();
    for (UserTable table : schema.tables()) {
      if (table.autoincrement()) {
        nodes.addAll(table.layout().nodes());
      }
    }
    String name = SqlText.quote(GATHERED_SEQUENCES);
    return new ReadPlan.Load(
        UserSchema.SEQUENCES,
        List.copyOf(nodes),
        Optional.empty(),
        "CREATE TABLE " + name + "(name, seq, place)",
        name + "(name, seq, place)",
        3,
        NodeSql.withoutParameters("SELECT name, seq, rowid FROM sqlite_sequence"),
        -1,
        List.of(
            "CREATE TEMP TABLE furthest AS SELECT place, name, max(seq) OVER same AS seq FROM (SELECT"
                + " *, row_number() OVER (PARTITION BY name ORDER BY rowid) AS nth FROM "
                + name
                + ") WINDOW same AS (PARTITION BY name) ORDER BY nth",
            "DELETE FROM temp.furthest WHERE rowid > (SELECT count(DISTINCT name) FROM furthest)",
            "DELETE FROM " + name,
            "ALTER TABLE " + name + " DROP COLUMN place",
            "INSERT INTO "
                + name
                + "(rowid, name, seq) SELECT iif(count(*) OVER (PARTITION BY place) = 1, place,"
                + " NULL), name, seq FROM furthest ORDER BY furthest.rowid",
            "DROP TABLE furthest"));
  }

  /// A scratch database cannot have a table of SQLite's own name.
  private Select withSequences(Select select) {
    if (!schema.hasSpreadSequences()) {
      return select;
    }
    return TreeRewriter.ofTables(
            table ->
                table instanceof TableRef.Named named
                        && named.name().name().sameAs(UserSchema.SEQUENCES)
                    ? new TableRef.Named(
                        QualifiedName.of(GATHERED_SEQUENCES),
                        Optional.of(named.alias().orElse(Identifier.of(UserSchema.SEQUENCES))),
                        Optional.empty(),
                        named.span())
                    : table)
        .rewrite(select);
  }

  private UserTable table(String name) {
    return schema
        .table(name)
        .orElseThrow(() -> NotSupported.of("the table " + name + " beside spread tables"));
  }

  /// The folded names of all columns that the statement can mean; empty if it can mean any.
  private Optional<Set<String>> namedColumns(Select select, TableUses uses) {
    Set<String> names = new HashSet<>();
    boolean[] any = {false};
    List<Node> roots = new ArrayList<>(List.of(select));
    uses.views().forEach(name -> roots.add(view(name).select()));
    for (Node root : roots) {
      Trees.visit(
          root,
          node -> {
            switch (node) {
              case ResultColumn.Star _, ResultColumn.TableStar _ -> any[0] = true;
              case JoinConstraint.Using _, Expr.InTable _ -> any[0] = true;
              case TableRef.Join join -> any[0] |= isNatural(join.operator());
              case Expr.ColumnRef ref -> names.add(TableName.fold(ref.column().name()));
              case Node _ -> {
                // Names no column.
              }
            }
          });
    }
    if (any[0] && names.contains(TableName.fold(UserTable.VIRTUAL_SHARD))) {
      throw NotSupported.of(
          "a gathered statement that names " + UserTable.VIRTUAL_SHARD + " and has a star");
    }
    return any[0] ? Optional.empty() : Optional.of(names);
  }

  private static boolean isNatural(JoinOperator operator) {
    return operator.natural();
  }

  private ReadPlan.Load load(
      UserTable table, Optional<Set<String>> names, List<CreateIndex> created) {
    boolean computes = table.columns().stream().anyMatch(UserColumn::generated);
    List<UserColumn> columns =
        table.columns().stream()
            .filter(column -> !column.generated())
            .filter(column -> computes || isNeeded(column, table, names, created))
            .toList();
    List<String> loaded = new ArrayList<>();
    boolean hidden = namesHiddenColumn(table, names);
    boolean rowid = table.hasRowid() && table.rowidAlias().isEmpty();
    if (rowid) {
      table.rowidName().ifPresent(loaded::add);
    }
    columns.forEach(column -> loaded.add(column.name()));
    if (hidden) {
      loaded.add(UserTable.VIRTUAL_SHARD);
    }
    if (loaded.isEmpty()) {
      loaded.add(table.columns().getFirst().name());
    }
    String name = SqlText.quote(table.name());
    List<String> indexes = new ArrayList<>();
    for (CreateIndex index : created) {
      indexes.add(SqlRenderer.render(index));
    }
    String select = "SELECT " + SqlText.quoteAll(loaded) + " FROM ";
    return new ReadPlan.Load(
        table.name(),
        nodes(table.layout()),
        Optional.empty(),
        ScratchTable.ddl(table, columns, hidden),
        name + "(" + SqlText.quoteAll(loaded) + ")",
        loaded.size(),
        NodeSql.withoutParameters(select + name),
        select.length(),
        indexes);
  }

  /// Whether the statement asks for the hidden column by name, without a star that would show it.
  private static boolean namesHiddenColumn(UserTable table, Optional<Set<String>> names) {
    return names.isPresent()
        && table.isHiddenColumn(UserTable.VIRTUAL_SHARD)
        && names.get().contains(TableName.fold(UserTable.VIRTUAL_SHARD));
  }

  private static boolean isNeeded(
      UserColumn column,
      UserTable table,
      Optional<Set<String>> names,
      List<CreateIndex> indexes) {
    if (names.isEmpty() || names.get().contains(TableName.fold(column.name()))) {
      return true;
    }
    boolean inKey =
        table.primaryKey().contains(column.name())
            || table.uniqueKeys().stream().anyMatch(key -> key.columns().contains(column.name()));
    return inKey || indexes.stream().anyMatch(index -> names(index, column));
  }

  private static boolean names(CreateIndex index, UserColumn column) {
    return Trees.any(
        index,
        node ->
            node instanceof Expr.ColumnRef ref
                && TableName.fold(ref.column().name()).equals(TableName.fold(column.name())));
  }

  /// One entry a shard, so that the statistics can count shards.
  private static List<NodeId> nodes(TableLayout layout) {
    if (layout.kind() == TableKind.REFERENCE) {
      return List.of(NodeId.HOME);
    }
    return layout.shards().stream().flatMap(shard -> shard.nodes().stream()).toList();
  }
}
