package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.Scope.Resolved;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.TypeName;
import dev.bigdaddy.topology.TableName;
import java.util.Optional;
import java.util.Set;

/// Tells whether values of an expression that compare equal are always the same value.
///
/// 1 and 1.0 compare equal and differ, so do 'a' and 'A' under NOCASE: which of them represents a
/// group, a DISTINCT row or a minimum depends on the order of the rows, and nodes must not decide it
/// for themselves.
final class SingleForm {
  /// Functions whose results are of one storage class, or NULL.
  private static final Set<String> ONE_CLASS =
      Set.of(
          "length", "octet_length", "instr", "unicode", "typeof", "lower", "upper", "trim", "ltrim",
          "rtrim", "replace", "hex", "quote", "printf", "format", "char", "date", "time", "datetime",
          "strftime", "julianday", "soundex", "sign", "concat", "concat_ws");

  private final Scope scope;

  SingleForm(Scope scope) {
    this.scope = scope;
  }

  boolean has(Expr expr) {
    return switch (expr.unparenthesized()) {
      case Expr.ColumnRef ref ->
          scope.resolve(ref).map(Resolved::hasSingleForm).orElse(false);
      case Expr.FunctionCall call ->
          call.over().isEmpty()
              // It reaches comparisons with the result.
              && !Trees.any(call, node -> node instanceof Expr.Collate)
              && (ONE_CLASS.contains(TableName.fold(call.name().name()))
                  || isSubstring(call)
                  || isWholeReal(call));
      case Expr.Cast(_, Optional<TypeName> type, _) -> {
        Affinity affinity = Affinity.of(type.map(TypeName::text).orElse(""));
        // Of reals there are two zeros; in a column of theirs both become the integer.
        yield affinity != Affinity.NUMERIC
            && affinity != Affinity.REAL
            && affinity != Affinity.NONE
            && (affinity != Affinity.TEXT || isBinary(expr));
      }
      case Expr.Binary(BinaryOperator operator, _, _, _) ->
          switch (operator) {
            case OR, AND, EQUAL, NOT_EQUAL, IS, IS_NOT, IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM,
                    LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, BIT_AND, BIT_OR, SHIFT_LEFT,
                    SHIFT_RIGHT, CONCAT ->
                !Trees.any(expr, node -> node instanceof Expr.Collate);
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, REMAINDER, EXTRACT, EXTRACT_TEXT -> false;
          };
      case Expr.NullTest _, Expr.Like _, Expr.Between _, Expr.InList _ -> true;
      case Expr _ -> false;
    };
  }

  /// Texts are compared byte by byte: a cast passes on the collation of what it casts.
  private boolean isBinary(Expr expr) {
    return Collations.of(expr, scope).filter(c -> c == Collation.BINARY).isPresent();
  }

  /// Whether equal values that differ can only be an integer and a real, and not texts under a
  /// collation.
  boolean differsInNumbersOnly(Expr expr) {
    return switch (expr.unparenthesized()) {
      case Expr.ColumnRef ref ->
          scope.resolve(ref).map(r -> r.collation() == Collation.BINARY).orElse(false);
      case Expr.Binary(BinaryOperator operator, _, _, _) ->
          switch (operator) {
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, REMAINDER ->
                !Trees.any(expr, SingleForm::isBeyondTheRow);
            case OR, AND, EQUAL, NOT_EQUAL, IS, IS_NOT, IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM,
                    LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, BIT_AND, BIT_OR, SHIFT_LEFT,
                    SHIFT_RIGHT, CONCAT, EXTRACT, EXTRACT_TEXT ->
                false;
          };
      case Expr.FunctionCall call ->
          call.over().isEmpty()
              && (TableName.fold(call.name().name()).equals("abs")
                  || TableName.fold(call.name().name()).equals("round"));
      case Expr _ -> false;
    };
  }

  /// Whether an expression that {@linkplain #differsInNumbersOnly differs in numbers only} has no other
  /// values than numbers and NULL.
  static boolean isNumber(Expr expr) {
    return !(expr.unparenthesized() instanceof Expr.ColumnRef);
  }

  /// Rounding to digits can give -0.0, too.
  private static boolean isWholeReal(Expr.FunctionCall call) {
    return TableName.fold(call.name().name()).equals("round") && call.arguments().size() == 1;
  }

  private static boolean isBeyondTheRow(Node node) {
    return switch (node) {
      case Expr.Collate _, Expr.ScalarSubquery _, Expr.Exists _ -> true;
      case Expr.InSelect _, Expr.InTable _ -> true;
      case Expr.FunctionCall call -> Constants.isRandom(call);
      case Node _ -> false;
    };
  }

  /// Of text it gives text, of a blob a blob, and a number becomes text.
  private static boolean isSubstring(Expr.FunctionCall call) {
    String name = TableName.fold(call.name().name());
    return name.equals("substr") || name.equals("substring");
  }
}
