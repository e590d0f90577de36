package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.KeyedRows.Largest;
import dev.bigdaddy.conductor.plan.KeyedRows.Lookup;
import dev.bigdaddy.conductor.plan.KeyedRows.Term;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.ForeignKeyLink;
import dev.bigdaddy.conductor.schema.UniqueKey;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Assignment;
import dev.bigdaddy.sql.tree.ColumnConstraint;
import dev.bigdaddy.sql.tree.ConflictAction;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.InsertSource;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.Upsert;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Finds which rows a gathered INSERT of known rows needs: of its table those that share a unique key
/// with an inserted row, and the one with the largest rowid; of foreign keys' parents and children those
/// that an inserted row refers to, or that refer to it.
///
/// SQLite looks at no others. A table is looked at only through its unique indexes, for rivals, and at
/// its end, for the next id; foreign keys only by key. So nothing may read the table in another way: no
/// trigger, no subquery, and no ON CONFLICT that sets what a key is made of, since such values are not
/// known beforehand. REPLACE under foreign keys deletes rows whose own parents and children only a chain finds.
/// Where any of that is not so, whole tables are loaded. Used by one thread, for one statement.
final class InsertKeys {
  private final UserSchema schema;
  private final UserTable table;
  private final List<UserColumn> columns;
  private final boolean replaces;
  private final List<List<Scalar>> rows = new ArrayList<>();

  private InsertKeys(UserSchema schema, UserTable table, boolean replaces) {
    this.replaces = replaces;
    this.schema = schema;
    this.table = table;
    this.columns = table.columns();
  }

  /// What is needed of each table of the closure, by folded name; empty if whole tables are.
  ///
  /// @param linked whether foreign keys concern the statement
  static Map<String, KeyedRows> of(
      Insert insert, WriteClosure closure, UserSchema schema, boolean linked) {
    return FiredTriggers.any(insert, insert.table().name().name(), schema)
        ? Map.of()
        : despiteTriggers(insert, closure, schema, linked);
  }

  /// The same where it is known what its triggers look at.
  static Map<String, KeyedRows> despiteTriggers(
      Insert insert, WriteClosure closure, UserSchema schema, boolean linked) {
    Optional<UserTable> table = schema.table(insert.table().name().name());
    return table.isEmpty() || linked && replaces(insert, table.get())
        ? Map.of()
        : of(insert, table.get(), closure, schema, linked);
  }

  /// The same of REPLACE under foreign keys, without what the rows that go lead to.
  static Map<String, KeyedRows> replacing(
      Insert insert, WriteClosure closure, UserSchema schema) {
    return schema
        .table(insert.table().name().name())
        .map(table -> of(insert, table, closure, schema, true))
        .orElse(Map.of());
  }

  private static Map<String, KeyedRows> of(
      Insert insert, UserTable table, WriteClosure closure, UserSchema schema, boolean linked) {
    InsertKeys keys = new InsertKeys(schema, table, replaces(insert, table));
    return closure.views().isEmpty() && keys.isKnown(insert, linked)
        ? keys.needed(closure, linked)
        : Map.of();
  }

  /// Whether rows may go that are in the way.
  static boolean replaces(Insert insert, UserTable table) {
    return insert.onConflict().equals(Optional.of(ConflictAction.REPLACE))
        || ConflictClauses.act(table);
  }

  private boolean isKnown(Insert insert, boolean linked) {
    return insert.with().isEmpty()
        && !Trees.any(insert, InsertKeys::looksElsewhere)
        && !Constants.hasRandom(insert)
        && insert.upserts().stream().allMatch(upsert -> leavesKeys(upsert, linked))
        && readRows(insert);
  }

  private static boolean looksElsewhere(Node node) {
    return switch (node) {
      case Expr.ScalarSubquery _, Expr.Exists _, Expr.InSelect _, Expr.InTable _ -> true;
      case TableRef _ -> true;
      case Node _ -> false;
    };
  }

  private boolean leavesKeys(Upsert upsert, boolean linked) {
    if (!(upsert.action() instanceof Upsert.DoUpdate(List<Assignment> assignments, _))) {
      return true;
    }
    Set<String> assigned = TargetFilter.assigned(assignments);
    boolean names =
        new TargetFilter(schema, table).assignsKey(assigned)
            || linked
                && schema.foreignKeys().stream()
                    .filter(link -> link.child().equals(TableName.fold(table.name())))
                    .anyMatch(link -> link.isAssigned(assigned, table));
    return !names;
  }

  /// Reads a value for each column of the table, and one more for the rowid; empty for generated ones.
  private boolean readRows(Insert insert) {
    List<List<Expr>> given;
    if (insert.source() instanceof InsertSource.Rows(Select select, _)) {
      boolean plain =
          !select.isCompound()
              && select.with().isEmpty()
              && select.orderBy().isEmpty()
              && select.limit().isEmpty();
      if (!plain || !(select.core() instanceof SelectCore.Values(var values, _))) {
        return false;
      }
      given = values;
    } else {
      given = List.of(List.of());
    }
    List<String> names = names(insert);
    for (List<Expr> row : given) {
      Map<String, Scalar> known = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        Optional<Scalar> value = Constants.ofRow(row.get(i));
        if (value.isEmpty()) {
          return false;
        }
        known.put(names.get(i), value.get());
      }
      Optional<List<Scalar>> whole = whole(known);
      if (whole.isEmpty()) {
        return false;
      }
      rows.add(whole.get());
    }
    return true;
  }

  private List<String> names(Insert insert) {
    return insert.columns().isEmpty()
        ? columns.stream().filter(c -> !c.generated()).map(c -> TableName.fold(c.name())).toList()
        : insert.columns().stream().map(name -> TableName.fold(name.name())).toList();
  }

  private Optional<List<Scalar>> whole(Map<String, Scalar> known) {
    List<Scalar> row = new ArrayList<>();
    Scalar rowid = Scalar.NULL;
    for (Map.Entry<String, Scalar> value : known.entrySet()) {
      if (table.isRowidName(value.getKey()) && table.position(value.getKey()) < 0) {
        rowid = value.getValue();
      }
    }
    for (UserColumn column : columns) {
      Scalar value = known.get(TableName.fold(column.name()));
      boolean isAlias = table.rowidAlias().equals(Optional.of(column.name()));
      if (value == null && isAlias) {
        value = rowid;
      }
      Optional<Expr> otherwise =
          value == null ? SpreadInsertPlanner.defaultOf(column) : Optional.empty();
      if (otherwise.isPresent()) {
        if (SessionValues.isVolatile(otherwise.get())) {
          return Optional.empty();
        }
        Optional<Scalar> constant = Constants.ofRow(otherwise.get());
        if (constant.isEmpty()) {
          return Optional.empty();
        }
        value = constant.get();
      }
      row.add(value == null ? Scalar.NULL : value);
    }
    row.add(rowid);
    return Optional.of(row);
  }

  private Map<String, KeyedRows> needed(WriteClosure closure, boolean linked) {
    Map<String, List<Lookup>> lookups = new LinkedHashMap<>();
    closure.tables().forEach(name -> lookups.put(name, new ArrayList<>()));
    String own = TableName.fold(table.name());
    List<Lookup> rivals = lookups.computeIfAbsent(own, _ -> new ArrayList<>());
    if (!addRivals(rivals) || linked && !addRelatives(lookups, own)) {
      return Map.of();
    }
    // Each row may take the place of one for each of its keys.
    int count = replaces ? 1 + rows.size() * rivals.size() : 1;
    Largest largest = new Largest(count, givenId());
    Map<String, KeyedRows> needed = new LinkedHashMap<>();
    lookups.forEach((name, of) -> needed.put(name, KeyedRows.of(rows, of)));
    if (table.hasRowid()) {
      needed.put(own, new KeyedRows(rows, rivals, Optional.of(largest)));
    }
    return needed;
  }

  /// Where the rows have their ids, unless they name it twice: the last one counts then.
  private OptionalInt givenId() {
    int rowid = columns.size();
    boolean named = rows.stream().anyMatch(row -> !row.get(rowid).equals(Scalar.NULL));
    Optional<String> alias = table.rowidAlias();
    return alias.isEmpty()
        ? OptionalInt.of(rowid)
        : named ? OptionalInt.empty() : OptionalInt.of(table.position(alias.get()));
  }

  private boolean addRivals(List<Lookup> rivals) {
    for (UniqueKey key : table.uniqueKeys()) {
      Optional<Lookup> lookup = lookup(key.columns(), key.collations(), table, key.columns());
      if (lookup.isEmpty()) {
        return false;
      }
      rivals.add(lookup.get());
    }
    if (table.hasRowid() && table.rowidAlias().isEmpty()) {
      rivals.add(
          new Lookup(
              List.of(
                  Term.of(table.rowidName().orElse("rowid"), columns.size(), Affinity.INTEGER)),
              true));
    }
    for (CreateIndex index : schema.indexes(table.name())) {
      if (index.unique()) {
        List<String> names = plainColumns(index, table);
        Optional<Lookup> lookup = lookup(names, collations(names, table), table, names);
        if (names.isEmpty() || lookup.isEmpty()) {
          return false;
        }
        rivals.add(lookup.get());
      }
    }
    return true;
  }

  /// Rivals are equal in all terms, so also in those that are plain columns.
  static List<String> plainColumns(CreateIndex index, UserTable table) {
    List<String> names = new ArrayList<>();
    for (OrderingTerm term : index.terms()) {
      if (term.expr().unparenthesized() instanceof Expr.ColumnRef ref
          && table.position(ref.column().name()) >= 0
          && !table.column(ref.column().name()).generated()) {
        names.add(table.column(ref.column().name()).name());
      }
    }
    return names;
  }

  private boolean addRelatives(Map<String, List<Lookup>> lookups, String own) {
    for (ForeignKeyLink link : schema.foreignKeys()) {
      if (link.child().equals(own) && !addParents(link, lookups)) {
        return false;
      }
      if (link.parent().equals(own) && !addChildren(link, lookups)) {
        return false;
      }
    }
    return true;
  }

  private boolean addParents(ForeignKeyLink link, Map<String, List<Lookup>> lookups) {
    Optional<UserTable> parent = schema.table(link.parent());
    if (parent.isEmpty()) {
      return false;
    }
    List<String> key = link.referred(parent.get());
    if (key.size() != link.columns().size()) {
      return false;
    }
    Optional<Lookup> lookup = lookup(key, collations(key, parent.get()), parent.get(), link.columns());
    List<Lookup> ofParent = lookups.get(link.parent());
    if (lookup.isEmpty() || ofParent == null) {
      return false;
    }
    ofParent.add(lookup.get());
    return true;
  }

  private boolean addChildren(ForeignKeyLink link, Map<String, List<Lookup>> lookups) {
    Optional<UserTable> child = schema.table(link.child());
    List<String> key = link.referred(table);
    if (child.isEmpty() || key.size() != link.columns().size()) {
      return false;
    }
    for (int i = 0; i < key.size(); i++) {
      String parentColumn = key.get(i);
      String childColumn = link.columns().get(i);
      if (table.position(parentColumn) < 0 || child.get().position(childColumn) < 0) {
        return false;
      }
      Affinity affinity = table.column(parentColumn).affinity();
      Affinity other = child.get().column(childColumn).affinity();
      if (affinity != other && !(affinity.isNumeric() && other.isNumeric())) {
        return false;
      }
    }
    Optional<Lookup> lookup = lookup(link.columns(), collations(key, table), child.get(), key);
    List<Lookup> ofChild = lookups.get(link.child());
    if (lookup.isEmpty() || ofChild == null) {
      return false;
    }
    ofChild.add(lookup.get());
    return true;
  }

  static List<Collation> collations(List<String> names, UserTable of) {
    return names.stream()
        .map(
            name ->
                of.position(name) < 0
                    ? Collation.BINARY
                    : of.column(name).collation().orElse(Collation.BINARY))
        .toList();
  }

  /// Looks rows of a table up by the values that an inserted row has in some columns.
  private Optional<Lookup> lookup(
      List<String> names, List<Collation> collations, UserTable in, List<String> inserted) {
    List<Term> terms = new ArrayList<>();
    boolean nullIsKnown = true;
    for (int i = 0; i < names.size(); i++) {
      int place = table.position(inserted.get(i));
      int at = in.position(names.get(i));
      if (place < 0 || at < 0 || columns.get(place).generated() || in.columns().get(at).generated()) {
        return Optional.empty();
      }
      UserColumn column = columns.get(place);
      terms.add(Term.of(in.columns().get(at), collations.get(i), place, column.affinity()));
      nullIsKnown &= !replaces || isAlias(column) || !isNotNull(column);
    }
    return Optional.of(new Lookup(terms, nullIsKnown));
  }

  private boolean isAlias(UserColumn column) {
    return table.rowidAlias().equals(Optional.of(column.name()));
  }

  private boolean isNotNull(UserColumn column) {
    return isNotNull(table, column);
  }

  /// Whether NULL cannot stand in a column; keys without rowids, and those of STRICT tables, need not say so.
  static boolean isNotNull(UserTable table, UserColumn column) {
    boolean inKey =
        (!table.hasRowid() || table.strict()) && table.primaryKey().contains(column.name());
    return inKey
        || column.definition().constraints().stream()
            .anyMatch(ColumnConstraint.NotNull.class::isInstance);
  }
}
