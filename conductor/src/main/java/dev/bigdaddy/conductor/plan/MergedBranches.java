package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.CompoundTerm;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The order in which SQLite reads the branches of a compound that compares rows, since it merges them: by
/// the terms of ORDER BY, then by all other columns. It decides which of equal rows is kept, as 1 or 1.0.
///
///     SELECT a FROM t INTERSECT SELECT b FROM u
///     SELECT a FROM t ORDER BY 1
///
/// Where an index has that order, rows that are equal come as they lie in the index, read from whichever
/// end: this is what a statement of its own would do, too.
final class MergedBranches {
  private final Select compound;
  private final List<UserTable> branches;

  /// @param branches the columns of each
  MergedBranches(Select compound, List<UserTable> branches) {
    this.compound = compound;
    this.branches = branches;
  }

  /// Whether a compound compares rows of different branches.
  static boolean compares(Select compound) {
    return compound.compound().stream().anyMatch(MergedBranches::compares);
  }

  private static boolean compares(CompoundTerm term) {
    return term.operator() != CompoundTerm.Operator.UNION_ALL;
  }

  /// Whether a join could show another of several equal values that differ: the order of its rows, which
  /// decides that, is known to SQLite alone.
  boolean mayShowOthers() {
    List<SelectCore> cores = new ArrayList<>(List.of(compound.core()));
    compound.compound().forEach(term -> cores.add(term.core()));
    for (int i = 0; i < cores.size(); i++) {
      boolean joins =
          cores.get(i) instanceof SelectCore.Query query
              && query.from().filter(TableRef.Join.class::isInstance).isPresent();
      if (joins && !branches.get(i).columns().stream().allMatch(MergedBranches::hasSingleForm)) {
        return compares(compound);
      }
    }
    return false;
  }

  private static boolean hasSingleForm(UserColumn column) {
    return !DerivedColumns.isComputed(column)
        && !DerivedColumns.isCastToReal(column)
        && column.affinity() != Affinity.NONE
        && collation(column) == Collation.BINARY;
  }

  /// A branch in the order in which it is merged; as it is, if it is not.
  Select branch(int index) {
    Select branch =
        Select.of(index == 0 ? compound.core() : compound.compound().get(index - 1).core());
    boolean merged =
        compound.compound().stream().skip(Math.max(0, index - 1)).anyMatch(MergedBranches::compares)
            || !compound.orderBy().isEmpty();
    return merged
        ? new Select(
            branch.with(),
            branch.core(),
            branch.compound(),
            order(index),
            branch.limit(),
            branch.span())
        : branch;
  }

  private List<OrderingTerm> order(int index) {
    List<OrderingTerm> terms = new ArrayList<>();
    List<Integer> left = new ArrayList<>();
    for (int column = 0; column < branches.getFirst().columns().size(); column++) {
      left.add(column);
    }
    for (OrderingTerm term : compound.orderBy()) {
      Optional<Integer> column = column(term.expr());
      if (column.isPresent() && left.remove(column.get())) {
        terms.add(
            new OrderingTerm(
                place(column.get(), explicit(term.expr()), index),
                term.direction(),
                term.nulls(),
                Span.NONE));
      }
    }
    left.forEach(column -> terms.add(OrderingTerm.of(place(column, Optional.empty(), index))));
    return terms;
  }

  private static Optional<Identifier> explicit(Expr expr) {
    return expr.unparenthesized() instanceof Expr.Collate(_, Identifier name, _)
        ? Optional.of(name)
        : Optional.empty();
  }

  /// The column that a term of ORDER BY names, by its place or name.
  private Optional<Integer> column(Expr expr) {
    return switch (expr.unparenthesized()) {
      case Expr.Collate(Expr operand, _, _) -> column(operand);
      case Expr.ColumnRef ref -> {
        List<String> names = SubResultPlanner.names(branches.getFirst());
        for (int i = 0; i < names.size(); i++) {
          if (ref.column().sameAs(names.get(i))) {
            yield Optional.of(i);
          }
        }
        yield Optional.empty();
      }
      case Expr term -> {
        OptionalLong place = ResultList.position(term);
        yield place.isPresent() ? Optional.of((int) place.getAsLong() - 1) : Optional.empty();
      }
    };
  }

  private Expr place(int column, Optional<Identifier> explicit, int index) {
    Expr place = Expr.IntegerLiteral.of(column + 1);
    Collation own = collation(branches.get(index).columns().get(column));
    Collation wanted =
        explicit.map(name -> Collation.named(name.name()).orElse(own)).orElse(compared(column));
    return wanted == own
        ? place
        : new Expr.Collate(place, Identifier.of(wanted.name()), Span.NONE);
  }

  /// How a column of the compound is compared: as in the first branch that says so.
  private Collation compared(int column) {
    return branches.stream()
        .map(branch -> branch.columns().get(column))
        .filter(
            shown ->
                !DerivedColumns.isComputed(shown) || collation(shown) != Collation.BINARY)
        .findFirst()
        .map(MergedBranches::collation)
        .orElse(Collation.BINARY);
  }

  private static Collation collation(UserColumn column) {
    return column.collation().orElse(Collation.BINARY);
  }
}
