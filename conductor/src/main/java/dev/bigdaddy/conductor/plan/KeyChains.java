package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.KeyChain.Link;
import dev.bigdaddy.conductor.plan.KeyedRows.Lookup;
import dev.bigdaddy.conductor.plan.KeyedRows.Term;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.ForeignKeyLink;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Assignment;
import dev.bigdaddy.sql.tree.ConflictAction;
import dev.bigdaddy.sql.tree.CreateTrigger.Event;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.ForeignKey.Action;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds which rows a gathered DELETE or UPDATE needs through foreign keys, where its own WHERE tells the
/// first of them.
///
/// For a row that goes SQLite looks for its children, to let them go, be NULL or stand in the way; and
/// for its parents, since a row without one that goes ends a violation. So both are needed of every row
/// that may change, and of a row that is only looked at none. An UPDATE that comes here assigns nothing
/// that is unique, and so nothing that a child can refer to: what it needs are the parents before and
/// after. Where an action sets defaults, or a value is not known beforehand, whole tables
/// are loaded. The rules are those of SQLite's `fkey.c`. Used by one thread, for one statement.
final class KeyChains {
  private final UserSchema schema;
  private final Set<String> named;
  private final List<Link> links = new ArrayList<>();
  private final Map<String, List<KeyChain.Known>> known = new HashMap<>();
  private final List<Fired> fired = new ArrayList<>();
  private boolean possible = true;

  /// What foreign keys find.
  ///
  /// @param fired whose triggers their actions fire
  record Found(KeyChain chain, List<Fired> fired) {}

  /// An action that fires triggers.
  ///
  /// @param columns the folded names of the columns that it assigns
  record Fired(UserTable table, Event event, Set<String> columns) {}

  private KeyChains(UserSchema schema, Set<String> named) {
    this.schema = schema;
    this.named = named;
  }

  /// The chain of a statement that fires no trigger of its target's, and whose target has a filter
  /// ({@link TargetFilter}); empty if whole tables are needed.
  static Optional<Found> of(
      Statement statement, UserTable target, WriteClosure closure, UserSchema schema) {
    if (!TriggerChains.looksAround(statement)) {
      // Else the tables of triggers that it cannot fire would be among them.
      return despiteTriggers(statement, target, closure, schema);
    }
    Set<String> named = new HashSet<>(TableUses.of(statement, schema).tables());
    named.remove(TableName.fold(target.name()));
    return closure.written().stream().anyMatch(named::contains)
        ? Optional.empty()
        : of(statement, target, closure, schema, named);
  }

  /// The chain of a statement that reads no other table, without what its triggers do
  /// ({@link TriggerChains}).
  static Optional<Found> despiteTriggers(
      Statement statement, UserTable target, WriteClosure closure, UserSchema schema) {
    return of(statement, target, closure, schema, Set.of());
  }

  private static Optional<Found> of(
      Statement statement,
      UserTable target,
      WriteClosure closure,
      UserSchema schema,
      Set<String> named) {
    KeyChains chains = new KeyChains(schema, named);
    chains.possible = isPlain(closure, schema);
    switch (statement) {
      case Delete _ -> chains.ofDelete(TableName.fold(target.name()));
      case Update update -> chains.ofUpdate(update, target);
      case Statement _ -> chains.possible = false;
    }
    return chains.found(target);
  }

  /// The chain of the rows that REPLACE lets go.
  static Optional<Found> ofReplaced(UserTable target, WriteClosure closure, UserSchema schema) {
    KeyChains chains = new KeyChains(schema, Set.of());
    chains.possible = isPlain(closure, schema);
    chains.ofDelete(TableName.fold(target.name()));
    return chains.found(target);
  }

  private static boolean isPlain(WriteClosure closure, UserSchema schema) {
    return closure.views().isEmpty()
        && closure.own().isEmpty()
        && closure.written().stream().allMatch(table -> schema.table(table).isPresent());
  }

  private Optional<Found> found(UserTable target) {
    return possible
        ? Optional.of(
            new Found(
                new KeyChain(TableName.fold(target.name()), links, known, named),
                List.copyOf(fired)))
        : Optional.empty();
  }

  private void ofDelete(String target) {
    Deque<String> changing = new ArrayDeque<>(List.of(target));
    Set<String> met = new LinkedHashSet<>(changing);
    while (possible && !changing.isEmpty()) {
      String table = changing.pop();
      for (ForeignKeyLink key : schema.foreignKeys()) {
        if (key.child().equals(table)) {
          toParents(key);
        }
        if (key.parent().equals(table) && toChildren(key) && met.add(key.child())) {
          changing.push(key.child());
        }
      }
    }
  }

  private void toParents(ForeignKeyLink key) {
    UserTable child = schema.table(key.child()).orElseThrow();
    Optional<UserTable> parent = schema.table(key.parent());
    if (parent.isEmpty()) {
      possible = false;
      return;
    }
    List<String> referred = key.referred(parent.get());
    add(child, key.columns(), parent.get(), referred, parent.get(), referred, false);
  }

  /// @return whether its children may change
  private boolean toChildren(ForeignKeyLink key) {
    UserTable parent = schema.table(key.parent()).orElseThrow();
    Optional<UserTable> child = schema.table(key.child());
    boolean changes = key.onDelete() == Action.CASCADE || key.onDelete() == Action.SET_NULL;
    Event event = key.onDelete() == Action.CASCADE ? Event.DELETE : Event.UPDATE;
    if (changes && child.isPresent() && FiredTriggers.byAction(event, key.child(), schema)) {
      Set<String> assigned =
          event == Event.DELETE
              ? Set.of()
              : key.columns().stream().map(TableName::fold).collect(Collectors.toSet());
      fired.add(new Fired(child.get(), event, assigned));
    }
    if (child.isEmpty()
        || key.onDelete() == Action.SET_DEFAULT
        || key.onDelete() == Action.SET_NULL && !staysAlone(key, child.get())) {
      possible = false;
      return false;
    }
    List<String> referred = key.referred(parent);
    add(parent, referred, child.get(), key.columns(), parent, referred, changes);
    return changes;
  }

  /// Whether setting a child's columns NULL concerns no other row: no rival, and no child of its own.
  private boolean staysAlone(ForeignKeyLink key, UserTable child) {
    Set<String> columns =
        key.columns().stream().map(TableName::fold).collect(Collectors.toSet());
    boolean isRowid =
        child.rowidAlias().filter(alias -> columns.contains(TableName.fold(alias))).isPresent();
    return !isRowid
        && !ConflictClauses.act(child)
        && !new TargetFilter(schema, child).assignsKey(columns)
        && schema.foreignKeys().stream()
            .filter(other -> other.parent().equals(key.child()))
            .flatMap(other -> other.referred(child).stream())
            .noneMatch(column -> columns.contains(TableName.fold(column)));
  }

  private void add(
      UserTable from,
      List<String> columns,
      UserTable to,
      List<String> sought,
      UserTable parent,
      List<String> referred,
      boolean changes) {
    String name = TableName.fold(to.name());
    Optional<Lookup> lookup = lookup(from, columns, to, sought, parent, referred);
    if (lookup.isEmpty()) {
      possible = false;
    } else if (!named.contains(name)) {
      List<String> spelt = columns.stream().map(column -> from.column(column).name()).toList();
      links.add(new Link(TableName.fold(from.name()), spelt, name, lookup.get(), changes));
    }
  }

  /// Values are compared by the collations of the columns that are referred to.
  private static Optional<Lookup> lookup(
      UserTable from,
      List<String> columns,
      UserTable to,
      List<String> sought,
      UserTable parent,
      List<String> referred) {
    if (columns.size() != sought.size() || columns.isEmpty()) {
      return Optional.empty();
    }
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      boolean there =
          from.position(columns.get(i)) >= 0
              && to.position(sought.get(i)) >= 0
              && parent.position(referred.get(i)) >= 0;
      if (!there
          || from.column(columns.get(i)).generated()
          || to.column(sought.get(i)).generated()) {
        return Optional.empty();
      }
      UserColumn column = to.column(sought.get(i));
      Collation collation =
          parent.column(referred.get(i)).collation().orElse(Collation.BINARY);
      Affinity affinity = from.column(columns.get(i)).affinity();
      Term term = Term.of(column, collation, i, affinity);
      boolean asNumber = affinity.isNumeric() && !column.affinity().isNumeric();
      terms.add(asNumber ? term.comparedAsNumber() : term);
    }
    return Optional.of(new Lookup(terms, true));
  }

  private void ofUpdate(Update update, UserTable target) {
    String name = TableName.fold(target.name());
    Map<String, Scalar> values = new HashMap<>();
    Set<String> assigned = TargetFilter.assigned(update);
    for (Assignment assignment : update.assignments()) {
      // In double quotes a column, not a text, as it would be in VALUES.
      if (assignment instanceof Assignment.ToColumn(Identifier column, Expr value, _)
          && !Trees.any(value, Expr.ColumnRef.class::isInstance)) {
        Constants.of(value).ifPresent(v -> values.put(TableName.fold(column.name()), v));
      }
    }
    // Where NULL is no error, a DEFAULT may take its place.
    possible &=
        !update.onConflict().equals(Optional.of(ConflictAction.REPLACE))
            && !ConflictClauses.act(target);
    for (ForeignKeyLink key : schema.foreignKeys()) {
      if (possible && key.child().equals(name) && key.isAssigned(assigned, target)) {
        toParents(key);
        List<Scalar> now = new ArrayList<>();
        for (String column : key.columns()) {
          Scalar value = values.get(TableName.fold(column));
          possible &= value != null;
          now.add(value == null ? Scalar.NULL : value);
        }
        if (possible && !named.contains(key.parent())) {
          known
              .computeIfAbsent(key.parent(), _ -> new ArrayList<>())
              .add(
                  new KeyChain.Known(
                      KeyedRows.of(List.of(now), List.of(links.getLast().lookup())),
                      false));
        }
      }
    }
  }
}
