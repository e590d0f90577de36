package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.KeyChain.Known;
import dev.bigdaddy.conductor.plan.KeyChain.Link;
import dev.bigdaddy.conductor.plan.KeyedRows.Largest;
import dev.bigdaddy.conductor.plan.KeyedRows.Lookup;
import dev.bigdaddy.conductor.plan.KeyedRows.Term;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.UniqueKey;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.CreateTrigger;
import dev.bigdaddy.sql.tree.CreateTrigger.Event;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.InsertSource;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/// Finds which rows a gathered write needs through its triggers, where each of them looks only at rows of
/// the key that it is given, or adds rows:
///
///     CREATE TRIGGER … AFTER UPDATE ON t BEGIN
///       INSERT INTO log(what, v) VALUES ('update', old.v);
///       UPDATE t SET changed = 1 WHERE id = new.id;
///     END
///
/// What such a key is compared with must be known: a column of the row that fires the trigger, which no
/// statement of all these assigns, a value of the INSERT, or a literal. A row that is added must have no rival but
/// in its rowid, which SQLite chooses. Where a trigger looks around, has conflict clauses, or touches
/// foreign keys, whole tables are loaded. Used by one thread, for one statement.
final class TriggerChains {
  private final UserSchema schema;
  private final List<Link> links = new ArrayList<>();
  private final Map<String, List<Known>> known = new HashMap<>();
  private final Set<List<Object>> followed = new HashSet<>();

  /// By folded table names: columns that keys are taken from, and columns that are assigned.
  private final Map<String, Set<String>> given = new HashMap<>();

  private final Map<String, Set<String>> assigned = new HashMap<>();

  /// Tables from which rows go, and those to which triggers add some.
  private final Set<String> emptied = new HashSet<>();

  private final Set<String> extended = new HashSet<>();

  private final boolean enforcing;

  /// The table of the statement, and the values of the rows that it inserts there.
  private final UserTable target;

  private final Optional<KeyedRows> insertedRows;

  private boolean possible = true;

  private TriggerChains(
      UserSchema schema, boolean enforcing, UserTable target, Optional<KeyedRows> insertedRows) {
    this.schema = schema;
    this.enforcing = enforcing;
    this.target = target;
    this.insertedRows = insertedRows;
  }

  /// The chain of a statement; empty if whole tables are needed. What foreign keys want of the statement
  /// itself is not in it.
  ///
  /// @param enforcing whether foreign keys are enforced, so that no trigger may touch any
  /// @param inserted what an INSERT needs of its own table; empty for other statements
  /// @param byActions what foreign keys' actions fire
  static Optional<KeyChain> of(
      Statement statement,
      UserTable target,
      WriteClosure closure,
      UserSchema schema,
      boolean enforcing,
      Optional<KeyedRows> inserted,
      List<KeyChains.Fired> byActions) {
    boolean plain =
        closure.views().isEmpty()
            && closure.own().isEmpty()
            && !ConflictClauses.act(target)
            && !looksAround(statement);
    if (!plain) {
      return Optional.empty();
    }
    TriggerChains chains = new TriggerChains(schema, enforcing, target, inserted);
    String name = TableName.fold(target.name());
    switch (statement) {
      case Delete _ -> chains.follow(target, Event.DELETE, Set.of(), Optional.empty());
      case Update update when update.onConflict().isEmpty() ->
          chains.follow(target, Event.UPDATE, TargetFilter.assigned(update), Optional.empty());
      case Insert insert
          when insert.onConflict().isEmpty()
              && insert.upserts().isEmpty()
              && inserted.isPresent() -> {
        chains.known(name, new Known(inserted.get(), false));
        chains.follow(target, Event.INSERT, Set.of(), inserted);
      }
      case Statement _ -> chains.possible = false;
    }
    byActions.forEach(
        fired -> chains.follow(fired.table(), fired.event(), fired.columns(), Optional.empty()));
    return chains.possible && chains.keysStay() && chains.largestStay() && chains.startsOnNodes()
        ? Optional.of(new KeyChain(name, chains.links, chains.known, Set.of()))
        : Optional.empty();
  }

  /// Whether it reads any table beside the one that it writes.
  static boolean looksAround(Node node) {
    return Trees.any(
        node,
        inner ->
            switch (inner) {
              case TableRef.Function function ->
                  !function.name().name().sameAs(SearchedGatherPlanner.VALUES);
              case TableRef _, Expr.InTable _ -> true;
              case Node _ -> false;
            });
  }

  /// The next rowid follows the largest: if that row goes, the one before it would be needed.
  private boolean largestStay() {
    return known.entrySet().stream()
        .noneMatch(
            entry ->
                emptied.contains(entry.getKey())
                    && entry.getValue().stream().anyMatch(rows -> rows.rows().largest().isPresent()));
  }

  /// Rows that a trigger has added lead nowhere: nothing is known of them.
  private boolean startsOnNodes() {
    return links.stream().noneMatch(link -> extended.contains(link.from()));
  }

  private boolean keysStay() {
    return given.entrySet().stream()
        .allMatch(
            entry ->
                entry.getValue().stream()
                    .noneMatch(assigned.getOrDefault(entry.getKey(), Set.of())::contains));
  }

  private void known(String table, Known rows) {
    known.computeIfAbsent(table, _ -> new ArrayList<>()).add(rows);
  }

  /// Follows the triggers that a change of a table's rows fires.
  ///
  /// @param inserted the values of new rows; empty if the rows are on the nodes
  private void follow(
      UserTable table, Event event, Set<String> columns, Optional<KeyedRows> inserted) {
    String name = TableName.fold(table.name());
    assigned.computeIfAbsent(name, _ -> new HashSet<>()).addAll(columns);
    if (event == Event.DELETE) {
      emptied.add(name);
    }
    if (!followed.add(List.of(name, event, columns, inserted.isPresent()))) {
      return;
    }
    for (CreateTrigger trigger : schema.triggers(table.name())) {
      boolean fires =
          trigger.event() == event
              && (trigger.updateOf().isEmpty()
                  || trigger.updateOf().stream()
                      .anyMatch(column -> columns.contains(TableName.fold(column.name()))));
      if (fires) {
        possible &= !looksAround(trigger) && hasNoViews(trigger);
        // Before a row is inserted it has no id of SQLite's choice yet, but -1.
        boolean hasId =
            event != Event.INSERT || trigger.time().equals(Optional.of(CreateTrigger.Time.AFTER));
        for (Statement step : trigger.body()) {
          if (possible) {
            step(new Row(table, event, hasId, inserted), step);
          }
        }
      }
    }
  }

  /// A row that fires a trigger.
  ///
  /// @param hasId whether it has its rowid
  /// @param inserted the values that it may have been inserted with; empty if it is on the nodes
  private record Row(
      UserTable table, Event event, boolean hasId, Optional<KeyedRows> inserted) {}

  private boolean hasNoViews(CreateTrigger trigger) {
    return trigger.body().stream()
        .map(TriggerChains::target)
        .flatMap(Optional::stream)
        .allMatch(table -> schema.table(table.name().name()).isPresent());
  }

  private static Optional<QualifiedName> target(Statement step) {
    return switch (step) {
      case Insert insert -> Optional.of(insert.table());
      case Update update -> Optional.of(update.table());
      case Delete delete -> Optional.of(delete.table());
      case Statement _ -> Optional.empty();
    };
  }

  private void step(Row row, Statement step) {
    switch (step) {
      case Select _ -> {
        // Reads no table: RAISE, perhaps.
      }
      case Insert insert -> add(insert);
      case Update update -> {
        UserTable to = schema.table(update.table().name().name()).orElseThrow();
        Set<String> columns = TargetFilter.assigned(update);
        possible &=
            update.onConflict().isEmpty()
                && !new TargetFilter(schema, to).assignsKey(columns)
                && !assignsForeignKey(to, columns);
        find(row, to, update.where());
        followAll(to, Event.UPDATE, columns);
      }
      case Delete delete -> {
        UserTable to = schema.table(delete.table().name().name()).orElseThrow();
        possible &= !hasForeignKeys(to);
        find(row, to, delete.where());
        followAll(to, Event.DELETE, Set.of());
      }
      case Statement _ -> possible = false;
    }
  }

  /// Follows what a step does to rows of a table: to those on the nodes, and to those of the INSERT.
  private void followAll(UserTable to, Event event, Set<String> columns) {
    if (possible) {
      follow(to, event, columns, Optional.empty());
    }
    if (possible && insertedRows.isPresent() && to == target) {
      follow(to, event, columns, insertedRows);
    }
  }

  private boolean hasForeignKeys(UserTable table) {
    String name = TableName.fold(table.name());
    return enforcing
        && schema.foreignKeys().stream()
            .anyMatch(key -> key.child().equals(name) || key.parent().equals(name));
  }

  private boolean assignsForeignKey(UserTable table, Set<String> columns) {
    String name = TableName.fold(table.name());
    return enforcing
        && schema.foreignKeys().stream()
            .anyMatch(key -> key.child().equals(name) && key.isAssigned(columns, table));
  }

  private void find(Row row, UserTable to, Optional<Expr> where) {
    UserTable from = row.table();
    Optional<KeyedRows> inserted = row.inserted();
    List<String> columns = new ArrayList<>();
    List<String> sought = new ArrayList<>();
    Map<String, Scalar> constants = new LinkedHashMap<>();
    for (Expr term : Conditions.terms(where)) {
      if (term instanceof Expr.Binary(BinaryOperator operator, Expr left, Expr right, _)
          && operator == BinaryOperator.EQUAL) {
        Optional<String> there = column(left, to);
        Optional<String> here = columnOfRow(right, from);
        if (there.isEmpty() || here.isEmpty()) {
          there = column(right, to);
          here = columnOfRow(left, from);
        }
        if (there.isPresent() && here.isPresent()) {
          sought.add(there.get());
          columns.add(here.get());
        }
        constant(left, right, to, constants);
        constant(right, left, to, constants);
      }
    }
    possible &=
        !(columns.isEmpty() && constants.isEmpty())
            && !ConflictClauses.act(to)
            && where.stream().noneMatch(condition -> mayFail(condition, to))
            // A table of this name hides the row.
            && Stream.of("new", "old").noneMatch(to.name()::equalsIgnoreCase)
            && compareAlike(from, columns, to, sought);
    if (!possible) {
      return;
    }
    String name = TableName.fold(to.name());
    if (columns.isEmpty()) {
      known(name, new Known(ofConstants(constants, to), true));
      return;
    }
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      UserColumn column = from.column(columns.get(i));
      int place = inserted.isPresent() ? from.position(column.name()) : i;
      terms.add(Term.of(to.column(sought.get(i)).name(), place, column.affinity()));
    }
    // An id that SQLite has chosen is that of no other row of this table, but maybe of another's.
    boolean idIsKnown =
        from == to && row.hasId()
            || columns.stream().noneMatch(c -> from.rowidAlias().filter(c::equalsIgnoreCase).isPresent());
    Lookup lookup = new Lookup(terms, idIsKnown);
    if (inserted.isEmpty() || row.event() != Event.INSERT) {
      // What was inserted may have been changed before it gets here.
      Set<String> of = given.computeIfAbsent(TableName.fold(from.name()), _ -> new HashSet<>());
      columns.forEach(column -> of.add(TableName.fold(column)));
    }
    if (inserted.isPresent()) {
      known(name, new Known(KeyedRows.of(inserted.get().rows(), List.of(lookup)), true));
    } else {
      List<String> spelt = columns.stream().map(column -> from.column(column).name()).toList();
      links.add(new Link(TableName.fold(from.name()), spelt, name, lookup, true));
    }
  }

  /// `name = 'total'`, as the body of a trigger that counts has it.
  private static void constant(
      Expr column, Expr value, UserTable to, Map<String, Scalar> constants) {
    Optional<String> sought = column(column, to);
    boolean literal =
        switch (value.unparenthesized()) {
          case Expr.StringLiteral _, Expr.IntegerLiteral _ -> true;
          case Expr _ -> false;
        };
    if (sought.isPresent() && literal) {
      Constants.of(value).ifPresent(scalar -> constants.put(sought.get(), scalar));
    }
  }

  private static KeyedRows ofConstants(Map<String, Scalar> constants, UserTable to) {
    List<Term> terms = new ArrayList<>();
    for (String column : constants.keySet()) {
      terms.add(Term.of(to.column(column).name(), terms.size(), Affinity.NONE));
    }
    return KeyedRows.of(
        List.of(List.copyOf(constants.values())), List.of(new Lookup(terms, true)));
  }

  private static Optional<String> column(Expr expr, UserTable table) {
    return expr.unparenthesized() instanceof Expr.ColumnRef ref
            && (ref.table().isEmpty() || ref.table().get().sameAs(table.name()))
            && isStored(ref, table)
        ? Optional.of(ref.column().name())
        : Optional.empty();
  }

  private static Optional<String> columnOfRow(Expr expr, UserTable table) {
    return expr.unparenthesized() instanceof Expr.ColumnRef ref
            && ref.table().filter(name -> name.sameAs("new") || name.sameAs("old")).isPresent()
            && isStored(ref, table)
        ? Optional.of(ref.column().name())
        : Optional.empty();
  }

  private static boolean isStored(Expr.ColumnRef ref, UserTable table) {
    String name = ref.column().name();
    return table.position(name) >= 0 && !table.column(name).generated();
  }

  /// Where SQLite looks at the parts of a condition in an order of its own, rows that are not there could
  /// have failed.
  private static boolean mayFail(Expr where, UserTable table) {
    return Trees.any(
        where,
        node ->
            switch (node) {
              case Expr.FunctionCall _, Expr.Like _, Expr.Raise _ -> true;
              case Expr.ColumnRef ref ->
                  table.position(ref.column().name()) >= 0
                      && table.column(ref.column().name()).generated();
              case Expr.Binary binary ->
                  binary.operator() == BinaryOperator.EXTRACT
                      || binary.operator() == BinaryOperator.EXTRACT_TEXT;
              case Node _ -> false;
            });
  }

  /// Whether a key that is stored in one column finds in the other what `=` between both finds.
  private static boolean compareAlike(
      UserTable from, List<String> columns, UserTable to, List<String> sought) {
    for (int i = 0; i < columns.size(); i++) {
      UserColumn here = from.column(columns.get(i));
      UserColumn there = to.column(sought.get(i));
      Affinity one = here.affinity();
      Affinity other = there.affinity();
      boolean alike = one == other || one.isNumeric() && other.isNumeric();
      if (!alike
          || here.collation().isEmpty()
          || !here.collation().equals(there.collation())) {
        return false;
      }
    }
    return true;
  }

  /// Adds a row whose only key SQLite chooses.
  private void add(Insert insert) {
    UserTable to = schema.table(insert.table().name().name()).orElseThrow();
    boolean keyless =
        to.hasRowid()
            && to.uniqueKeys().stream().allMatch(key -> isRowid(key, to))
            && schema.indexes(to.name()).stream().noneMatch(CreateIndex::unique);
    boolean plain =
        insert.with().isEmpty()
            && insert.onConflict().isEmpty()
            && insert.upserts().isEmpty()
            && !ConflictClauses.act(to)
            && schema.triggers(to.name()).stream().noneMatch(t -> t.event() == Event.INSERT);
    possible &= keyless && plain && leavesRowid(insert, to) && !hasForeignKeys(to);
    extended.add(TableName.fold(to.name()));
    Largest largest = new Largest(1, OptionalInt.empty());
    KeyedRows end = new KeyedRows(List.of(), List.of(), Optional.of(largest));
    known(TableName.fold(to.name()), new Known(end, false));
  }

  private static boolean isRowid(UniqueKey key, UserTable table) {
    return key.primary() && table.rowidAlias().isPresent();
  }

  private static boolean leavesRowid(Insert insert, UserTable to) {
    if (insert.source() instanceof InsertSource.DefaultValues) {
      return true;
    }
    if (!insert.columns().isEmpty()) {
      return insert.columns().stream()
          .noneMatch(
              column ->
                  to.isRowidName(column.name())
                      || to.rowidAlias().filter(column::sameAs).isPresent());
    }
    if (to.rowidAlias().isEmpty()) {
      return true;
    }
    int place = 0;
    for (UserColumn column : to.columns()) {
      if (to.rowidAlias().get().equals(column.name())) {
        break;
      }
      place += column.generated() ? 0 : 1;
    }
    int at = place;
    return insert.source() instanceof InsertSource.Rows(Select select, _)
        && select.core() instanceof SelectCore.Values(List<List<Expr>> rows, _)
        && !select.isCompound()
        && rows.stream()
            .allMatch(
                row ->
                    at < row.size() && row.get(at).unparenthesized() instanceof Expr.NullLiteral);
  }
}
