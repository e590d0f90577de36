package dev.bigdaddy.sql.tree;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/// An expression.
public sealed interface Expr extends Node {
  /// This expression without the parentheses around it.
  default Expr unparenthesized() {
    Expr expr = this;
    while (expr instanceof Parenthesized(Expr inner, _)) {
      expr = inner;
    }
    return expr;
  }

  /// A constant that is written out.
  sealed interface Literal extends Expr {}

  /// `NULL`
  record NullLiteral(Span span) implements Literal {}

  /// Digits, decimal or `0x…`, perhaps with underscores. A decimal beyond 64 bits is a real to
  /// SQLite, a hexadecimal one beyond 64 bits is an error when the statement is compiled.
  ///
  /// @param text as spelt
  record IntegerLiteral(String text, Span span) implements Literal {
    /// An integer made by hand. Negative numbers are a {@link Unary} minus.
    public static IntegerLiteral of(long value) {
      if (value < 0) {
        throw new IllegalArgumentException("a literal has no sign: " + value);
      }
      return new IntegerLiteral(Long.toString(value), Span.NONE);
    }

    /// The value; empty if it does not fit 64 bits.
    public OptionalLong value() {
      return Literals.integerValue(text);
    }
  }

  /// Digits with a point or exponent.
  ///
  /// @param text as spelt
  record FloatLiteral(String text, Span span) implements Literal {
    /// The value.
    public double value() {
      return Double.parseDouble(text.replace("_", ""));
    }
  }

  /// `'it''s'`
  ///
  /// @param value what it says, without quotes
  record StringLiteral(String value, Span span) implements Literal {
    /// A string made by hand.
    public static StringLiteral of(String value) {
      return new StringLiteral(value, Span.NONE);
    }
  }

  /// `x'CAFE'`
  ///
  /// @param hex the digits between the quotes
  record BlobLiteral(String hex, Span span) implements Literal {}

  /// `CURRENT_DATE`, `CURRENT_TIME`, `CURRENT_TIMESTAMP`
  record CurrentTime(Clock clock, Span span) implements Literal {
    /// Which of them.
    public enum Clock {
      CURRENT_DATE,
      CURRENT_TIME,
      CURRENT_TIMESTAMP
    }
  }

  /// `?`, `?7`, `:name`, `@name`, `$name`, `$a::b(c)`
  ///
  /// @param spelling the whole token
  /// @param number as SQLite assigns it, from 1
  record Parameter(String spelling, int number, Span span) implements Expr {
    /// Parameter `?number`, made by hand.
    public static Parameter numbered(int number) {
      return new Parameter("?" + number, number, Span.NONE);
    }
  }

  /// A column, or what may be one: `a`, `t.a`, `main.t.a`, `"a"`, also `TRUE` and `FALSE`, which
  /// SQLite takes for constants only if no column has that name.
  record ColumnRef(
      Optional<Identifier> schema, Optional<Identifier> table, Identifier column, Span span)
      implements Expr {
    /// A column made by hand. Unlike `"column"`, it never becomes a string.
    public static ColumnRef of(String column) {
      Identifier name = Identifier.of(column);
      if (name.quote() == Quote.DOUBLE) {
        name = new Identifier(column, Quote.BACKTICK, Span.NONE);
      }
      return new ColumnRef(Optional.empty(), Optional.empty(), name, Span.NONE);
    }

    /// A column of a table or alias, made by hand.
    public static ColumnRef of(String table, String column) {
      return new ColumnRef(
          Optional.empty(),
          Optional.of(Identifier.of(table)),
          Identifier.of(column),
          Span.NONE);
    }
  }

  /// `(operand)`. It changes nothing but the name of a result column; `((operand))` is the same.
  record Parenthesized(Expr operand, Span span) implements Expr {}

  /// An operator before its operand.
  record Unary(UnaryOperator operator, Expr operand, Span span) implements Expr {
    public Unary {
      Objects.requireNonNull(operator);
      Objects.requireNonNull(operand);
    }
  }

  /// An operator between its operands.
  record Binary(BinaryOperator operator, Expr left, Expr right, Span span) implements Expr {
    public Binary {
      Objects.requireNonNull(operator);
      Objects.requireNonNull(left);
      Objects.requireNonNull(right);
    }

    /// An operation made by hand.
    public static Binary of(BinaryOperator operator, Expr left, Expr right) {
      return new Binary(operator, left, right, Span.NONE);
    }
  }

  /// `operand ISNULL`, `operand NOTNULL`, `operand NOT NULL`; `IS NULL` is a {@link Binary}.
  record NullTest(Expr operand, Form form, Span span) implements Expr {
    /// How it is spelt.
    public enum Form {
      ISNULL,
      NOTNULL,
      NOT_NULL
    }
  }

  /// `value [NOT] LIKE pattern [ESCAPE escape]`, and the same with GLOB, REGEXP and MATCH.
  record Like(
      Expr value,
      boolean negated,
      LikeOperator operator,
      Expr pattern,
      Optional<Expr> escape,
      Span span)
      implements Expr {}

  /// `value [NOT] BETWEEN low AND high`
  record Between(Expr value, boolean negated, Expr low, Expr high, Span span) implements Expr {}

  /// `value [NOT] IN (a, b, …)`; the list may be empty.
  record InList(Expr value, boolean negated, List<Expr> elements, Span span) implements Expr {
    public InList {
      elements = List.copyOf(elements);
    }
  }

  /// `value [NOT] IN (SELECT …)`
  record InSelect(Expr value, boolean negated, Select select, Span span) implements Expr {}

  /// `value [NOT] IN table`, `value [NOT] IN function(a, b)`
  ///
  /// @param arguments empty for a plain table
  record InTable(
      Expr value,
      boolean negated,
      QualifiedName table,
      Optional<List<Expr>> arguments,
      Span span)
      implements Expr {
    public InTable {
      arguments = arguments.map(List::copyOf);
    }
  }

  /// `EXISTS (SELECT …)`
  record Exists(Select select, Span span) implements Expr {}

  /// `(SELECT …)`
  record ScalarSubquery(Select select, Span span) implements Expr {}

  /// `operand COLLATE collation`
  record Collate(Expr operand, Identifier collation, Span span) implements Expr {}

  /// `CAST(operand AS type)`; SQLite lets the type be missing.
  record Cast(Expr operand, Optional<TypeName> type, Span span) implements Expr {}

  /// `CASE operand WHEN condition THEN result … ELSE otherwise END`
  record Case(Optional<Expr> operand, List<When> whens, Optional<Expr> otherwise, Span span)
      implements Expr {
    public Case {
      whens = List.copyOf(whens);
    }

    /// `WHEN condition THEN result`
    public record When(Expr condition, Expr result) {}
  }

  /// `name(…)`, also as aggregate or window function.
  ///
  /// @param star whether it is `name(*)`; then there are no arguments
  /// @param orderBy the ORDER BY among the arguments
  /// @param filter the condition of `FILTER (WHERE …)`
  record FunctionCall(
      Identifier name,
      Optional<Quantifier> quantifier,
      boolean star,
      List<Expr> arguments,
      List<OrderingTerm> orderBy,
      Optional<Expr> filter,
      Optional<Over> over,
      Span span)
      implements Expr {
    public FunctionCall {
      arguments = List.copyOf(arguments);
      orderBy = List.copyOf(orderBy);
    }

    /// A plain call made by hand.
    public static FunctionCall of(String name, List<Expr> arguments) {
      return new FunctionCall(
          Identifier.of(name),
          Optional.empty(),
          false,
          arguments,
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Span.NONE);
    }
  }

  /// `(a, b, …)`, at least two.
  record RowValue(List<Expr> elements, Span span) implements Expr {
    public RowValue {
      elements = List.copyOf(elements);
    }
  }

  /// `RAISE(ABORT, message)`, inside triggers.
  ///
  /// @param message empty for `RAISE(IGNORE)` only
  record Raise(Effect effect, Optional<Expr> message, Span span) implements Expr {
    /// What the trigger does.
    public enum Effect {
      IGNORE,
      ROLLBACK,
      ABORT,
      FAIL
    }
  }
}
