package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.OrderingTerm;

/// Takes a text for the name of a column where CREATE INDEX does.
///
///     CREATE INDEX i ON t('a', 'b' COLLATE NOCASE)
///     CREATE INDEX i ON t(a, b COLLATE NOCASE)
final class QuotedTerms {
  private QuotedTerms() {}

  static CreateIndex asNames(CreateIndex index) {
    return new CreateIndex(
        index.unique(),
        index.ifNotExists(),
        index.name(),
        index.table(),
        index.terms().stream()
            .map(
                term ->
                    new OrderingTerm(
                        asName(term.expr()), term.direction(), term.nulls(), term.span()))
            .toList(),
        index.where(),
        index.span());
  }

  private static Expr asName(Expr expr) {
    return switch (expr) {
      case Expr.StringLiteral(String name, _) -> Expr.ColumnRef.of(name);
      case Expr.Collate(Expr.StringLiteral(String name, _), var collation, var span) ->
          new Expr.Collate(Expr.ColumnRef.of(name), collation, span);
      case Expr other -> other;
    };
  }
}
