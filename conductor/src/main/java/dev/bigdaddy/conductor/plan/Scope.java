package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.SqlNames;
import dev.bigdaddy.sql.tree.Expr;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The base tables of one FROM clause, and what its column names mean.
///
/// SQLite has accepted the statement, so a name that several tables have stands for equal columns of
/// a join, of which the leftmost is meant.
///
/// @param instances the tables in the order of the FROM clause
/// @param outer the scope of the query around a subquery
record Scope(List<Instance> instances, Optional<Scope> outer) {
  Scope {
    instances = List.copyOf(instances);
  }

  /// A scope without another around it.
  Scope(List<Instance> instances) {
    this(instances, Optional.empty());
  }

  /// One use of a table, or of a subquery as if it were a table.
  ///
  /// @param name the name it goes by in the statement: its alias or its own
  /// @param table the table
  /// @param depth how many queries are around its FROM clause, so that a subquery's table is not
  ///     taken for that of the same name around it
  record Instance(String name, UserTable table, int depth) {

    /// Whether it is a subquery in FROM.
    boolean isDerived() {
      return !table.hasRowid() && table.primaryKey().isEmpty();
    }
  }

  /// What a column name stands for.
  ///
  /// @param instance the use of the table it belongs to
  /// @param column the column; empty for the rowid
  record Resolved(Instance instance, Optional<UserColumn> column) {

    /// The table first: comparing the definitions of two columns of one name costs a walk over both.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Resolved that
          && instance.equals(that.instance)
          && column.equals(that.column);
    }

    @Override
    public int hashCode() {
      return 31 * instance.hashCode() + column.map(UserColumn::name).hashCode();
    }

    /// The conversion that comparisons with it apply.
    Affinity affinity() {
      return column.map(UserColumn::affinity).orElse(Affinity.INTEGER);
    }

    /// How its texts compare.
    Collation collation() {
      return column.flatMap(UserColumn::collation).orElse(Collation.BINARY);
    }

    /// Whether values that are equal are always stored alike: 1 and 1.0, or 'a' and 'A', are not.
    boolean hasSingleForm() {
      return affinity() != Affinity.NONE
          && collation() == Collation.BINARY
          && !column.filter(DerivedColumns::isCastToReal).isPresent();
    }
  }

  /// What a column name stands for, here or in the queries around; empty if it is none of these
  /// tables' columns, as an alias of the result or a text in double quotes.
  Optional<Resolved> resolve(Expr.ColumnRef ref) {
    Optional<Resolved> own = resolveHere(ref);
    return own.isPresent() || outer.isEmpty() ? own : outer.get().resolve(ref);
  }

  /// How many scopes there are around this one.
  int depth() {
    return outer.map(scope -> scope.depth() + 1).orElse(0);
  }

  /// What a column name stands for among the tables of this FROM clause.
  Optional<Resolved> resolveHere(Expr.ColumnRef ref) {
    String column = ref.column().name();
    for (Instance instance : instances) {
      boolean named = ref.table().isEmpty() || ref.table().get().sameAs(instance.name());
      if (!named) {
        continue;
      }
      if (!instance.isDerived() && instance.table().isHiddenColumn(column)) {
        return Optional.of(
            new Resolved(instance, Optional.of(instance.table().hiddenColumn())));
      }
      int position = instance.table().position(column);
      if (position >= 0) {
        return Optional.of(
            new Resolved(instance, Optional.of(instance.table().columns().get(position))));
      }
    }
    return resolveRowid(ref);
  }

  /// Without a table's name it is that of the only one that has a rowid.
  private Optional<Resolved> resolveRowid(Expr.ColumnRef ref) {
    List<Instance> found =
        instances.stream()
            .filter(
                instance -> ref.table().map(table -> table.sameAs(instance.name())).orElse(true))
            .filter(instance -> instance.table().isRowidName(ref.column().name()))
            .toList();
    if (found.isEmpty() || ref.table().isEmpty() && found.size() > 1) {
      return Optional.empty();
    }
    UserTable table = found.getFirst().table();
    return Optional.of(new Resolved(found.getFirst(), table.rowidAlias().map(table::column)));
  }

  /// Whether two tables go by the same name, so that columns cannot be named without doubt.
  boolean hasDoubleNames() {
    for (int i = 1; i < instances.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (SqlNames.same(instances.get(i).name(), instances.get(j).name())) {
          return true;
        }
      }
    }
    return false;
  }
}
