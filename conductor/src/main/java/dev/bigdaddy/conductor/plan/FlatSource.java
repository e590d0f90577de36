package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A subquery over one table, in terms of that table: what each of its columns is, and its condition.
/// All columns are named by the table, as `users.name`.
///
/// @param columns by the names that they have outside, in their order
record FlatSource(Scope scope, Map<String, Expr> columns, Optional<Expr> where) {

  /// Empty if a column is not known, or is an expression that cannot stand for its column.
  static Optional<FlatSource> of(SelectCore.Query inner, UserSchema schema) {
    return scope(inner, schema)
        .filter(scope -> inner.where().isEmpty() || namesColumns(inner.where().get(), scope))
        .flatMap(
            scope ->
                columns(inner, scope)
                    .map(
                        columns ->
                            new FlatSource(scope, columns, inner.where().map(qualify(scope)))));
  }

  /// The one table of a query; empty if FROM holds anything else.
  static Optional<Scope> scope(SelectCore.Query query, UserSchema schema) {
    if (query.from().isEmpty() || !(query.from().get() instanceof TableRef.Named named)) {
      return Optional.empty();
    }
    String name = named.alias().orElse(named.name().name()).name();
    return schema
        .table(named.name().name().name())
        .map(table -> new Scope(List.of(new Scope.Instance(name, table, 0))));
  }

  private static Optional<Map<String, Expr>> columns(SelectCore.Query inner, Scope scope) {
    Map<String, Expr> columns = new LinkedHashMap<>();
    for (ResultColumn column : Stars.expand(inner.columns(), scope)) {
      if (!(column instanceof ResultColumn.Computed(Expr expr, Optional<Identifier> alias, _))
          || !namesColumns(expr, scope)) {
        return Optional.empty();
      }
      Expr value = qualify(scope).apply(expr.unparenthesized());
      Optional<Identifier> name = alias;
      if (value instanceof Expr.ColumnRef ref) {
        name = alias.or(() -> Optional.of(ref.column()));
      } else if (canMove(expr, scope)) {
        value = new Expr.Parenthesized(value, Span.NONE);
      } else {
        return Optional.empty();
      }
      if (name.isEmpty()
          || DerivedColumns.isTruth(name.get())
          || columns.put(TableName.fold(name.get().name()), value) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(columns);
  }

  /// Whether an expression computes and compares the same wherever it stands. A constant does not:
  /// behind ORDER BY a number would be a position.
  private static boolean canMove(Expr expr, Scope scope) {
    return Trees.any(expr, node -> node instanceof Expr.ColumnRef)
        && !Constants.hasRandom(expr)
        && !Trees.any(expr, FlatSource::mayHaveSubtype)
        && !Trees.any(expr, node -> node instanceof Expr.Collate)
        && scope.instances().getFirst().table().columns().stream()
            .allMatch(column -> column.collation().equals(Optional.of(Collation.BINARY)));
  }

  /// JSON is more than its text to the functions right above it, and no more behind a subquery.
  private static boolean mayHaveSubtype(Node node) {
    return switch (node) {
      case Expr.FunctionCall call ->
          TableName.fold(call.name().name()).startsWith("json")
              || TableName.fold(call.name().name()).equals("subtype");
      case Expr.Binary(BinaryOperator operator, _, _, _) -> operator == BinaryOperator.EXTRACT;
      case Node _ -> false;
    };
  }

  private static boolean namesColumns(Expr expr, Scope scope) {
    return !Trees.any(
        expr, node -> node instanceof Expr.ColumnRef ref && scope.resolve(ref).isEmpty());
  }

  private static java.util.function.UnaryOperator<Expr> qualify(Scope scope) {
    String table = scope.instances().getFirst().name();
    return expr ->
        Trees.rewriteExpr(
            expr,
            inner ->
                inner instanceof Expr.ColumnRef ref
                    ? Expr.ColumnRef.of(table, ref.column().name())
                    : inner);
  }

  /// Whether the table has a column, or a rowid, of this name.
  boolean hasColumn(Identifier name) {
    return scope.resolve(Expr.ColumnRef.of(name.name())).isPresent();
  }
}
