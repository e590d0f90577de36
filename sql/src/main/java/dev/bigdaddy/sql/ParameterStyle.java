package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.Expr;

/// How parameters are written out.
@FunctionalInterface
public interface ParameterStyle {
  /// As the user spelt them. Right only while no anonymous `?` changes its place.
  ParameterStyle ORIGINAL = Expr.Parameter::spelling;

  /// As `?NNN`, with the number that SQLite gave them in the user's text.
  ParameterStyle NUMBERED = parameter -> "?" + parameter.number();

  /// The text for a parameter.
  String spell(Expr.Parameter parameter);
}
