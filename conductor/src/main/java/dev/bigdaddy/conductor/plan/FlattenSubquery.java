package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Takes away a subquery that is all of a FROM clause and only computes, names and filters columns of
/// one table, as a view mostly does: SQLite does the same, so that rows come in the order of the table
/// itself.
///
///     SELECT n FROM (SELECT u.name AS n FROM users AS u WHERE u.age < 20) AS young WHERE n > 'k'
///     SELECT u.name AS n FROM users AS u WHERE u.age < 20 AND u.name > 'k'
///
/// What is put in the place of a name is named by its table, so that no alias around can be taken for
/// it. An expression compares by the collations of its parts where the subquery's column compares by
/// its own, so that only bare columns are moved where there are other collations than BINARY. Nothing
/// is moved where another subquery could take the inner names for its own.
final class FlattenSubquery {
  private FlattenSubquery() {}

  /// The statement without such subqueries; the statement itself if there is none.
  static Select in(Select select, UserSchema schema) {
    Select flat = withFlatSource(select, schema);
    return once(flat, schema).orElse(flat);
  }

  /// The statement with its subquery in FROM flattened within.
  private static Select withFlatSource(Select select, UserSchema schema) {
    if (select.core() instanceof SelectCore.Query query
        && query.from().isPresent()
        && query.from().get()
            instanceof TableRef.Subquery(Select inner, Optional<Identifier> alias, Span span)) {
      TableRef flat = new TableRef.Subquery(in(inner, schema), alias, span);
      return Trees.withCore(select, withFrom(query, Optional.of(flat)));
    }
    return select;
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
    Optional<FlatSource> source = FlatSource.of(inner, schema);
    if (source.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Expr> columns = source.get().columns();
    List<ResultColumn> named = withoutStars(outer.columns(), columns);
    boolean clear = named.stream().noneMatch(column -> hides(column, columns));
    return clear
        ? new Flattening(source.get(), subquery.alias(), named)
            .flatten(Trees.withColumns(select, outer, named), inner)
        : Optional.empty();
  }

  private static List<ResultColumn> withoutStars(
      List<ResultColumn> columns, Map<String, Expr> inner) {
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
  private static boolean hides(ResultColumn column, Map<String, Expr> inner) {
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
        && !LocalSubqueries.anyIn(select)
        && !Aggregates.anyIn(select)
        && !WindowPartitions.anyIn(select);
  }

  private static boolean hasSubqueries(Select select, SelectCore.Query outer) {
    return LocalSubqueries.anyIn(Trees.withCore(select, withFrom(outer, Optional.empty())));
  }

  private static SelectCore.Query withFrom(SelectCore.Query query, Optional<TableRef> from) {
    return new SelectCore.Query(
        query.quantifier(),
        query.columns(),
        from,
        query.where(),
        query.groupBy(),
        query.having(),
        query.windows(),
        query.span());
  }

  private static final class Flattening extends TreeRewriter {
    private final FlatSource source;
    private final Optional<Identifier> alias;
    private final Set<String> aliases = new HashSet<>();
    private boolean known = true;

    Flattening(FlatSource source, Optional<Identifier> alias, List<ResultColumn> results) {
      this.source = source;
      this.alias = alias;
      for (ResultColumn result : results) {
        if (result instanceof ResultColumn.Computed(_, Optional<Identifier> name, _)
            && name.isPresent()
            && !source.hasColumn(name.get())) {
          aliases.add(TableName.fold(name.get().name()));
        }
      }
    }

    Optional<Select> flatten(Select select, SelectCore.Query inner) {
      SelectCore.Query outer = (SelectCore.Query) select.core();
      Select rewritten = rewrite(Trees.withCore(select, withFrom(outer, Optional.empty())));
      if (!known) {
        return Optional.empty();
      }
      SelectCore.Query core = (SelectCore.Query) rewritten.core();
      SelectCore.Query flat =
          new SelectCore.Query(
              core.quantifier(),
              withNames(outer.columns(), core.columns()),
              inner.from(),
              and(source.where(), core.where()),
              core.groupBy(),
              core.having(),
              core.windows(),
              core.span());
      return Optional.of(Trees.withCore(rewritten, flat));
    }

    /// The columns with the names that they had, for what is around.
    private static List<ResultColumn> withNames(
        List<ResultColumn> before, List<ResultColumn> after) {
      List<ResultColumn> named = new ArrayList<>();
      for (int i = 0; i < before.size(); i++) {
        boolean renamed =
            before.get(i) instanceof ResultColumn.Computed(Expr old, Optional<Identifier> name, _)
                && name.isEmpty()
                && old instanceof Expr.ColumnRef ref
                && after.get(i) instanceof ResultColumn.Computed(Expr expr, _, _)
                && !(expr instanceof Expr.ColumnRef now && now.column().sameAs(ref.column()));
        named.add(renamed ? named(before.get(i), after.get(i)) : after.get(i));
      }
      return named;
    }

    private static ResultColumn named(ResultColumn before, ResultColumn after) {
      return before instanceof ResultColumn.Computed(Expr.ColumnRef ref, _, _)
              && after instanceof ResultColumn.Computed(Expr expr, _, Span span)
          ? new ResultColumn.Computed(expr, Optional.of(ref.column()), span)
          : after;
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
      String name = TableName.fold(ref.column().name());
      boolean ours =
          ref.table().isEmpty() || alias.isPresent() && alias.get().sameAs(ref.table().get());
      Expr column = source.columns().get(name);
      if (ours && column != null) {
        return column;
      }
      known &= ref.table().isEmpty() && aliases.contains(name);
      return expr;
    }
  }
}
