package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.JoinConstraint;
import dev.bigdaddy.sql.tree.JoinOperator;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The columns of which USING and NATURAL make one: a star shows the left one only.
///
///     a NATURAL JOIN b
///     a JOIN b USING (k)          (on each node, where both tables have the hidden column too)
///
/// Where an outer join preserves the right side the one column is neither the left nor the right
/// one; such joins are not matched. Used by one thread, for one FROM clause.
final class MergedColumns {
  private record Hidden(Instance instance, String column) {}

  private final Set<Hidden> hidden = new HashSet<>();

  /// How a join matches rows.
  ///
  /// @param operator as a node runs it
  /// @param constraint as a node runs it
  /// @param terms the conditions of ON, or the equalities that USING stands for
  record Matched(
      JoinOperator operator, Optional<JoinConstraint> constraint, List<Expr> terms) {}

  /// Whether a star leaves a column out.
  boolean hides(Instance instance, UserColumn column) {
    return hidden.contains(new Hidden(instance, TableName.fold(column.name())));
  }

  /// Looks at a join; empty if its columns are not clear.
  Optional<Matched> match(TableRef.Join join, List<Instance> left, List<Instance> right) {
    JoinOperator operator = join.operator();
    List<Identifier> columns = new ArrayList<>();
    if (operator.natural()) {
      if (anyUnnamed(left) || anyUnnamed(right)) {
        // It joins by texts of expressions, too.
        return Optional.empty();
      }
      columns.addAll(common(left, right));
    } else if (join.constraint().isPresent()
        && join.constraint().get() instanceof JoinConstraint.Using(var names, _)) {
      columns.addAll(names);
    } else {
      List<Expr> on =
          join.constraint().isPresent()
                  && join.constraint().get() instanceof JoinConstraint.On(Expr condition, _)
              ? Conditions.terms(condition)
              : List.of();
      return Optional.of(new Matched(operator, join.constraint(), on));
    }
    boolean preservesRight =
        operator.type() == JoinOperator.Type.RIGHT || operator.type() == JoinOperator.Type.FULL;
    if (preservesRight) {
      return Optional.empty();
    }
    return using(new JoinOperator(false, operator.type()), columns, left, right);
  }

  private Optional<Matched> using(
      JoinOperator operator, List<Identifier> columns, List<Instance> left, List<Instance> right) {
    List<Expr> terms = new ArrayList<>();
    for (Identifier column : columns) {
      List<Instance> ours = having(left, column);
      List<Instance> theirs = having(right, column);
      if (ours.isEmpty() || theirs.size() != 1) {
        return Optional.empty();
      }
      Expr leftColumn = Expr.ColumnRef.of(ours.getFirst().name(), column.name());
      Expr rightColumn = Expr.ColumnRef.of(theirs.getFirst().name(), column.name());
      terms.add(Expr.Binary.of(BinaryOperator.EQUAL, leftColumn, rightColumn));
      hidden.add(new Hidden(theirs.getFirst(), TableName.fold(column.name())));
    }
    Optional<JoinConstraint> constraint =
        columns.isEmpty()
            ? Optional.empty()
            : Optional.of(new JoinConstraint.Using(columns, Span.NONE));
    return Optional.of(new Matched(operator, constraint, terms));
  }

  private static boolean anyUnnamed(List<Instance> tables) {
    return tables.stream()
        .anyMatch(t -> t.table().columns().stream().anyMatch(DerivedColumns::isUnnamed));
  }

  private static List<Instance> having(List<Instance> tables, Identifier column) {
    return tables.stream().filter(t -> t.table().position(column.name()) >= 0).toList();
  }

  private static List<Identifier> common(List<Instance> left, List<Instance> right) {
    List<Identifier> common = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Instance instance : right) {
      for (UserColumn column : instance.table().columns()) {
        Identifier name = column.definition().name();
        if (!having(left, name).isEmpty() && seen.add(TableName.fold(name.name()))) {
          common.add(Identifier.of(name.name()));
        }
      }
    }
    return common;
  }
}
