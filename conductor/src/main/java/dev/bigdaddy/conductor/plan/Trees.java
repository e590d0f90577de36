package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.sql.TreeRewriter;
import dev.bigdaddy.sql.TreeWalker;
import dev.bigdaddy.sql.TreeWalker.Next;
import dev.bigdaddy.sql.tree.CommonTable;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Looks into trees and rewrites them.
final class Trees {
  private static final Set<String> LIKELIHOODS = Set.of("likely", "unlikely", "likelihood");

  private Trees() {}

  /// Shows every node of a tree but names.
  static void visit(Node root, Consumer<Node> visitor) {
    TreeWalker.walkWithoutNames(
        root,
        node -> {
          visitor.accept(node);
          return Next.CHILDREN;
        });
  }

  /// Shows every node that is not inside a subquery.
  static void visitOutsideSubqueries(Select root, Consumer<Node> visitor) {
    TreeWalker.walkWithoutNames(
        root,
        node -> {
          if (node instanceof Select && node != root) {
            return Next.SKIP;
          }
          visitor.accept(node);
          return Next.CHILDREN;
        });
  }

  /// All calls of functions that are not inside a subquery.
  static List<Expr.FunctionCall> callsOutsideSubqueries(Select root) {
    List<Expr.FunctionCall> calls = new ArrayList<>();
    visitOutsideSubqueries(
        root,
        node -> {
          if (node instanceof Expr.FunctionCall call) {
            calls.add(call);
          }
        });
    return calls;
  }

  /// Whether any node of a tree but names satisfies a condition.
  static boolean any(Node root, Predicate<Node> condition) {
    return !TreeWalker.walkWithoutNames(root, node -> condition.test(node) ? Next.STOP : Next.CHILDREN);
  }

  /// The folded names of all common tables, wherever they stand.
  static Set<String> commonTables(Node root) {
    Set<String> names = new HashSet<>();
    visit(
        root,
        node -> {
          if (node instanceof CommonTable table) {
            boolean unused = names.add(TableName.fold(table.name().name()));
          }
        });
    return names;
  }

  /// Rewrites every expression of a statement, inner ones first.
  static Statement rewriteStatement(Statement statement, UnaryOperator<Expr> rewrite) {
    return TreeRewriter.ofExprs(rewrite).rewrite(statement);
  }

  /// Rewrites an expression, inner ones first.
  static Expr rewriteExpr(Expr expr, UnaryOperator<Expr> rewrite) {
    return TreeRewriter.ofExprs(rewrite).rewrite(expr);
  }

  /// Replaces whole subexpressions from the outside in; what is replaced is not looked into.
  static Expr rewriteTopDown(Expr expr, Function<Expr, Optional<Expr>> replace) {
    TreeRewriter rewriter =
        new TreeRewriter() {
          @Override
          protected Optional<Expr> replaceWhole(Expr inner) {
            return replace.apply(inner);
          }
        };
    return rewriter.rewrite(expr);
  }

  /// Whether a call gives its first argument back, and only tells the planner how likely it is.
  static boolean isLikelihood(Expr.FunctionCall call) {
    return LIKELIHOODS.contains(TableName.fold(call.name().name()));
  }

  /// A condition without what only tells the planner how likely it is.
  static Expr withoutLikelihood(Expr condition) {
    return condition.unparenthesized() instanceof Expr.FunctionCall call
            && isLikelihood(call)
            && !call.arguments().isEmpty()
        ? withoutLikelihood(call.arguments().getFirst())
        : condition.unparenthesized();
  }

  /// `SELECT expr`
  static Select selectOf(Expr expr) {
    return Select.of(query(List.of(computed(expr)), Optional.empty(), Optional.empty()));
  }

  /// `SELECT columns FROM from WHERE where`
  static SelectCore.Query query(
      List<ResultColumn> columns, Optional<TableRef> from, Optional<Expr> where) {
    return new SelectCore.Query(
        Optional.empty(),
        columns,
        from,
        where,
        List.of(),
        Optional.empty(),
        List.of(),
        Span.NONE);
  }

  /// A result column without an alias.
  static ResultColumn computed(Expr expr) {
    return new ResultColumn.Computed(expr, Optional.empty(), Span.NONE);
  }

  /// The select with other result columns.
  static Select withColumns(Select select, SelectCore.Query query, List<ResultColumn> columns) {
    return withCore(select, withColumns(query, columns));
  }

  /// The query with other result columns.
  static SelectCore.Query withColumns(SelectCore.Query query, List<ResultColumn> columns) {
    return new SelectCore.Query(
        query.quantifier(),
        columns,
        query.from(),
        query.where(),
        query.groupBy(),
        query.having(),
        query.windows(),
        query.span());
  }

  /// The query with another WHERE.
  static SelectCore.Query withWhere(SelectCore.Query query, Optional<Expr> where) {
    return new SelectCore.Query(
        query.quantifier(),
        query.columns(),
        query.from(),
        where,
        query.groupBy(),
        query.having(),
        query.windows(),
        query.span());
  }

  /// The select with another first core.
  static Select withCore(Select select, SelectCore core) {
    return new Select(
        select.with(),
        core,
        select.compound(),
        select.orderBy(),
        select.limit(),
        select.span());
  }

  /// The expression with its columns named by their tables and without needless parentheses, so that
  /// two spellings of the same are equal.
  static Expr canonical(Expr expr, Scope scope) {
    return rewriteExpr(
        expr,
        inner ->
            switch (inner) {
              case Expr.Parenthesized(Expr operand, _) -> operand;
              case Expr.ColumnRef ref -> canonicalColumn(ref, scope);
              case Expr other -> other;
            });
  }

  private static Expr canonicalColumn(Expr.ColumnRef ref, Scope scope) {
    return scope
        .resolve(ref)
        .map(
            resolved ->
                (Expr)
                    Expr.ColumnRef.of(
                        resolved.instance().name(),
                        resolved
                            .column()
                            .map(column -> column.name())
                            .or(() -> resolved.instance().table().rowidName())
                            .orElse("rowid")))
        .orElse(ref);
  }
}
