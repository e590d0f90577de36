package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.UnaryOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The result columns of a query, to which hidden ones can be added that carry sort keys. Used by one
/// thread.
final class ResultList {
  private final Scope scope;
  private final List<ResultColumn.Computed> columns = new ArrayList<>();
  private final int visible;

  /// @param columns the columns without stars
  ResultList(List<ResultColumn> columns, Scope scope) {
    this.scope = scope;
    for (ResultColumn column : columns) {
      if (!(column instanceof ResultColumn.Computed computed)) {
        throw new IllegalStateException("a star is left");
      }
      this.columns.add(computed);
    }
    this.visible = columns.size();
  }

  /// All columns, the hidden ones last.
  List<ResultColumn> columns() {
    return List.copyOf(columns);
  }

  /// How many columns the user sees.
  int visible() {
    return visible;
  }

  /// The expression of a column.
  Expr expr(int column) {
    return columns.get(column).expr();
  }

  /// The visible column that an ORDER BY or GROUP BY term names by position, alias or expression.
  ///
  /// @param aliasFirst whether an alias hides a table's column of the same name, as in ORDER BY
  OptionalInt named(Expr term, boolean aliasFirst) {
    Expr expr = term.unparenthesized();
    OptionalLong position = position(expr);
    if (position.isPresent()) {
      boolean inside = position.getAsLong() >= 1 && position.getAsLong() <= visible;
      return inside ? OptionalInt.of((int) position.getAsLong() - 1) : OptionalInt.empty();
    }
    if (expr instanceof Expr.ColumnRef ref && ref.table().isEmpty()) {
      boolean isColumn = scope.resolve(ref).isPresent();
      OptionalInt alias = alias(ref.column());
      if (alias.isPresent() && (aliasFirst || !isColumn)) {
        return alias;
      }
    }
    return equal(expr);
  }

  /// The number of a term that is one, signs included, which SQLite takes for a position
  /// (`sqlite3ExprIsInteger`).
  static OptionalLong position(Expr term) {
    return switch (term.unparenthesized()) {
      case Expr.IntegerLiteral literal -> literal.value();
      case Expr.Unary(UnaryOperator operator, Expr operand, _)
          when operator == UnaryOperator.PLUS ->
          position(operand);
      case Expr.Unary(UnaryOperator operator, Expr operand, _)
          when operator == UnaryOperator.MINUS -> {
        OptionalLong number = position(operand);
        yield number.isPresent() ? OptionalLong.of(-number.getAsLong()) : number;
      }
      case Expr _ -> OptionalLong.empty();
    };
  }

  private OptionalInt alias(Identifier name) {
    for (int i = 0; i < visible; i++) {
      Optional<Identifier> alias = columns.get(i).alias();
      if (alias.isPresent() && alias.get().sameAs(name)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private OptionalInt equal(Expr expr) {
    Expr wanted = Trees.canonical(expr, scope);
    for (int i = 0; i < columns.size(); i++) {
      if (Trees.canonical(columns.get(i).expr(), scope).equals(wanted)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /// The column with an expression, which is added if there is none.
  int columnOf(Expr expr) {
    OptionalInt known = equal(expr);
    if (known.isPresent()) {
      return known.getAsInt();
    }
    columns.add(new ResultColumn.Computed(withoutAliases(expr), Optional.empty(), Span.NONE));
    return columns.size() - 1;
  }

  /// Puts an alias's expression in its place, where only ORDER BY, GROUP BY and HAVING know it.
  Expr withoutAliases(Expr expr) {
    return Trees.rewriteExpr(
        expr,
        inner -> {
          if (inner instanceof Expr.ColumnRef ref
              && ref.table().isEmpty()
              && scope.resolve(ref).isEmpty()) {
            OptionalInt alias = alias(ref.column());
            if (alias.isPresent()) {
              return new Expr.Parenthesized(columns.get(alias.getAsInt()).expr(), Span.NONE);
            }
          }
          return inner;
        });
  }

  /// Whether WHERE names a column by its alias.
  boolean areNamedIn(Optional<Expr> where) {
    return where.filter(condition -> !withoutAliases(condition).equals(condition)).isPresent();
  }

  /// How the nodes' streams compare by an ORDER BY term; empty if its collation is unclear.
  Optional<MergeTerm> mergeTerm(OrderingTerm term) {
    Expr expr = term.expr().unparenthesized();
    Optional<Collation> explicit = Optional.empty();
    if (expr instanceof Expr.Collate(Expr operand, Identifier name, _)) {
      explicit = Collation.named(name.name());
      if (explicit.isEmpty()) {
        return Optional.empty();
      }
      expr = operand.unparenthesized();
    }
    OptionalInt named = named(expr, true);
    int column = named.isPresent() ? named.getAsInt() : columnOf(expr);
    Optional<Collation> collation =
        explicit.isPresent() ? explicit : Collations.of(expr(column), scope);
    boolean descending = term.descending();
    boolean nullsFirst =
        term.nulls().map(nulls -> nulls == OrderingTerm.Nulls.FIRST).orElse(!descending);
    return collation.map(c -> new MergeTerm(column, c, descending, nullsFirst));
  }
}
