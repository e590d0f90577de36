package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.GatheredTable.RowFilter;
import dev.bigdaddy.conductor.schema.SessionObjects;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.conductor.schema.VirtualTable;
import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What brings the rows of tables into a scratch database, whatever their kind.
///
/// Rowids, affinities, collations and indexes are kept, since answers can depend on each of them.
/// Used by one thread.
final class TableLoads {
  private static final String CREATE_TABLE = "CREATE TABLE ";

  /// Before a table's name, since a temporary one of that name may be there.
  private static final String MAIN = "main.";

  private final UserSchema schema;
  private final ScratchNames scratchNames;

  TableLoads(UserSchema schema) {
    this.schema = schema;
    this.scratchNames = new ScratchNames(schema);
  }

  /// A shared table, or what stands for one, by its folded name.
  ///
  /// @param names the columns that are wanted; empty for all
  ReadPlan.Load shared(String name, Optional<Set<String>> names) {
    if (name.equals(UserSchema.SEQUENCES)) {
      return sequences();
    }
    return scratchNames.isPragma(name)
        ? pragma(name)
        : load(table(name), names, schema.indexes(name));
  }

  /// What a PRAGMA tells of the home node's file.
  private ReadPlan.Load pragma(String name) {
    String target = SqlText.quote(scratchNames.of(name).orElseThrow());
    String column = name.substring(name.indexOf('_') + 1);
    return new ReadPlan.Load(
        name,
        List.of(NodeId.HOME),
        Optional.empty(),
        CREATE_TABLE + target + "(" + column + ")",
        MAIN + target,
        List.of(column),
        NodeSql.withoutParameters("SELECT " + column + " FROM " + name),
        -1,
        List.of());
  }

  /// The sequences of all nodes into `sqlite_sequence` itself.
  ReadPlan.Load existingSequences() {
    ReadPlan.Load made = sequences();
    List<String> after = new ArrayList<>(made.after());
    after.add("DELETE FROM sqlite_sequence");
    after.add(
        "INSERT INTO sqlite_sequence(rowid, name, seq) SELECT rowid, name, seq FROM "
            + made.target());
    after.add("DROP TABLE " + made.target());
    return new ReadPlan.Load(
        made.table(),
        made.nodes(),
        made.route(),
        made.ddl(),
        made.target(),
        made.loaded(),
        made.nodeSql(),
        made.schemaAt(),
        after);
  }

  /// The tables in which a virtual table keeps everything: what its CREATE writes there makes room for
  /// what the user's has.
  List<ReadPlan.Load> shadows(String name, VirtualTable virtual) {
    return shadowNames(name, virtual).stream()
        .flatMap(shadow -> schema.table(shadow).stream())
        .map(table -> load(table, Optional.empty(), List.of()).intoExisting())
        .toList();
  }

  private static List<String> shadowNames(String name, VirtualTable virtual) {
    return virtual
        .shadowTables()
        .orElseThrow(
            () ->
                NotSupported.of(
                    "the virtual table %s, of module %s, beside spread tables"
                        .formatted(name, virtual.definition().module().name())));
  }

  /// The same of a temporary table or one of an attached database, and what it shows without keeping it.
  ///
  /// @param in the schema that the objects are in
  List<ReadPlan.Load> ownShadows(
      String in, SessionObjects objects, String name, VirtualTable virtual) {
    return Stream.concat(shadowNames(name, virtual).stream(), virtual.content().stream())
        .flatMap(shadow -> objects.table(TableName.fold(shadow)).stream())
        .map(table -> in(in, load(table, Optional.empty(), List.of())).intoExisting())
        .toList();
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
        "temp." + SqlText.quote(load.table()),
        load.loaded(),
        // On its way the home node has another of that name.
        load.in("main"),
        -1,
        load.after());
  }

  /// A table of an attached database becomes one of a database that is attached to the scratch
  /// database by the same name.
  ReadPlan.Load attached(TableUses.AttachedTable named, Optional<Set<String>> names) {
    SessionObjects objects = named.database().objects();
    UserTable table =
        objects
            .table(named.name())
            .orElseThrow(
                () ->
                    NotSupported.of(
                        "the virtual table "
                            + named.database().name()
                            + "."
                            + named.name()
                            + " of an attached database in such a statement"));
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
  static ReadPlan.Load filtered(ReadPlan.Load load, RowFilter filter) {
    NodeSql condition = filter.condition();
    String text =
        load.nodeSql().text() + " AS " + filter.alias() + " WHERE " + condition.text();
    return new ReadPlan.Load(
        load.table(),
        load.nodes(),
        filter.route(),
        load.ddl(),
        load.target(),
        load.loaded(),
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
        prefix + SqlText.quote(load.table()),
        load.loaded(),
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
    String name = SqlText.quote(ScratchNames.SEQUENCES);
    return new ReadPlan.Load(
        UserSchema.SEQUENCES,
        nodes.isEmpty() ? List.of(NodeId.HOME) : List.copyOf(nodes),
        Optional.empty(),
        "CREATE TABLE " + name + "(name, seq, place)",
        MAIN + name,
        List.of("name", "seq", "place"),
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

  private UserTable table(String name) {
    return schema
        .table(name)
        .orElseThrow(() -> NotSupported.of("the table " + name + " beside spread tables"));
  }

  /// A table's rows, into a table that is made for them with some indexes.
  ///
  /// @param names the columns that are wanted; empty for all
  ReadPlan.Load load(
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
        MAIN + name,
        loaded,
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
