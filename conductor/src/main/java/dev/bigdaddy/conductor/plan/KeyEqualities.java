package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.plan.Scope.Resolved;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Columns that are equal in every row, by the conditions that all rows satisfy, and what follows from
/// them: `a.k = b.k AND b.k = c.k` makes `a.k` and `c.k` equal too.
///
/// Only columns that convert and compare alike stand in one class: `TEXT '1'` equals `INTEGER 1`, but
/// they hash apart, and equality that converts is not transitive. `IS` says nothing here, since NULL
/// keys lie anywhere. Used by one thread.
final class KeyEqualities {
  private final Scope scope;
  private final List<List<Resolved>> classes = new ArrayList<>();

  KeyEqualities(Scope scope, List<Expr> terms) {
    this.scope = scope;
    for (Expr term : terms) {
      if (term.unparenthesized() instanceof Expr.Binary(BinaryOperator op, Expr l, Expr r, _)
          && op == BinaryOperator.EQUAL) {
        Optional<Resolved> left = column(l);
        Optional<Resolved> right = column(r);
        if (left.isPresent() && right.isPresent() && alike(left.get(), right.get())) {
          unite(left.get(), right.get());
        }
      }
    }
  }

  private Optional<Resolved> column(Expr expr) {
    return expr.unparenthesized() instanceof Expr.ColumnRef ref
        ? scope.resolve(ref)
        : Optional.empty();
  }

  private static boolean alike(Resolved a, Resolved b) {
    return a.column().isPresent()
        && b.column().isPresent()
        && alike(a.column().get(), b.column().get());
  }

  /// Whether equal values of both columns hash alike, and equality with them is the same relation.
  static boolean alike(UserColumn a, UserColumn b) {
    boolean bothNumeric = a.affinity().isNumeric() && b.affinity().isNumeric();
    boolean sameAffinity = a.affinity() == b.affinity() || bothNumeric;
    return sameAffinity && a.collation().isPresent() && a.collation().equals(b.collation());
  }

  private void unite(Resolved a, Resolved b) {
    List<Resolved> first = classOf(a);
    List<Resolved> second = classOf(b);
    if (!first.equals(second)) {
      classes.remove(second);
      first.addAll(second);
    }
  }

  private List<Resolved> classOf(Resolved column) {
    for (List<Resolved> known : classes) {
      if (known.contains(column)) {
        return known;
      }
    }
    List<Resolved> made = new ArrayList<>(List.of(column));
    classes.add(made);
    return made;
  }

  /// Whether two columns are equal in every row, or the same.
  boolean areEqual(Resolved a, Resolved b) {
    return a.equals(b)
        || classes.stream().anyMatch(known -> known.contains(a) && known.contains(b));
  }

  /// Whether a column equals another one in every row, so that it is never NULL.
  boolean equalsAnother(Resolved column) {
    return classes.stream().anyMatch(known -> known.size() > 1 && known.contains(column));
  }

  /// A column of one table that equals a column of another in every row.
  record Pair(UserColumn one, UserColumn other) {}

  /// The columns of two tables that are equal in every row.
  List<Pair> pairs(Instance one, Instance other) {
    List<Pair> pairs = new ArrayList<>();
    for (List<Resolved> known : classes) {
      for (Resolved a : known) {
        for (Resolved b : known) {
          if (a.instance().equals(one) && b.instance().equals(other)) {
            pairs.add(new Pair(a.column().orElseThrow(), b.column().orElseThrow()));
          }
        }
      }
    }
    return pairs;
  }

  /// The names of a table's columns that equal columns of other tables.
  List<String> columnsEqualToOthers(Instance instance) {
    return classes.stream()
        .filter(known -> known.stream().anyMatch(c -> !c.instance().equals(instance)))
        .flatMap(List::stream)
        .filter(c -> c.instance().equals(instance))
        .map(c -> c.column().orElseThrow().name())
        .distinct()
        .toList();
  }

  /// Whether two uses of spread tables have equal shard keys in every row, and rows with equal keys
  /// lie on the same node.
  boolean keysMeet(Instance a, Instance b) {
    List<String> keyA = a.table().layout().shardKey();
    List<String> keyB = b.table().layout().shardKey();
    if (!placedAlike(a.table(), b.table())) {
      return false;
    }
    for (int i = 0; i < keyA.size(); i++) {
      if (!areEqual(key(a, keyA.get(i)), key(b, keyB.get(i)))) {
        return false;
      }
    }
    return true;
  }

  /// A column of a shard key, as a name that means it resolves.
  static Resolved key(Instance instance, String column) {
    return new Resolved(instance, Optional.of(instance.table().column(column)));
  }

  /// Whether equal shard keys of two tables lie on the same node: placed alike, hashed alike.
  static boolean placedAlike(UserTable a, UserTable b) {
    List<String> keyA = a.layout().shardKey();
    List<String> keyB = b.layout().shardKey();
    boolean apart = !a.layout().placedAs(b.layout()) || a.layout().isInFlight();
    if (apart || keyA.isEmpty() || keyA.size() != keyB.size()) {
      return false;
    }
    for (int i = 0; i < keyA.size(); i++) {
      if (!alike(a.column(keyA.get(i)), b.column(keyB.get(i)))) {
        return false;
      }
    }
    return true;
  }
}
