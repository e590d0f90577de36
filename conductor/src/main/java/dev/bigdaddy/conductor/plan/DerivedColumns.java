package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.Scope.Resolved;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.SqlParser;
import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TypeName;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The columns of a subquery as if it were a table: what comparisons with them convert, how their
/// texts compare, and which of them can never be NULL.
final class DerivedColumns {
  private static final String UNNAMED = "_unnamed";

  /// Has the affinity REAL, and no user's column can have it by this name.
  private static final String CAST_TO_REAL = "REAL_CAST";

  private DerivedColumns() {}

  /// A column.
  ///
  /// @param computed whether it has no affinity at all, as an expression has none: a column without a type
  ///     has BLOB, and keeps a TEXT column from converting what it is compared with
  /// @param source the table's column that it shows as it is, if it does
  record Derived(
      String name,
      Affinity affinity,
      boolean computed,
      Collation collation,
      boolean neverNull,
      Optional<Resolved> source) {

    private boolean isCastToReal() {
      return affinity == Affinity.REAL && source.isEmpty();
    }

    /// Only a computed one has no type.
    String ddl() {
      String type =
          affinity == Affinity.NONE
              ? (computed ? "" : " BLOB")
              : " " + (isCastToReal() ? CAST_TO_REAL : affinity.typeName());
      String compared = collation == Collation.BINARY ? "" : " COLLATE " + collation.name();
      return SqlText.quote(name) + type + compared + (neverNull ? " NOT NULL" : "");
    }
  }

  /// The columns; empty if one of them has no name of its own or is of a kind that only SQLite should
  /// judge.
  ///
  /// @param filled the tables that an outer join fills with NULLs
  static Optional<List<Derived>> of(
      List<ResultColumn> columns, Scope scope, Set<Scope.Instance> filled) {
    List<Derived> derived = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ResultColumn column : columns) {
      Optional<Derived> one =
          column instanceof ResultColumn.Computed computed
              ? column(computed, derived.size(), scope, filled)
              : Optional.empty();
      if (one.isEmpty()
          || isTruth(Identifier.of(one.get().name()))
          || !names.add(TableName.fold(one.get().name()))) {
        return Optional.empty();
      }
      derived.add(one.get());
    }
    return Optional.of(derived);
  }

  /// Gives names to the columns that have none but their text.
  static SelectCore.Query named(SelectCore.Query query) {
    List<ResultColumn> columns = new ArrayList<>();
    for (ResultColumn column : query.columns()) {
      boolean unnamed =
          column instanceof ResultColumn.Computed computed
              && computed.alias().isEmpty()
              && !(computed.expr().unparenthesized() instanceof Expr.ColumnRef);
      columns.add(
          unnamed && column instanceof ResultColumn.Computed(Expr expr, _, Span span)
              ? new ResultColumn.Computed(
                  expr, Optional.of(Identifier.of(UNNAMED + columns.size())), span)
              : column);
    }
    return Trees.withColumns(query, columns);
  }

  private static Optional<Derived> column(
      ResultColumn.Computed computed, int place, Scope scope, Set<Scope.Instance> filled) {
    Expr expr = computed.expr().unparenthesized();
    Optional<Resolved> source =
        expr instanceof Expr.ColumnRef ref ? scope.resolve(ref) : Optional.empty();
    if (expr instanceof Expr.ColumnRef && source.isEmpty()) {
      return Optional.empty();
    }
    String name =
        computed
            .alias()
            .map(Identifier::name)
            .orElseGet(
                () ->
                    source.isPresent()
                        ? nameOf((Expr.ColumnRef) expr, source.get())
                        : UNNAMED + place);
    Optional<Affinity> affinity = affinity(expr, scope);
    Optional<Collation> collation = Collations.of(expr, scope);
    boolean custom =
        source.flatMap(Resolved::column).filter(c -> c.collation().isEmpty()).isPresent();
    if (affinity.isEmpty() || collation.isEmpty() || custom) {
      return Optional.empty();
    }
    boolean neverNull =
        source.isPresent()
            && !filled.contains(source.get().instance())
            && isNeverNull(source.get());
    return Optional.of(
        new Derived(
            name,
            affinity.get(),
            isComputed(expr, scope),
            collation.get(),
            neverNull,
            source));
  }

  /// Whether an expression without a type has no affinity either.
  static boolean isComputed(Expr expr, Scope scope) {
    return switch (expr.unparenthesized()) {
      case Expr.ColumnRef ref ->
          scope
              .resolve(ref)
              .filter(column -> column.instance().isDerived())
              .flatMap(Resolved::column)
              .filter(DerivedColumns::isComputed)
              .isPresent();
      case Expr.Collate(Expr operand, _, _) -> isComputed(operand, scope);
      case Expr.Cast _ -> false;
      case Expr _ -> true;
    };
  }

  /// The same of a column of {@link #table}.
  static boolean isComputed(UserColumn derived) {
    return derived.declaredType().isEmpty();
  }

  /// Whether a column of {@link #table} shows reals that no table's column has stored: of these there are
  /// two zeros.
  static boolean isCastToReal(UserColumn derived) {
    return derived.declaredType().equals(CAST_TO_REAL);
  }

  /// Whether SQLite takes a name of a subquery's column for a keyword, and gives the column another one.
  static boolean isTruth(Identifier name) {
    return name.sameAs("true") || name.sameAs("false");
  }

  /// The rowid goes by the name that it was asked for, whatever column stands for it.
  private static String nameOf(Expr.ColumnRef ref, Resolved source) {
    String written = ref.column().name();
    boolean rowid = source.column().filter(column -> ref.column().sameAs(column.name())).isEmpty();
    return rowid ? written : source.column().map(UserColumn::name).orElse(written);
  }

  /// Whether a column has no name but its text, which only SQLite knows.
  static boolean isUnnamed(UserColumn column) {
    return column.name().startsWith(UNNAMED);
  }

  private static boolean isNeverNull(Resolved source) {
    return source.column().isEmpty()
        || Aggregates.isNeverNull(
            source.instance().table(), source.column().get().name());
  }

  /// The affinity of an expression, by the rules of "Datatypes In SQLite", section 3.2; empty where
  /// it takes SQLite to tell.
  static Optional<Affinity> affinity(Expr expr, Scope scope) {
    return switch (expr.unparenthesized()) {
      case Expr.ColumnRef ref -> scope.resolve(ref).map(Resolved::affinity);
      case Expr.Collate(Expr operand, _, _) -> affinity(operand, scope);
      case Expr.Cast(_, Optional<TypeName> type, _) -> {
        Affinity cast = Affinity.of(type.map(TypeName::text).orElse(""));
        yield cast == Affinity.NUMERIC ? Optional.empty() : Optional.of(cast);
      }
      case Expr.ScalarSubquery _, Expr.RowValue _ -> Optional.empty();
      case Expr.FunctionCall call ->
          Trees.isLikelihood(call) ? Optional.empty() : Optional.of(Affinity.NONE);
      case Expr _ -> Optional.of(Affinity.NONE);
    };
  }

  /// A table with such columns, for planning only.
  static UserTable table(List<Derived> columns, TableLayout layout) {
    String ddl =
        columns.stream()
            .map(Derived::ddl)
            .collect(Collectors.joining(", ", "CREATE TABLE \"_derived\"(", ") WITHOUT ROWID"));
    CreateTable definition = (CreateTable) SqlParser.parse(ddl).statement();
    return new UserTable(definition, layout);
  }
}
