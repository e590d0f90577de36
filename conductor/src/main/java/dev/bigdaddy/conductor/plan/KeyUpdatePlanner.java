package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.KeyedRows.Lookup;
import dev.bigdaddy.conductor.plan.KeyedRows.Term;
import dev.bigdaddy.conductor.plan.SelectPlanner.Planned;
import dev.bigdaddy.conductor.plan.WritePlan.Gathered;
import dev.bigdaddy.conductor.plan.WritePlan.Otherwise;
import dev.bigdaddy.conductor.plan.WritePlan.Search;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.UniqueKey;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Assignment;
import dev.bigdaddy.sql.tree.ConflictAction;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Plans a gathered UPDATE that assigns what a unique key is made of: a query finds its rows, and the keys
/// that they will have.
///
///     UPDATE OR REPLACE t SET email = lower(email) WHERE id = 7
///     SELECT t.id, lower(email) FROM t WHERE id = 7
///     the rows with one of these ids, or one of these emails             (gathered)
///
/// SQLite looks at no others: it goes through the rows that WHERE leaves, in an order that rows which are
/// not there do not change, and looks for rivals of each by its new keys alone. The new values are those of
/// the rows as they were, since SQLite comes by each once. So nothing may look at the table in another
/// way: no trigger, no foreign key, no subquery. Used by one thread, for one statement.
final class KeyUpdatePlanner {
  private final SchemaVersion version;
  private final UserSchema schema;
  private final ExtraValues extras;
  private final GatherWritePlanner gather;
  private final boolean enforcing;

  /// @param enforcing whether foreign keys are enforced
  KeyUpdatePlanner(
      SchemaVersion version, ExtraValues extras, GatherWritePlanner gather, boolean enforcing) {
    this.version = version;
    this.schema = version.user();
    this.extras = extras;
    this.gather = gather;
    this.enforcing = enforcing;
  }

  /// The plan; empty if it takes the whole table. No foreign key is concerned ({@link KeyConcern}).
  ///
  /// @param closure what the statement can touch, foreign keys aside
  /// @param otherwise the statement without a search
  Optional<Gathered> plan(
      Statement statement, WriteClosure closure, NodeSql text, String reason, Otherwise otherwise) {
    if (!(statement instanceof Update update)) {
      return Optional.empty();
    }
    Optional<UserTable> table = schema.table(update.table().name().name());
    if (table.isEmpty() || !isAlone(update, table.get(), closure)) {
      return Optional.empty();
    }
    return new Target(update, table.get())
        .keys()
        .flatMap(keys -> plan(update, keys, closure, text, reason, otherwise));
  }

  private boolean isAlone(Update update, UserTable table, WriteClosure closure) {
    String name = TableName.fold(table.name());
    // Rows that REPLACE lets go may have children.
    boolean linked = enforcing && ConflictClauses.act(table);
    return closure.tables().equals(Set.of(name))
        && closure.views().isEmpty()
        && closure.own().isEmpty()
        && !linked
        && update.with().isEmpty()
        && update.from().isEmpty()
        && update.limit().isEmpty()
        && !LocalSubqueries.anyIn(update)
        && !FiredTriggers.any(update, table.name(), schema)
        && TargetSearch.isPossible(update);
  }

  private Optional<Gathered> plan(
      Update update,
      Keys keys,
      WriteClosure closure,
      NodeSql text,
      String reason,
      Otherwise otherwise) {
    Optional<Planned> found =
        TargetSearch.plan(
            TargetSearch.of(update, keys.columns), keys.table, new SelectPlanner(version, extras));
    return found.map(
        search ->
            gather
                .plan(update, closure, text, reason)
                .meeting(keys.table, KeyedRows.of(List.of(), keys.lookups))
                .with(
                    new Search(
                        search.plan(),
                        TargetSearch.nodes(closure, schema),
                        new Search.Keys(keys.table.name()),
                        otherwise)));
  }

  /// What the query gives of each row, and the keys that are made of it.
  private record Keys(UserTable table, List<ResultColumn> columns, List<Lookup> lookups) {}

  /// The table of one statement.
  private final class Target {
    private final UserTable table;
    private final String name;
    private final Set<String> assigned;
    private final Map<String, Expr> values = new HashMap<>();
    private final boolean replaces;
    private final boolean known;

    private final List<ResultColumn> columns = new ArrayList<>();
    private final List<Lookup> lookups = new ArrayList<>();

    Target(Update update, UserTable table) {
      this.table = table;
      this.name = update.alias().map(Identifier::name).orElse(table.name());
      this.assigned = TargetFilter.assigned(update);
      this.replaces =
          update.onConflict().equals(Optional.of(ConflictAction.REPLACE))
              || ConflictClauses.act(table);
      this.known = readValues(update.assignments());
    }

    private boolean readValues(List<Assignment> assignments) {
      for (Assignment assignment : assignments) {
        switch (assignment) {
          case Assignment.ToColumn(Identifier column, Expr value, _) ->
              values.put(TableName.fold(column.name()), value);
          case Assignment.ToColumns(List<Identifier> to, Expr value, _) -> {
            if (!(value.unparenthesized() instanceof Expr.RowValue row)
                || row.elements().size() != to.size()) {
              return false;
            }
            for (int i = 0; i < to.size(); i++) {
              values.put(TableName.fold(to.get(i).name()), row.elements().get(i));
            }
          }
        }
      }
      return values.keySet().stream().allMatch(column -> table.position(column) >= 0);
    }

    /// What finds the rows and their rivals; empty if that takes the whole table.
    Optional<Keys> keys() {
      if (!known || !addOwnKey()) {
        return Optional.empty();
      }
      for (UniqueKey key : table.uniqueKeys()) {
        boolean changes = key.columns().stream().anyMatch(this::isAssigned);
        if (changes && !add(key.columns(), key.collations())) {
          return Optional.empty();
        }
      }
      for (CreateIndex index : schema.indexes(table.name())) {
        boolean changes = index.unique() && TargetFilter.mayDependOn(table, index, assigned);
        if (changes && !add(index)) {
          return Optional.empty();
        }
      }
      return Optional.of(new Keys(table, columns, lookups));
    }

    private boolean isAssigned(String column) {
      return assigned.contains(TableName.fold(column)) || table.column(column).generated();
    }

    /// The rows themselves, by what names them.
    private boolean addOwnKey() {
      List<Term> terms = new ArrayList<>();
      for (String column : GatheredTable.key(table)) {
        terms.add(Term.of(column, columns.size(), Affinity.NONE));
        columns.add(Trees.computed(Expr.ColumnRef.of(name, column)));
      }
      lookups.add(new Lookup(terms, true));
      return !terms.isEmpty();
    }

    private boolean add(CreateIndex index) {
      List<String> names = InsertKeys.plainColumns(index, table);
      return !names.isEmpty() && add(names, InsertKeys.collations(names, table));
    }

    private boolean add(List<String> names, List<Collation> collations) {
      List<Term> terms = new ArrayList<>();
      boolean nullIsKnown = true;
      for (int i = 0; i < names.size(); i++) {
        UserColumn column = table.column(names.get(i));
        if (column.generated() || column.collation().isEmpty()) {
          return false;
        }
        terms.add(Term.of(column, collations.get(i), columns.size(), column.affinity()));
        Expr value = values.get(TableName.fold(column.name()));
        columns.add(
            Trees.computed(value == null ? Expr.ColumnRef.of(name, column.name()) : value));
        // A DEFAULT takes the place of a NULL that may not be there.
        nullIsKnown &= !replaces || !InsertKeys.isNotNull(table, column);
      }
      lookups.add(new Lookup(terms, nullIsKnown));
      return true;
    }
  }
}
