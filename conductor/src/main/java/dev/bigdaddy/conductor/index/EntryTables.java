package dev.bigdaddy.conductor.index;

import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.sql.TreeRewriter;
import dev.bigdaddy.sql.TreeWalker;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What the nodes hold for one virtual index: three small tables and the triggers that fill two of
/// them.
///
/// *Entries* say which virtual shards hold rows with a value. They lie where the hash of the value's
/// first term says, which is seldom the row's own node.
///
/// *Touched* values are those that a statement gave to rows, on the rows' own node. Triggers note
/// them, so that no way of writing can forget one: an INSERT, an UPDATE that each node does for
/// itself, row operations that stand for a trigger's work, a move. Before the statement ends the
/// Conductor takes them from there and writes their entries, in the same epoch ({@link
/// EntryWriter}).
///
/// *Surplus* values are those that a row had before. Other rows may still have them, so nobody
/// removes an entry at once: a job looks later, under the writers of both nodes.
///
/// A row whose first term is NULL has no entry: no equality finds it. Later terms may be NULL; then
/// the entry holds 0 in their place and a bit in `nulls`, since a primary key without rowids cannot
/// hold NULL, and with NULLs nothing would be unique.
///
///     CREATE INDEX by_city ON users(city, zip) WHERE active
///     CREATE TABLE _bigdaddy_entries_by_city(k0 TEXT NOT NULL, k1 TEXT NOT NULL, nulls, shard,
///       PRIMARY KEY (k0, k1, nulls, shard)) WITHOUT ROWID
public final class EntryTables {
  /// The prefix of all that belongs to virtual indexes on a node.
  public static final String ENTRIES_PREFIX = "_bigdaddy_entries_";

  /// There are so many bits for NULLs.
  public static final int MOST_TERMS = 63;

  private static final String TOUCHED_PREFIX = "_bigdaddy_touched_";
  private static final String SURPLUS_PREFIX = "_bigdaddy_surplus_";
  private static final String TRIGGER_PREFIX = "_bigdaddy_index_";

  /// The home node's writer may be a session's, with a temporary table of the same name.
  private static final String MAIN = "main.";

  private static final String CREATE_TRIGGER = "CREATE TRIGGER " + MAIN;

  private final String index;
  private final UserTable table;
  private final List<IndexTerm> terms;
  private final Optional<Expr> where;
  private final Set<String> columns;
  private final String drain;
  private final String drainSurplus;
  private final String insertValues;
  private final String forgetTouchedLater;
  private final List<String> lookups;

  private EntryTables(
      String index, UserTable table, List<IndexTerm> terms, Optional<Expr> where) {
    this.index = TableName.fold(index);
    this.table = table;
    this.terms = List.copyOf(terms);
    this.where = where;
    this.columns = columns();
    this.lookups =
        IntStream.rangeClosed(1, terms.size()).mapToObj(n -> EntryLookup.text(this, n)).toList();
    this.drain = "DELETE FROM " + touched() + " RETURNING " + EntryWriter.exact(this);
    this.drainSurplus = "DELETE FROM " + surplus() + " RETURNING " + EntryWriter.exact(this);
    this.insertValues =
        "INSERT OR IGNORE INTO "
            + entries()
            + "("
            + keys()
            + ", nulls, shard) VALUES ("
            + "?, ".repeat(terms.size())
            + "?, ?)";
    this.forgetTouchedLater = forgetTouched() + " WHERE ? > 0";
  }

  /// The tables for an index; empty if it uses a collation that is not built in, or has more terms than
  /// there are bits for their NULLs.
  public static Optional<EntryTables> of(CreateIndex create, UserTable table) {
    if (create.terms().size() > MOST_TERMS) {
      return Optional.empty();
    }
    List<IndexTerm> terms = new ArrayList<>();
    for (OrderingTerm term : create.terms()) {
      Optional<IndexTerm> read = IndexTerm.of(term, table);
      if (read.isEmpty()) {
        return Optional.empty();
      }
      terms.add(read.get());
    }
    return Optional.of(
        new EntryTables(create.name().name().name(), table, terms, create.where()));
  }

  /// The index's terms, in order.
  public List<IndexTerm> terms() {
    return terms;
  }

  /// The condition of a partial index.
  public Optional<Expr> where() {
    return where;
  }

  /// The indexed table.
  public UserTable table() {
    return table;
  }

  String entries() {
    return quoted(ENTRIES_PREFIX + index);
  }

  String touched() {
    return quoted(TOUCHED_PREFIX + index);
  }

  String surplus() {
    return quoted(SURPLUS_PREFIX + index);
  }

  /// Writes an entry whose values are not of a row of the notes: those of the terms, the NULLs among
  /// them, and the virtual shard.
  public String insertValues() {
    return insertValues;
  }

  /// Forgets which values were touched, if the parameter says that there are some.
  String forgetTouchedLater() {
    return forgetTouchedLater;
  }

  /// Takes the values that were noted.
  String drain() {
    return drain;
  }

  /// Takes the values that rows had before.
  String drainSurplus() {
    return drainSurplus;
  }

  /// Takes some of them, the oldest first; the parameter tells how many at most.
  String drainSomeSurplus() {
    return "DELETE FROM "
        + surplus()
        + " WHERE rowid IN (SELECT rowid FROM "
        + surplus()
        + " ORDER BY rowid LIMIT ?) RETURNING "
        + EntryWriter.exact(this);
  }

  /// Counts them, up to a number.
  String countSurplus() {
    return "SELECT count(*) FROM " + surplus();
  }

  /// Finds the virtual shards of rows by the values of some leading terms.
  String lookup(int values) {
    return lookups.get(values - 1);
  }

  /// Makes the table of entries, on each node that holds some.
  public String createEntries() {
    String columns =
        terms(i -> "k" + i + " " + type(i) + " NOT NULL COLLATE " + terms.get(i).collation());
    return "CREATE TABLE "
        + entries()
        + "("
        + columns
        + ", nulls INTEGER NOT NULL, shard INTEGER NOT NULL, PRIMARY KEY ("
        + keys()
        + ", nulls, shard)) WITHOUT ROWID";
  }

  /// The names of what a node has that holds entries.
  List<String> objectsOfEntries() {
    return List.of(ENTRIES_PREFIX + index);
  }

  /// The names of what a node has that holds rows of the table.
  List<String> objectsOfRows() {
    return List.of(
        TOUCHED_PREFIX + index,
        SURPLUS_PREFIX + index,
        TRIGGER_PREFIX + index + "_insert",
        TRIGGER_PREFIX + index + "_update",
        TRIGGER_PREFIX + index + "_leave",
        TRIGGER_PREFIX + index + "_delete");
  }

  /// Makes the tables of notes, on each node that holds rows of the table.
  public List<String> createNotes() {
    String definition = terms(i -> "k" + i + " " + type(i)) + ", nulls INTEGER, shard INTEGER";
    return List.of(
        "CREATE TABLE " + touched() + "(" + definition + ")",
        "CREATE TABLE " + surplus() + "(" + definition + ")");
  }

  /// Makes the triggers that fill the notes. What a row had is read before it is changed, where its
  /// values are computed from the row itself.
  public List<String> createTriggers() {
    String name = quoted(table.name());
    String before = isComputed() ? " BEFORE " : " AFTER ";
    String touch = " BEGIN INSERT INTO " + touched() + " " + noted("NEW") + "; END";
    String leave = " BEGIN INSERT INTO " + surplus() + " " + noted("OLD") + "; END";
    return List.of(
        CREATE_TRIGGER + trigger("insert") + " AFTER INSERT ON " + name + touch,
        CREATE_TRIGGER + trigger("update") + " AFTER UPDATE" + updateOf() + " ON " + name + touch,
        CREATE_TRIGGER + trigger("leave") + before + "UPDATE" + updateOf() + " ON " + name + leave,
        CREATE_TRIGGER + trigger("delete") + before + "DELETE ON " + name + leave);
  }

  /// Removes the triggers, which are gone already if the table is.
  public List<String> dropTriggers() {
    return List.of(
        "DROP TRIGGER IF EXISTS " + MAIN + trigger("insert"),
        "DROP TRIGGER IF EXISTS " + MAIN + trigger("update"),
        "DROP TRIGGER IF EXISTS " + MAIN + trigger("leave"),
        "DROP TRIGGER IF EXISTS " + MAIN + trigger("delete"));
  }

  /// Removes the tables of notes.
  public List<String> dropNotes() {
    return List.of("DROP TABLE IF EXISTS " + touched(), "DROP TABLE IF EXISTS " + surplus());
  }

  /// Forgets which values were touched: rows that only moved have entries already.
  public String forgetTouched() {
    return "DELETE FROM " + touched();
  }

  /// Forgets which values rows had before.
  public String forgetSurplus() {
    return "DELETE FROM " + surplus();
  }

  /// Removes the table of entries.
  public String dropEntries() {
    return "DROP TABLE IF EXISTS " + entries();
  }

  /// The values that rows of the table have, with their virtual shards, as the notes hold them.
  ///
  /// @param condition what narrows the rows, without WHERE
  public String valuesOfRows(String condition) {
    String name = inMain(table);
    return "SELECT DISTINCT "
        + values("")
        + " FROM "
        + name
        + " WHERE ("
        + condition
        + ") AND "
        + indexed("");
  }

  /// Finds a row of which this is an entry, through SQLite's own index on the node.
  String row(EntryRow entry) {
    StringBuilder sql = new StringBuilder("SELECT 1 FROM ").append(inMain(table));
    sql.append(" WHERE ").append(indexed(""));
    for (int i = 0; i < terms.size(); i++) {
      sql.append(" AND ").append(term(i, ""));
      sql.append(
          entry.isNull(i)
              ? " IS NULL"
              : " COLLATE " + terms.get(i).collation() + " = " + entry.place(i));
    }
    return sql.append(" AND ").append(quoted(UserTable.VIRTUAL_SHARD)).append(" = ? LIMIT 1").toString();
  }

  /// The indexed table's own name, whatever temporary one the writer has.
  static String inMain(UserTable table) {
    return MAIN + quoted(table.name());
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /// The columns of the keys, with commas between.
  String keys() {
    return terms(i -> "k" + i);
  }

  /// Whether assigning these columns, given by their folded names, can change an entry.
  public boolean dependsOn(Set<String> assigned) {
    return !assigned.isEmpty()
        && (columns.isEmpty() || columns.stream().map(TableName::fold).anyMatch(assigned::contains));
  }

  private String updateOf() {
    return columns.isEmpty()
        ? ""
        : " OF " + String.join(", ", columns.stream().map(EntryTables::quoted).toList());
  }

  /// The columns whose change can change an entry; none if each one's can. What a generated column is
  /// computed from is not among the columns that UPDATE OF sees, so with one of those every UPDATE
  /// counts.
  private Set<String> columns() {
    Set<String> names = new TreeSet<>();
    List<Expr> all = new ArrayList<>(terms.stream().map(IndexTerm::expr).toList());
    where.ifPresent(all::add);
    for (Expr expr : all) {
      TreeWalker.walk(
          expr,
          node -> {
            if (node instanceof Expr.ColumnRef ref && table.position(ref.column().name()) >= 0) {
              names.add(table.column(ref.column().name()).name());
            }
            return TreeWalker.Next.CHILDREN;
          });
    }
    if (names.stream().anyMatch(name -> table.column(name).generated())) {
      return Set.of();
    }
    names.add(UserTable.VIRTUAL_SHARD);
    return names;
  }

  private String noted(String row) {
    return isComputed()
        ? "SELECT " + values("") + " FROM " + quoted(table.name()) + alias() + " WHERE " + isRow(row)
            + " AND " + indexed("")
        : "SELECT " + values(row) + " WHERE " + indexed(row);
  }

  /// A table named `old` would take the place of the row that a trigger calls so.
  private String alias() {
    String name = TableName.fold(table.name());
    return name.equals("old") || name.equals("new") ? " AS _bigdaddy_row" : "";
  }

  /// Whether an expression is computed: with NEW and OLD, comparisons know no affinities.
  private boolean isComputed() {
    return where.isPresent() || terms.stream().anyMatch(term -> term.column().isEmpty());
  }

  /// Whether the table's row is that of a trigger. A key's own collation finds it, and its bytes say
  /// that it is no other one.
  private String isRow(String row) {
    Optional<String> rowid = table.rowidAlias().or(table::rowidName);
    if (rowid.isPresent()) {
      return quoted(rowid.get()) + " = " + row + "." + quoted(rowid.get());
    }
    return table.primaryKey().stream()
        .map(EntryTables::quoted)
        .map(
            column ->
                "%s IS %s.%s AND %s COLLATE BINARY IS %s.%s"
                    .formatted(column, row, column, column, row, column))
        .collect(Collectors.joining(" AND "));
  }

  private String values(String row) {
    String nulls =
        IntStream.range(1, terms.size())
            // To SQLite << and | are of one precedence.
            .mapToObj(i -> "((" + term(i, row) + " IS NULL) << " + i + ")")
            .collect(Collectors.joining(" | "));
    String prefix = row.isEmpty() ? "" : row + ".";
    return term(0, row)
        + collate(0)
        + " AS k0"
        + terms(i -> i == 0 ? "" : ", ifnull(" + term(i, row) + ", 0)" + collate(i) + " AS k" + i, "")
        + ", "
        + (nulls.isEmpty() ? "0" : nulls)
        + " AS nulls, "
        + prefix
        + quoted(UserTable.VIRTUAL_SHARD)
        + " AS shard";
  }

  /// What the index tells apart, DISTINCT must tell apart.
  private String collate(int i) {
    return " COLLATE " + terms.get(i).collation();
  }

  private String indexed(String row) {
    String first = term(0, row) + " IS NOT NULL";
    // The condition may guard the terms: `ON t(json_extract(x, '$.a')) WHERE json_valid(x)`.
    return where.map(condition -> "(" + of(condition, row) + ") AND " + first).orElse(first);
  }

  private String term(int i, String row) {
    return "(" + of(terms.get(i).expr(), row) + ")";
  }

  /// An expression over the columns of a row: NEW, OLD or, if it is empty, the table's own.
  private String of(Expr expr, String row) {
    if (row.isEmpty()) {
      return SqlRenderer.render(expr);
    }
    Expr qualified =
        TreeRewriter.ofExprs(
                inner ->
                    inner instanceof Expr.ColumnRef ref
                            && table.position(ref.column().name()) >= 0
                        ? Expr.ColumnRef.of(row, ref.column().name())
                        : inner)
            .rewrite(expr);
    return SqlRenderer.render(qualified);
  }

  private String type(int i) {
    return terms.get(i).affinity().typeName();
  }

  private String trigger(String event) {
    return quoted(TRIGGER_PREFIX + index + "_" + event);
  }

  private String terms(Function<Integer, String> text) {
    return terms(text, ", ");
  }

  private String terms(Function<Integer, String> text, String separator) {
    return IntStream.range(0, terms.size())
        .mapToObj(text::apply)
        .collect(Collectors.joining(separator));
  }
}
