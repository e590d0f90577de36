package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.TreeRewriter;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes away a subquery that is all of a FROM clause and only names and filters columns, as a view
/// mostly does: SQLite does the same, so that rows come in the order of the table itself.
///
///     SELECT n FROM (SELECT u.name AS n FROM users AS u WHERE u.age < 20) AS young WHERE n > 'k'
///     SELECT u.name AS n FROM users AS u WHERE u.age < 20 AND u.name > 'k'
///
/// Only bare columns are put in the place of names, since anything else would compare by rules of its
/// own; and only where no other subquery could take the inner names for its own.
final class FlattenSubquery {
  private FlattenSubquery() {}

  /// The statement without such subqueries; the statement itself if there is none.
  static Select in(Select select, UserSchema schema) {
    Select flat = select;
    for (Optional<Select> next = once(flat, schema);
        next.isPresent();
        next = once(flat, schema)) {
      flat = next.get();
    }
    return flat;
  }

  private static Optional<Select> once(Select select, UserSchema schema) {
    if (select.isCompound()
        || !(select.core() instanceof SelectCore.Query outer)
        || outer.from().isEmpty()
        || !(outer.from().get() instanceof TableRef.Subquery subquery)
        || !(subquery.select().core() instanceof SelectCore.Query inner)
        || !isPlain(subquery.select(), inner)
        || hasSubqueries(select, outer)) {
      return Optional.empty();
    }
    Optional<Map<String, Expr.ColumnRef>> columns = columns(inner, schema);
    if (columns.isEmpty() || usesAlias(inner)) {
      return Optional.empty();
    }
    List<ResultColumn> named = withoutStars(outer.columns(), columns.get());
    boolean clear = named.stream().noneMatch(column -> hides(column, columns.get()));
    return clear
        ? new Flattening(columns.get(), subquery.alias())
            .flatten(Trees.withColumns(select, outer, named), inner)
        : Optional.empty();
  }

  /// Whether WHERE may name a column by the alias that goes away.
  private static boolean usesAlias(SelectCore.Query inner) {
    return inner.where().isPresent()
        && inner.columns().stream()
            .anyMatch(
                column ->
                    column instanceof ResultColumn.Computed computed
                        && computed.alias().isPresent()
                        && Trees.any(
                            inner.where().get(),
                            node ->
                                node instanceof Expr.ColumnRef ref
                                    && ref.column().sameAs(computed.alias().get())));
  }

  private static List<ResultColumn> withoutStars(
      List<ResultColumn> columns, Map<String, Expr.ColumnRef> inner) {
    List<ResultColumn> named = new ArrayList<>();
    for (ResultColumn column : columns) {
      switch (column) {
        case ResultColumn.Star _, ResultColumn.TableStar _ ->
            inner
                .keySet()
                .forEach(
                    name ->
                        named.add(
                            new ResultColumn.Computed(
                                Expr.ColumnRef.of(name), Optional.empty(), Span.NONE)));
        case ResultColumn.Computed computed -> named.add(computed);
      }
    }
    return named;
  }

  /// Whether ORDER BY would find an alias where it finds a column of the subquery now, or the other
  /// way round.
  private static boolean hides(ResultColumn column, Map<String, Expr.ColumnRef> inner) {
    return column instanceof ResultColumn.Computed computed
        && computed.alias().isPresent()
        && inner.containsKey(TableName.fold(computed.alias().get().name()));
  }

  private static boolean isPlain(Select select, SelectCore.Query inner) {
    return select.with().isEmpty()
        && !select.isCompound()
        && select.orderBy().isEmpty()
        && select.limit().isEmpty()
        && inner.quantifier().isEmpty()
        && inner.groupBy().isEmpty()
        && inner.having().isEmpty()
        && inner.windows().isEmpty()
        && inner.from().isPresent()
        && inner.from().get() instanceof TableRef.Named
        && inner.where().stream().noneMatch(LocalSubqueries::anyIn);
  }

  private static boolean hasSubqueries(Select select, SelectCore.Query outer) {
    return LocalSubqueries.anyIn(Trees.withCore(select, withoutFrom(outer)));
  }

  private static SelectCore.Query withoutFrom(SelectCore.Query query) {
    return new SelectCore.Query(
        query.quantifier(),
        query.columns(),
        Optional.empty(),
        query.where(),
        query.groupBy(),
        query.having(),
        query.windows(),
        query.span());
  }

  /// The inner columns by the names that they have outside; empty if one is more than a column.
  private static Optional<Map<String, Expr.ColumnRef>> columns(
      SelectCore.Query inner, UserSchema schema) {
    Map<String, Expr.ColumnRef> columns = new LinkedHashMap<>();
    for (ResultColumn column : withoutStars(inner, schema)) {
      if (!(column instanceof ResultColumn.Computed(Expr expr, Optional<Identifier> alias, _))
          || !(expr.unparenthesized() instanceof Expr.ColumnRef ref)) {
        return Optional.empty();
      }
      String name = TableName.fold(alias.orElse(ref.column()).name());
      if (columns.put(name, ref) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(columns);
  }

  private static List<ResultColumn> withoutStars(SelectCore.Query inner, UserSchema schema) {
    if (!(inner.from().orElseThrow() instanceof TableRef.Named named)) {
      return inner.columns();
    }
    Optional<UserTable> table = schema.table(named.name().name().name());
    if (table.isEmpty()) {
      return inner.columns();
    }
    String name = named.alias().orElse(named.name().name()).name();
    Scope scope = new Scope(List.of(new Scope.Instance(name, table.get(), 0)));
    return Stars.expand(inner.columns(), scope);
  }

  private static final class Flattening extends TreeRewriter {
    private final Map<String, Expr.ColumnRef> columns;
    private final Optional<Identifier> alias;
    private boolean known = true;

    Flattening(Map<String, Expr.ColumnRef> columns, Optional<Identifier> alias) {
      this.columns = columns;
      this.alias = alias;
    }

    Optional<Select> flatten(Select select, SelectCore.Query inner) {
      SelectCore.Query outer = (SelectCore.Query) select.core();
      Select rewritten = rewrite(Trees.withCore(select, withoutFrom(outer)));
      if (!known) {
        return Optional.empty();
      }
      SelectCore.Query core = (SelectCore.Query) rewritten.core();
      SelectCore.Query flat =
          new SelectCore.Query(
              core.quantifier(),
              core.columns(),
              inner.from(),
              and(inner.where(), core.where()),
              core.groupBy(),
              core.having(),
              core.windows(),
              core.span());
      return Optional.of(Trees.withCore(rewritten, flat));
    }

    private static Optional<Expr> and(Optional<Expr> inner, Optional<Expr> outer) {
      if (inner.isEmpty() || outer.isEmpty()) {
        return inner.isPresent() ? inner : outer;
      }
      return Optional.of(
          Expr.Binary.of(
              BinaryOperator.AND,
              new Expr.Parenthesized(inner.get(), Span.NONE),
              new Expr.Parenthesized(outer.get(), Span.NONE)));
    }

    /// A name that is no column of the subquery is an alias outside, or a word that only SQLite
    /// knows.
    @Override
    protected Expr changeExpr(Expr expr) {
      if (!(expr instanceof Expr.ColumnRef ref)) {
        return expr;
      }
      boolean ours =
          ref.table().isEmpty() || alias.isPresent() && alias.get().sameAs(ref.table().get());
      Expr.ColumnRef column = columns.get(TableName.fold(ref.column().name()));
      if (!ours || column == null) {
        known = false;
        return expr;
      }
      return column;
    }
  }
}
