package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Quantifier;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.UnaryOperator;
import dev.bigdaddy.topology.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Splits aggregate functions into a part that each node computes and a part that joins the nodes'
/// answers. Used by one thread, for one statement.
final class PartialAggregates {
  private final Scope scope;
  private final SingleForm forms;
  private final SumBound bound;
  private final Map<Wanted, Part> parts = new LinkedHashMap<>();
  private Optional<Expr> distinct = Optional.empty();

  PartialAggregates(Scope scope, SumBound bound) {
    this.scope = scope;
    this.bound = bound;
    this.forms = new SingleForm(scope);
  }

  /// What a part computes, however it is spelt.
  private record Wanted(Expr canonical, boolean guard) {}

  /// A column of the nodes' answers.
  ///
  /// @param name its name in the last statement
  /// @param expr what a node computes
  /// @param declaredType the column's type with a leading space, or nothing
  /// @param guard whether it tells if the nodes' answers may be joined
  record Part(String name, Expr expr, String declaredType, boolean guard) {}

  /// The columns of the nodes' answers, behind the group's keys.
  List<Part> parts() {
    return List.copyOf(parts.values());
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
    if (!admit(call.arguments().getFirst())) {
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
    if (!same || !admit(argument)) {
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
    switch (bound) {
      case OF_EACH_VALUE ->
          never(new Expr.Between(compared(argument), true, least(), most(), Span.NONE), filter);
      case OF_ABSOLUTE_SUM ->
          add(
              filtered("total", List.of(Expr.FunctionCall.of("abs", List.of(argument))), filter),
              "",
              true);
    }
  }

  /// Without its column's affinity where that is TEXT, since texts must not be compared with
  /// numbers as texts. Elsewhere the column itself, which SQLite compares without a copy.
  private Expr compared(Expr argument) {
    boolean numeric =
        argument instanceof Expr.ColumnRef ref
            && scope.resolve(ref).filter(column -> column.affinity().isNumeric()).isPresent();
    if (numeric) {
      return argument;
    }
    return new Expr.Unary(
        UnaryOperator.PLUS, new Expr.Parenthesized(argument, Span.NONE), Span.NONE);
  }

  private static Expr most() {
    return Expr.IntegerLiteral.of(SumBound.VALUE);
  }

  private static Expr least() {
    return new Expr.Unary(UnaryOperator.MINUS, most(), Span.NONE);
  }

  /// A guard that trips if any row satisfies a condition.
  private void never(Expr condition, Optional<Expr> filter) {
    Expr both =
        filter
            .map(
                f ->
                    (Expr)
                        Expr.Binary.of(
                            BinaryOperator.AND,
                            new Expr.Parenthesized(f, Span.NONE),
                            new Expr.Parenthesized(condition, Span.NONE)))
            .orElse(condition);
    Expr count =
        new Expr.FunctionCall(
            Identifier.of("count"),
            Optional.empty(),
            true,
            List.of(),
            List.of(),
            Optional.of(both),
            Optional.empty(),
            Span.NONE);
    Expr trips = new Expr.FloatLiteral(SumBound.TRIPPED, Span.NONE);
    add(Expr.Binary.of(BinaryOperator.MULTIPLY, trips, count), "", true);
  }

  /// Lets the nodes group by an expression, or take its extremes, if all its values have one form;
  /// where that is not certain beforehand, a guard trips when a real appears among them.
  boolean admit(Expr expr) {
    if (forms.has(expr)) {
      return true;
    }
    if (!forms.differsInNumbersOnly(expr)) {
      return false;
    }
    if (SingleForm.isNumber(expr)) {
      neverReal(expr);
    } else {
      never(isReal(expr), Optional.empty());
    }
    return true;
  }

  private static Expr isReal(Expr expr) {
    Expr type = Expr.FunctionCall.of("typeof", List.of(expr));
    return Expr.Binary.of(BinaryOperator.EQUAL, type, Expr.StringLiteral.of("real"));
  }

  /// The same of a number: its product with zero makes the sum of them real. That costs a node a fifth
  /// of what calling typeof() for each row does. An infinity times zero is NULL, but equals no integer.
  private void neverReal(Expr number) {
    Expr zero =
        Expr.Binary.of(
            BinaryOperator.MULTIPLY,
            new Expr.Parenthesized(number, Span.NONE),
            Expr.IntegerLiteral.of(0));
    Expr trips = new Expr.FloatLiteral(SumBound.TRIPPED, Span.NONE);
    add(
        Expr.Binary.of(
            BinaryOperator.MULTIPLY,
            trips,
            new Expr.Parenthesized(isReal(function("sum", zero)), Span.NONE)),
        "",
        true);
  }

  private Expr part(Expr.FunctionCall call) {
    return column(add(call, "", false));
  }

  private Part add(Expr expr, String declaredType, boolean guard) {
    return parts.computeIfAbsent(
        new Wanted(Trees.canonical(expr, scope), guard),
        _ -> new Part("_p" + parts.size(), expr, declaredType, guard));
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
