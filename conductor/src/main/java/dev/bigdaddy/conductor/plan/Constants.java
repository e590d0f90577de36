package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.Quote;
import dev.bigdaddy.topology.TableName;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Expressions whose value does not depend on any row.
final class Constants {
  /// Functions that give another value at every call.
  static final Set<String> RANDOM = Set.of("random", "randomblob");

  private Constants() {}

  /// The expression as a value known before any row is read; empty if it depends on rows, reads a
  /// table, or gives another value for each row.
  static Optional<Scalar> of(Expr expr) {
    return switch (expr.unparenthesized()) {
      case Expr.NullLiteral _ -> constant(null);
      case Expr.IntegerLiteral literal -> {
        OptionalLong value = literal.value();
        yield value.isPresent() ? constant(value.getAsLong()) : computed(literal);
      }
      case Expr.StringLiteral literal -> constant(literal.value());
      case Expr.BlobLiteral literal -> constant(HexFormat.of().parseHex(literal.hex()));
      case Expr.Parameter parameter -> Optional.of(new Scalar.Parameter(parameter.number() - 1));
      case Expr other -> isConstant(other) ? computed(other) : Optional.empty();
    };
  }

  /// The value of a row's expression in VALUES, which may differ from row to row.
  static Optional<Scalar> ofRow(Expr expr) {
    if (expr.unparenthesized() instanceof Expr.ColumnRef ref && ref.table().isEmpty()) {
      return word(ref.column());
    }
    Optional<Scalar> known = of(expr);
    return known.isPresent() || Trees.any(expr, node -> dependsOnRows(node) && !isRandomCall(node))
        ? known
        : computed(expr);
  }

  /// TRUE and FALSE are names to the grammar; so is a text in double quotes.
  private static Optional<Scalar> word(Identifier name) {
    if (name.quote() == Quote.DOUBLE) {
      return constant(name.name());
    }
    boolean bare = name.quote() == Quote.NONE;
    return switch (TableName.fold(name.name())) {
      case "true" -> bare ? constant(1L) : Optional.empty();
      case "false" -> bare ? constant(0L) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean isRandomCall(Node node) {
    return node instanceof Expr.FunctionCall call && isRandom(call);
  }

  private static Optional<Scalar> constant(@Nullable Object value) {
    return Optional.of(new Scalar.Constant(value));
  }

  /// Lets SQLite compute an expression.
  private static Optional<Scalar> computed(Expr expr) {
    return Optional.of(new Scalar.Computed(NodeText.of(Trees.selectOf(expr))));
  }

  private static boolean isConstant(Expr expr) {
    return !Trees.any(expr, Constants::dependsOnRows);
  }

  private static boolean dependsOnRows(Node node) {
    return switch (node) {
      case Expr.ColumnRef _, Expr.ScalarSubquery _, Expr.Exists _ -> true;
      case Expr.InSelect _, Expr.InTable _, Expr.Raise _, Expr.RowValue _ -> true;
      case Expr.FunctionCall call -> isRandom(call) || call.star() || call.over().isPresent();
      case Node _ -> false;
    };
  }

  /// Whether a function gives another value at every call.
  static boolean isRandom(Expr.FunctionCall call) {
    return RANDOM.contains(TableName.fold(call.name().name()));
  }

  /// Whether any part of a statement gives another value at every call.
  static boolean hasRandom(Node node) {
    return Trees.any(node, inner -> inner instanceof Expr.FunctionCall call && isRandom(call));
  }
}
