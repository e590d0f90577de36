package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.ScanOrder.Term;
import dev.bigdaddy.conductor.plan.ScanOrder.Wanted;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.ColumnConstraint;
import dev.bigdaddy.sql.tree.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The columns of an index as SQLite holds them against ORDER BY.
///
/// @param columns all of them, those behind its key too
/// @param key how many of the first tell rows without NULL apart; all of them if it is not unique
record IndexColumns(UserTable table, List<Term> columns, int key) {
  IndexColumns {
    columns = List.copyOf(columns);
  }

  /// The table itself, in order of its rowid or its primary key, behind which a table without rowids has
  /// all its other columns.
  ///
  /// @param key the terms of that order
  static IndexColumns ofTable(Scope.Instance instance, List<Term> key) {
    List<Term> columns = new ArrayList<>(key);
    UserTable table = instance.table();
    for (UserColumn column : table.hasRowid() ? List.<UserColumn>of() : table.columns()) {
      Term term =
          new Term(
              Expr.ColumnRef.of(instance.name(), column.name()),
              column.collation().orElse(Collation.BINARY),
              false);
      if (isStored(column) && key.stream().noneMatch(k -> k.expr().equals(term.expr()))) {
        columns.add(term);
      }
    }
    return new IndexColumns(table, columns, key.size());
  }

  private static boolean isStored(UserColumn column) {
    return column.definition().constraints().stream()
        .noneMatch(
            constraint ->
                constraint instanceof ColumnConstraint.Generated generated
                    && !generated
                        .storage()
                        .equals(Optional.of(ColumnConstraint.Generated.Storage.STORED)));
  }

  /// An index of a table.
  ///
  /// @param columns its own, with those of the row's key behind them
  /// @param declared how many are its own
  static IndexColumns ofIndex(List<Term> columns, int declared, boolean unique, UserTable table) {
    return new IndexColumns(table, columns, unique ? declared : columns.size());
  }

  private boolean canBeNull(Term column) {
    return column.expr().unparenthesized() instanceof Expr.ColumnRef ref
        && table.position(ref.column().name()) >= 0
        && !Aggregates.isNeverNull(table, ref.column().name());
  }

  /// Whether SQLite runs through the index from the end though it sorts afterwards: it does if that has
  /// the rows of each value that IN gives sorted as a whole, so that it could stop early at a LIMIT, be
  /// there one or not (`bOrderedInnerLoop` and `wherePathSatisfiesOrderBy` in SQLite's where.c). Rows
  /// that are told apart by the columns looked at, none of which can be NULL, are sorted by whatever
  /// comes behind.
  ///
  /// @param wanted the terms of ORDER BY that not all rows of a value have alike
  /// @param compared the columns of which the scan looks up values
  boolean turns(List<Wanted> wanted, Predicate<Expr> compared, Scope scope) {
    Optional<Boolean> turned = Optional.empty();
    boolean looksUp = false;
    boolean apart = true;
    int matched = 0;
    for (int i = 0; i < columns.size() && matched < wanted.size(); i++) {
      Term column = columns.get(i);
      if (compared.test(column.expr())) {
        looksUp = true;
        continue;
      }
      apart &= !canBeNull(column);
      Wanted want = wanted.get(matched);
      boolean turns = column.descending() != want.term().descending();
      boolean fits =
          Trees.canonical(column.expr(), scope).equals(Trees.canonical(want.term().expr(), scope))
              && column.collation() == want.term().collation()
              // It can turn the NULLs of the first of them only.
              && !(want.movesNulls() && matched > 0)
              && turned.orElse(turns) == turns;
      if (!fits) {
        return looksUp && apart && i >= key && turned.orElse(false);
      }
      turned = Optional.of(turns);
      matched++;
    }
    return looksUp && turned.orElse(false);
  }
}
