package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Names in ORDER BY that mean a column which a star shows: to SQLite it has a name as an alias is one,
/// and the first of that name counts. A place says the same, whatever else has that name.
///
///     SELECT *, -x AS x FROM a ORDER BY x
///     SELECT *, -x AS x FROM a ORDER BY 2
final class StarNames {
  private StarNames() {}

  /// The terms of ORDER BY with places for such names.
  ///
  /// @param written the result columns with their stars
  /// @param expand gives the columns that stand for one of them
  static List<OrderingTerm> placed(
      Select select,
      List<ResultColumn> written,
      Function<ResultColumn, List<ResultColumn>> expand) {
    boolean stars = written.stream().anyMatch(column -> !(column instanceof ResultColumn.Computed));
    if (!stars || select.isCompound() || select.orderBy().isEmpty()) {
      return select.orderBy();
    }
    List<Optional<String>> names = new ArrayList<>();
    List<Boolean> shown = new ArrayList<>();
    for (ResultColumn column : written) {
      boolean star = !(column instanceof ResultColumn.Computed);
      for (ResultColumn one : expand.apply(column)) {
        names.add(name((ResultColumn.Computed) one, star));
        shown.add(star);
      }
    }
    return select.orderBy().stream()
        .map(
            term -> {
              Optional<Expr> placed = placed(term.expr(), names, shown);
              return placed.isEmpty()
                  ? term
                  : new OrderingTerm(placed.get(), term.direction(), term.nulls(), term.span());
            })
        .toList();
  }

  private static Optional<String> name(ResultColumn.Computed column, boolean star) {
    return column
        .alias()
        .or(
            () ->
                star && column.expr() instanceof Expr.ColumnRef ref
                    ? Optional.of(ref.column())
                    : Optional.empty())
        .map(Identifier::name)
        .map(TableName::fold);
  }

  /// Only what says how to compare may stand around a name.
  private static Optional<Expr> placed(
      Expr expr, List<Optional<String>> names, List<Boolean> shown) {
    return switch (expr.unparenthesized()) {
      case Expr.ColumnRef ref when ref.table().isEmpty() -> {
        int place = names.indexOf(Optional.of(TableName.fold(ref.column().name())));
        yield place >= 0 && shown.get(place)
            ? Optional.of(Expr.IntegerLiteral.of(place + 1))
            : Optional.empty();
      }
      case Expr.Collate(Expr operand, Identifier name, Span span) ->
          placed(operand, names, shown).map(place -> new Expr.Collate(place, name, span));
      case Expr.FunctionCall call
          when Trees.isLikelihood(call) && !call.arguments().isEmpty() ->
          placed(call.arguments().getFirst(), names, shown);
      case Expr _ -> Optional.empty();
    };
  }
}
