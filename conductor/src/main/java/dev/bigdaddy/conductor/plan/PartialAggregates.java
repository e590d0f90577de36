package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Quantifier;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Splits aggregate functions into a part that each node computes and a part that joins the nodes'
/// answers. Used by one thread, for one statement.
final class PartialAggregates {
  private final Scope scope;
  private final SingleForm forms;
  private final List<Part> parts = new ArrayList<>();
  private Optional<Expr> distinct = Optional.empty();

  PartialAggregates(Scope scope) {
    this.scope = scope;
    this.forms = new SingleForm(scope);
  }

  /// A column of the nodes' answers.
  ///
  /// @param name its name in the last statement
  /// @param expr what a node computes
  /// @param declaredType the column's type with a leading space, or nothing
  /// @param guard whether it bounds a sum of integers
  record Part(String name, Expr expr, String declaredType, boolean guard) {}

  /// The columns of the nodes' answers, behind the group's keys.
  List<Part> parts() {
    return parts;
  }

  /// The argument of DISTINCT aggregates, by which the nodes group too.
  Optional<Expr> distinct() {
    return distinct;
  }

  /// The expression over the nodes' answers that an aggregate becomes; empty if it cannot be split.
  Optional<Expr> last(Expr.FunctionCall call) {
    if (!call.orderBy().isEmpty()) {
      return Optional.empty();
    }
    boolean isDistinct = call.quantifier().equals(Optional.of(Quantifier.DISTINCT));
    if (hasSubquery(call) || call.arguments().size() > 1) {
      return Optional.empty();
    }
    String name = TableName.fold(call.name().name());
    boolean extreme = name.equals("min") || name.equals("max");
    if (extreme) {
      return extreme(call, name);
    }
    return isDistinct ? distinct(call, name) : plain(call, name);
  }

  private static boolean hasSubquery(Expr expr) {
    return Trees.any(
        expr,
        node ->
            node instanceof Expr.ScalarSubquery
                || node instanceof Expr.Exists
                || node instanceof Expr.InSelect
                || node instanceof Expr.InTable);
  }

  private Optional<Expr> extreme(Expr.FunctionCall call, String name) {
    if (!forms.has(call.arguments().getFirst())) {
      return Optional.empty();
    }
    return Optional.of(function(name, part(call)));
  }

  private Optional<Expr> plain(Expr.FunctionCall call, String name) {
    return switch (name) {
      case "count" -> Optional.of(zeroIfNull(function("sum", part(call))));
      case "sum" -> Optional.of(function("sum", guardedSum(call)));
      case "total" -> Optional.of(function("total", guardedSum(call)));
      case "avg" -> {
        Expr sum = function("sum", guardedSum(call));
        Expr count = function("sum", part(renamed(call, "count")));
        Expr real =
            Expr.Binary.of(
                BinaryOperator.MULTIPLY, sum, new Expr.FloatLiteral("1.0", Span.NONE));
        yield Optional.of(
            new Expr.Parenthesized(
                Expr.Binary.of(BinaryOperator.DIVIDE, real, count), Span.NONE));
      }
      default -> Optional.empty();
    };
  }

  /// One argument for all DISTINCT aggregates: the nodes group by it, so that each of its values comes
  /// once per node and the last statement can apply DISTINCT to them.
  private Optional<Expr> distinct(Expr.FunctionCall call, String name) {
    boolean known =
        name.equals("count") || name.equals("sum") || name.equals("total") || name.equals("avg");
    if (!known || call.filter().isPresent() || call.arguments().size() != 1) {
      return Optional.empty();
    }
    Expr argument = call.arguments().getFirst();
    boolean same =
        distinct.isEmpty()
            || Trees.canonical(distinct.get(), scope).equals(Trees.canonical(argument, scope));
    if (!same || !forms.has(argument)) {
      return Optional.empty();
    }
    distinct = Optional.of(argument);
    Expr value = column(add(argument, "", false));
    if (!name.equals("count")) {
      guard(argument, Optional.empty());
    }
    return Optional.of(
        new Expr.FunctionCall(
            call.name(),
            Optional.of(Quantifier.DISTINCT),
            false,
            List.of(value),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Span.NONE));
  }

  private Expr guardedSum(Expr.FunctionCall call) {
    guard(call.arguments().getFirst(), call.filter());
    return part(renamed(call, "sum"));
  }

  private void guard(Expr argument, Optional<Expr> filter) {
    Expr absolute = Expr.FunctionCall.of("abs", List.of(argument));
    add(filtered("total", List.of(absolute), filter), "", true);
  }

  private Expr part(Expr.FunctionCall call) {
    return column(add(call, "", false));
  }

  private Part add(Expr expr, String declaredType, boolean guard) {
    Expr wanted = Trees.canonical(expr, scope);
    for (Part part : parts) {
      if (part.guard() == guard && Trees.canonical(part.expr(), scope).equals(wanted)) {
        return part;
      }
    }
    Part part = new Part("_p" + parts.size(), expr, declaredType, guard);
    parts.add(part);
    return part;
  }

  private static Expr column(Part part) {
    return Expr.ColumnRef.of(part.name());
  }

  private static Expr function(String name, Expr argument) {
    return Expr.FunctionCall.of(name, List.of(argument));
  }

  private static Expr zeroIfNull(Expr expr) {
    return Expr.FunctionCall.of("ifnull", List.of(expr, Expr.IntegerLiteral.of(0)));
  }

  private static Expr.FunctionCall renamed(Expr.FunctionCall call, String name) {
    return filtered(name, call.arguments(), call.filter());
  }

  private static Expr.FunctionCall filtered(
      String name, List<Expr> arguments, Optional<Expr> filter) {
    return new Expr.FunctionCall(
        Identifier.of(name),
        Optional.empty(),
        false,
        arguments,
        List.of(),
        filter,
        Optional.empty(),
        Span.NONE);
  }
}
