package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.ConflictAction;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Quote;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Text under construction: words, names, lists. Used by one thread.
final class SqlWriter {
  private final StringBuilder out = new StringBuilder(128);
  private final ParameterStyle parameters;
  private final Recursion recursion = new Recursion();

  /// The length of the text just after a parenthesis where WITH would start a subquery.
  private int opened = -1;

  SqlWriter(ParameterStyle parameters) {
    this.parameters = parameters;
  }

  /// How deep methods that write call themselves.
  Recursion recursion() {
    return recursion;
  }

  String text() {
    return out.toString();
  }

  SqlWriter append(String text) {
    out.append(text);
    return this;
  }

  /// `text` if `condition` holds.
  SqlWriter appendIf(boolean condition, String text) {
    if (condition) {
      out.append(text);
    }
    return this;
  }

  /// A parenthesis that an expression follows.
  SqlWriter openExpression() {
    out.append('(');
    opened = out.length();
    return this;
  }

  /// The name of an enum constant as keywords: `SET_NULL` becomes `SET NULL`.
  SqlWriter words(Enum<?> constant) {
    out.append(constant.name().replace('_', ' '));
    return this;
  }

  /// Writes each element, parted by `, `.
  <T> SqlWriter list(List<T> elements, Consumer<T> each) {
    for (int i = 0; i < elements.size(); i++) {
      appendIf(i > 0, ", ");
      each.accept(elements.get(i));
    }
    return this;
  }

  SqlWriter parameter(Expr.Parameter parameter) {
    out.append(parameters.spell(parameter));
    return this;
  }

  SqlWriter conflict(String prefix, Optional<ConflictAction> action) {
    action.ifPresent(a -> append(prefix).append(a.name()));
    return this;
  }

  SqlWriter name(QualifiedName name) {
    name.schema().ifPresent(schema -> name(schema).append("."));
    return name(name.name());
  }

  SqlWriter names(List<Identifier> names) {
    return list(names, this::name);
  }

  /// `(a, b)`, or nothing for an empty list.
  SqlWriter namesInParentheses(List<Identifier> names) {
    if (!names.isEmpty()) {
      append("(").names(names).append(")");
    }
    return this;
  }

  SqlWriter name(Identifier identifier) {
    String name = identifier.name();
    switch (effectiveQuote(identifier)) {
      case NONE -> out.append(name);
      case DOUBLE -> quoted(name, '"');
      case BACKTICK -> quoted(name, '`');
      case SINGLE -> quoted(name, '\'');
      case BRACKET -> out.append('[').append(name).append(']');
    }
    return this;
  }

  /// The name of a column that stands alone in an expression, where some keywords mean something
  /// else, and `'name'` would be a string.
  SqlWriter columnName(Identifier identifier) {
    boolean special =
        switch (identifier.quote()) {
          case NONE ->
              switch (TokenKind.ofWord(identifier.name(), 0, identifier.name().length())) {
                case CAST, RAISE, CTIME_KW -> true;
                case WITH -> opened == out.length();
                default -> false;
              };
          case SINGLE -> true;
          case DOUBLE, BACKTICK, BRACKET -> false;
        };
    if (special) {
      quoted(identifier.name(), '`');
      return this;
    }
    return name(identifier);
  }

  /// The quote that the name has, or one that it needs because it was made by hand.
  private static Quote effectiveQuote(Identifier identifier) {
    String name = identifier.name();
    return switch (identifier.quote()) {
      case NONE -> isBareName(name) ? Quote.NONE : Quote.DOUBLE;
      case BRACKET -> name.indexOf(']') >= 0 ? Quote.DOUBLE : Quote.BRACKET;
      case DOUBLE, BACKTICK, SINGLE -> identifier.quote();
    };
  }

  /// Whether the grammar takes the word for a name in most places. ON, DELETE and DEFAULT are words
  /// of PRAGMA only, which writes them itself.
  private static boolean isBareName(String name) {
    if (!SqlNames.needsQuotes(name)) {
      return true;
    }
    return switch (TokenKind.ofWord(name, 0, name.length())) {
      // Names unless certain tokens surround them; the parser called them names.
      case WINDOW, OVER, FILTER -> true;
      case ID -> false;
      default -> TokenKind.ofWord(name, 0, name.length()).isIdOrJoin();
    };
  }

  private void quoted(String name, char quote) {
    out.append(quote);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      out.append(c);
      if (c == quote) {
        out.append(quote);
      }
    }
    out.append(quote);
  }
}
