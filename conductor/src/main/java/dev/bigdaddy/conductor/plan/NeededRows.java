package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.plan.Scope.Resolved;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.TreeWalker;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.JoinConstraint;
import dev.bigdaddy.sql.tree.JoinOperator;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// The columns and rows of a table that a statement needs.
///
///     … FROM orders o JOIN customers c ON c.id = o.customer WHERE c.city = 'Rome' …
///     SELECT c.id, c.city FROM customers AS c WHERE c.city = 'Rome'
///
/// Conditions that concern the table alone go along: those of WHERE and of inner joins, unless an
/// outer join fills the table with NULLs, which WHERE may ask for; then those of that join's own ON.
final class NeededRows {
  private NeededRows() {}

  /// A select over one table.
  ///
  /// @param filtered whether a condition leaves rows out
  record Needed(Select select, boolean filtered) {}

  /// The rows needed of a table; empty if its rowid or hidden column is needed.
  ///
  /// @param names what the names of the query mean
  /// @param statement the whole statement, in which the columns may be named anywhere
  static Optional<Needed> of(
      TableRef.Named named, Instance instance, Partitioning.Result names, Select statement) {
    Optional<Set<Integer>> places = columns(instance, statement);
    if (places.isEmpty()) {
      return Optional.empty();
    }
    if (places.get().isEmpty()) {
      places.get().add(0);
    }
    List<ResultColumn> columns = new ArrayList<>();
    for (int place : places.get()) {
      String column = instance.table().columns().get(place).name();
      columns.add(
          new ResultColumn.Computed(
              Expr.ColumnRef.of(instance.name(), column), Optional.empty(), Span.NONE));
    }
    List<Expr> conditions = new ArrayList<>();
    List<Expr> terms =
        names.filled().contains(instance)
            ? ownTerms(names.query().from().orElseThrow(), instance)
            : names.terms();
    for (Expr term : terms) {
      if (concerns(term, instance, names.scope())) {
        conditions.add(term);
      }
    }
    Optional<Expr> where = and(conditions);
    TableRef from =
        new TableRef.Named(
            named.name(), Optional.of(Identifier.of(instance.name())), Optional.empty(), Span.NONE);
    Select select =
        Select.of(Trees.query(columns, Optional.of(from), where));
    return Optional.of(new Needed(select, where.isPresent()));
  }

  /// The rows that equal a column of another table, whose own conditions leave few of its rows.
  ///
  ///     SELECT i.q FROM items AS i
  ///     SELECT i.q FROM items AS i WHERE i.part IN (SELECT p.id FROM part AS p WHERE p.brand = 'b')
  ///
  /// @param around the query of the other tables
  /// @param computable the subqueries that may be computed once more for their conditions
  /// @return empty if no other table has conditions of its own
  static Optional<Needed> reduced(
      Needed needed,
      Instance instance,
      KeyEqualities equalities,
      Partitioning.Result around,
      Predicate<Select> computable) {
    List<Expr> conditions = new ArrayList<>();
    for (Instance other : around.scope().instances()) {
      boolean usable =
          !other.equals(instance) && !other.isDerived() && !around.filled().contains(other);
      List<KeyEqualities.Pair> pairs =
          usable ? equalities.pairs(instance, other) : List.of();
      List<Expr> own =
          around.terms().stream()
              .filter(term -> isOwn(term, other, around.scope(), computable))
              .toList();
      if (!pairs.isEmpty() && !own.isEmpty()) {
        conditions.add(membership(instance, other, pairs.getFirst(), own));
      }
    }
    if (conditions.isEmpty()) {
      return Optional.empty();
    }
    SelectCore.Query query = (SelectCore.Query) needed.select().core();
    List<Expr> all = new ArrayList<>(Conditions.terms(query.where()));
    all.addAll(conditions);
    SelectCore.Query narrowed =
        new SelectCore.Query(
            query.quantifier(),
            query.columns(),
            query.from(),
            and(all),
            List.of(),
            Optional.empty(),
            List.of(),
            Span.NONE);
    return Optional.of(new Needed(Select.of(narrowed), true));
  }

  private static boolean isOwn(
      Expr term, Instance other, Scope scope, Predicate<Select> computable) {
    List<Expr.ColumnRef> columns = new ArrayList<>();
    boolean[] possible = {!Constants.hasRandom(term)};
    TreeWalker.walk(
        term,
        node -> {
          if (node instanceof Expr.ColumnRef ref) {
            columns.add(ref);
          }
          if (node instanceof Select subquery) {
            possible[0] &= computable.test(subquery);
            return TreeWalker.Next.SKIP;
          }
          possible[0] &= !(node instanceof Expr.InTable);
          return TreeWalker.Next.CHILDREN;
        });
    return possible[0]
        && !columns.isEmpty()
        && columns.stream().allMatch(ref -> belongs(ref, other, scope));
  }

  private static boolean belongs(Expr.ColumnRef ref, Instance instance, Scope scope) {
    Optional<Resolved> resolved = scope.resolve(ref);
    return resolved.isPresent() && resolved.get().instance().equals(instance);
  }

  private static Expr membership(
      Instance instance, Instance other, KeyEqualities.Pair pair, List<Expr> own) {
    SelectCore.Query keys =
        new SelectCore.Query(
            Optional.empty(),
            List.of(
                new ResultColumn.Computed(
                    Expr.ColumnRef.of(other.name(), pair.other().name()),
                    Optional.empty(),
                    Span.NONE)),
            Optional.of(
                new TableRef.Named(
                    QualifiedName.of(other.table().name()),
                    Optional.of(Identifier.of(other.name())),
                    Optional.empty(),
                    Span.NONE)),
            and(own),
            List.of(),
            Optional.empty(),
            List.of(),
            Span.NONE);
    return new Expr.InSelect(
        Expr.ColumnRef.of(instance.name(), pair.one().name()),
        false,
        Select.of(keys),
        Span.NONE);
  }

  private static Optional<Expr> and(List<Expr> conditions) {
    return conditions.stream()
        .map(term -> (Expr) new Expr.Parenthesized(term, Span.NONE))
        .reduce((a, b) -> Expr.Binary.of(BinaryOperator.AND, a, b));
  }

  /// Whether a name could be the rowid of what is sent, which what it stands for may not have.
  static boolean namesRowid(Node node) {
    return node instanceof Expr.ColumnRef ref
        && ref.table().isEmpty()
        && UserTable.namesRowid(ref.column().name());
  }

  private static Optional<Set<Integer>> columns(Instance instance, Select statement) {
    UserTable table = instance.table();
    Set<Integer> places = new TreeSet<>();
    for (Expr.ColumnRef ref : TreeWalker.all(statement, Expr.ColumnRef.class)) {
      boolean ours = ref.table().isEmpty() || ref.table().get().sameAs(instance.name());
      int place = table.position(ref.column().name());
      if (ours && place >= 0) {
        places.add(place);
      } else if (ours
          && (namesRowid(ref)
              || table.isRowidName(ref.column().name())
              || table.isHiddenColumn(ref.column().name()))) {
        return Optional.empty();
      }
    }
    for (JoinConstraint.Using using : TreeWalker.all(statement, JoinConstraint.Using.class)) {
      for (Identifier column : using.columns()) {
        int place = table.position(column.name());
        if (place >= 0) {
          places.add(place);
        }
      }
    }
    boolean custom =
        places.stream().map(table.columns()::get).map(UserColumn::collation).anyMatch(Optional::isEmpty);
    return custom ? Optional.empty() : Optional.of(places);
  }

  /// The ON terms of the outer join that fills a table with NULLs, if it stands alone on its side.
  static List<Expr> ownTerms(TableRef from, Instance instance) {
    return switch (from) {
      case TableRef.Join join -> {
        boolean fillsRight =
            join.operator().type() == JoinOperator.Type.LEFT && isAlone(join.right(), instance);
        boolean fillsLeft =
            join.operator().type() == JoinOperator.Type.RIGHT && isAlone(join.left(), instance);
        if ((fillsRight || fillsLeft)
            && join.constraint().isPresent()
            && join.constraint().get() instanceof JoinConstraint.On(Expr condition, _)) {
          yield Conditions.terms(condition);
        }
        List<Expr> left = ownTerms(join.left(), instance);
        yield left.isEmpty() ? ownTerms(join.right(), instance) : left;
      }
      case TableRef.Parenthesized(TableRef inner, _, _) -> ownTerms(inner, instance);
      case TableRef.Named _, TableRef.Function _, TableRef.Subquery _ -> List.of();
    };
  }

  private static boolean isAlone(TableRef side, Instance instance) {
    return switch (side) {
      case TableRef.Named named ->
          TableName.fold(named.alias().orElse(named.name().name()).name())
              .equals(TableName.fold(instance.name()));
      case TableRef.Parenthesized(TableRef inner, _, _) -> isAlone(inner, instance);
      case TableRef.Join _, TableRef.Function _, TableRef.Subquery _ -> false;
    };
  }

  /// Whether a condition depends on rows of this table only, and can be computed where they lie.
  private static boolean concerns(Expr term, Instance instance, Scope scope) {
    if (LocalSubqueries.anyIn(term) || Constants.hasRandom(term)) {
      return false;
    }
    List<Expr.ColumnRef> columns = TreeWalker.all(term, Expr.ColumnRef.class);
    return !columns.isEmpty()
        && columns.stream().allMatch(ref -> belongs(ref, instance, scope));
  }
}
