package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UniqueKey;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A table of a gathered write: how its rows come into the scratch database, and how the changed ones
/// are found there.
///
/// The rows are loaded twice: into the user's own table, and as they are into a temporary one beside
/// it, with the node each came from. What differs afterwards is what the statement did.
///
/// @param table the table
/// @param number tells the temporary tables of one statement apart
/// @param written whether the statement can change it; if not, nothing is compared
/// @param key the rowid, or the primary key's columns
/// @param columns all other columns that are stored
/// @param filter what narrows the rows that are loaded; empty for all rows
/// @param keyed the keys by which rows are loaded, in place of a filter
/// @param uniqueBesideKey whether rows could collide in anything but their key
public record GatheredTable(
    UserTable table,
    int number,
    boolean written,
    List<String> key,
    List<String> columns,
    Optional<RowFilter> filter,
    Optional<KeyedRows> keyed,
    boolean uniqueBesideKey) {
  public GatheredTable {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
  }

  /// Which rows are loaded.
  ///
  /// @param alias the name that the condition knows the table by, in quotes
  /// @param condition what they satisfy
  /// @param route the nodes on which they can lie, if anything narrows these
  public record RowFilter(String alias, NodeSql condition, Optional<KeyRoute> route) {}

  /// A table with all that its rows need.
  ///
  /// @throws dev.bigdaddy.conductor.BigDaddyException if its rows cannot be named
  static GatheredTable of(
      UserTable table,
      int number,
      boolean written,
      boolean uniqueIndexes,
      Optional<RowFilter> filter,
      Optional<KeyedRows> keyed) {
    List<String> key = key(table);
    List<String> columns = new ArrayList<>();
    for (UserColumn column : table.columns()) {
      if (!column.generated() && key.stream().noneMatch(k -> same(k, column.name()))) {
        columns.add(column.name());
      }
    }
    boolean unique =
        uniqueIndexes
            || table.uniqueKeys().stream()
                .anyMatch(u -> !u.columns().stream().allMatch(c -> contains(key, c)));
    return new GatheredTable(table, number, written, key, columns, filter, keyed, unique);
  }

  /// The same table with all its rows.
  public GatheredTable unfiltered() {
    return new GatheredTable(
        table, number, written, key, columns, Optional.empty(), Optional.empty(), uniqueBesideKey);
  }

  /// The same table with the rows that have some keys.
  GatheredTable by(KeyedRows keys) {
    return new GatheredTable(
        table,
        number,
        written,
        key,
        columns,
        Optional.empty(),
        Optional.of(keys),
        uniqueBesideKey);
  }

  /// The names by which a row of a table is told from all others: the rowid, or the primary key.
  static List<String> key(UserTable table) {
    if (!table.hasRowid()) {
      List<String> key = new ArrayList<>();
      table.primaryKey().stream().filter(column -> !contains(key, column)).forEach(key::add);
      return key;
    }
    return List.of(
        table
            .rowidAlias()
            .or(table::rowidName)
            .orElseThrow(
                () ->
                    NotSupported.of(
                        "a write with spread tables to or from table "
                            + table.name()
                            + ", which hides its rowid behind its columns")));
  }

  private static boolean contains(List<String> names, String name) {
    return names.stream().anyMatch(n -> same(n, name));
  }

  private static boolean same(String a, String b) {
    return TableName.fold(a).equals(TableName.fold(b));
  }

  private boolean isSpread() {
    return table.layout().kind() == TableKind.SPREAD;
  }

  /// The key and the other columns, in the order in which rows travel.
  public List<String> allColumns() {
    return Stream.concat(key.stream(), columns.stream()).toList();
  }

  /// How many values a travelling row has: its columns, its node and its virtual shard.
  public int width() {
    return key.size() + columns.size() + 2;
  }

  /// Reads the rows of a node.
  public String read(NodeId node) {
    return read(node, "");
  }

  /// Reads the rows of a node that is attached by this name.
  public String readAttached(NodeId node, String schema) {
    return read(node, schema + ".");
  }

  private String read(NodeId node, String schema) {
    String alias = filter.map(RowFilter::alias).orElse(SqlText.quote(table.name()));
    String shard = isSpread() ? alias + "." + SqlText.quote(UserTable.VIRTUAL_SHARD) : "0";
    return "SELECT "
        + allColumns().stream().map(c -> alias + "." + SqlText.quote(c))
            .collect(Collectors.joining(", "))
        + ", "
        + node.number()
        + ", "
        + shard
        + " FROM "
        + schema
        + SqlText.quote(table.name())
        + " AS "
        + alias
        + filter.map(rows -> " WHERE " + rows.condition().text()).orElse("");
  }

  /// The same for an explanation: what reads a single row's keys stands for all.
  public String explained(NodeId node) {
    String by =
        keyed
            .map(
                rows ->
                    rows.lookups().stream()
                        .map(lookup -> lookup.condition(1))
                        .collect(Collectors.joining(" OR ")))
            .orElse("");
    return read(node) + (keyed.isEmpty() ? "" : " WHERE " + (by.isEmpty() ? "0" : by));
  }

  /// The values of the reading statement's parameters.
  ///
  /// @param values the user's parameters, with our own behind them
  public @Nullable Object[] bind(@Nullable Object[] values) {
    return filter.isPresent() ? filter.get().condition().bind(values) : new Object[0];
  }

  /// The temporary table's name.
  public String before() {
    return "temp._bigdaddy_before_" + number;
  }

  /// Makes the temporary table.
  public String createBefore() {
    List<String> parts = new ArrayList<>();
    boolean rowid = table.hasRowid();
    // Several keys may find the same row.
    String again = keyed.isPresent() ? " ON CONFLICT IGNORE" : "";
    for (int i = 0; i < key.size(); i++) {
      parts.add("k" + i + (rowid ? " INTEGER PRIMARY KEY" + again : ""));
    }
    IntStream.range(0, columns.size()).forEach(i -> parts.add("c" + i));
    parts.add("node");
    parts.add("shard");
    if (!rowid) {
      List<String> terms = new ArrayList<>();
      for (int i = 0; i < key.size(); i++) {
        terms.add("k" + i + " COLLATE " + keyCollation(key.get(i)));
      }
      parts.add("PRIMARY KEY (" + String.join(", ", terms) + ")" + again);
    }
    return "CREATE TABLE "
        + before()
        + "("
        + String.join(", ", parts)
        + ")"
        + (rowid ? "" : " WITHOUT ROWID");
  }

  /// By what the primary key compares a column.
  public Collation keyCollation(String column) {
    return keyCollation(table, column);
  }

  /// The same of a table's.
  static Collation keyCollation(UserTable table, String column) {
    for (UniqueKey unique : table.uniqueKeys()) {
      int place = unique.columns().indexOf(column);
      if (unique.primary() && place >= 0) {
        return unique.collations().get(place);
      }
    }
    return Collation.BINARY;
  }

  /// Copies the rows into the user's table, whatever its own conflict clauses say.
  public String fill() {
    return "INSERT OR ABORT INTO main."
        + SqlText.quote(table.name())
        + "("
        + SqlText.quoteAll(allColumns())
        + ") SELECT "
        + beforeColumns("")
        + " FROM "
        + before();
  }

  private String beforeColumns(String prefix) {
    return Stream.concat(
            IntStream.range(0, key.size()).mapToObj(i -> prefix + "k" + i),
            IntStream.range(0, columns.size()).mapToObj(i -> prefix + "c" + i))
        .collect(Collectors.joining(", "));
  }

  /// Finds the rows that are gone: their keys, nodes and virtual shards.
  public String gone() {
    String keys =
        IntStream.range(0, key.size()).mapToObj(i -> "o.k" + i).collect(Collectors.joining(", "));
    return "SELECT "
        + keys
        + ", o.node, o.shard FROM "
        + before()
        + " AS o WHERE NOT EXISTS (SELECT 1 FROM main."
        + SqlText.quote(table.name())
        + " AS n WHERE "
        + sameKey()
        + ")";
  }

  /// Finds the rows that are new or changed: their values, and of changed ones the node and virtual
  /// shard they had. Values are compared as they are stored, by class and by bytes: to SQLite's own
  /// comparison 1 and 1.0, or 'a' and 'A' in a NOCASE column, would be no change.
  public String come() {
    String old = "o." + (table.hasRowid() ? "k0" : "node");
    List<String> differences = new ArrayList<>();
    differences.add(old + " IS NULL");
    for (int i = 0; i < columns.size(); i++) {
      differences.add(difference("n." + SqlText.quote(columns.get(i)), "o.c" + i));
      if (table.column(columns.get(i)).affinity() == Affinity.NONE) {
        // SQLite tells 0.0 from -0.0 by no operator, but keeps both where no affinity makes them 0.
        differences.add("typeof(o.c%1$d) = 'real' AND +o.c%1$d = 0".formatted(i));
      }
    }
    for (int i = 0; i < key.size() && !table.hasRowid(); i++) {
      differences.add(difference("n." + SqlText.quote(key.get(i)), "o.k" + i));
    }
    return "SELECT "
        + allColumns().stream().map(c -> "n." + SqlText.quote(c)).collect(Collectors.joining(", "))
        + ", o.node, o.shard FROM main."
        + SqlText.quote(table.name())
        + " AS n LEFT JOIN "
        + before()
        + " AS o ON "
        + sameKey()
        + " WHERE "
        + SqlText.anyOf(differences);
  }

  private static String difference(String now, String before) {
    return "typeof(%s) <> typeof(%s) OR +%s IS NOT +%s COLLATE BINARY"
        .formatted(now, before, now, before);
  }

  private String sameKey() {
    List<String> terms = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      String collate = table.hasRowid() ? "" : " COLLATE " + keyCollation(key.get(i));
      terms.add("o.k" + i + collate + " = n." + SqlText.quote(key.get(i)) + collate);
    }
    return String.join(" AND ", terms);
  }
}
