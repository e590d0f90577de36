package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableRef;

/// Writes trees out: tree → text.
///
/// Parsing the text of a parsed tree gives that tree again. Trees made by hand get the parentheses
/// and quotes that they need. Safe for use by many threads.
public final class SqlRenderer {
  private SqlRenderer() {}

  /// The text of a statement, with parameters as spelt.
  public static String render(Statement statement) {
    return render(statement, ParameterStyle.ORIGINAL);
  }

  /// The text of a statement.
  public static String render(Statement statement, ParameterStyle parameters) {
    SqlWriter out = new SqlWriter(parameters);
    new StatementRenderer(out).statement(statement);
    return out.text();
  }

  /// The text of an expression, with parameters as spelt.
  public static String render(Expr expr) {
    return render(expr, ParameterStyle.ORIGINAL);
  }

  /// The text of an expression.
  public static String render(Expr expr, ParameterStyle parameters) {
    SqlWriter out = new SqlWriter(parameters);
    new StatementRenderer(out).exprs().expr(expr);
    return out.text();
  }

  /// The text of a table, subquery or join.
  public static String render(TableRef table, ParameterStyle parameters) {
    SqlWriter out = new SqlWriter(parameters);
    new StatementRenderer(out).selects().tableRef(table);
    return out.text();
  }

  /// The text of a result column.
  public static String render(ResultColumn column, ParameterStyle parameters) {
    SqlWriter out = new SqlWriter(parameters);
    new StatementRenderer(out).selects().resultColumn(column);
    return out.text();
  }

  /// The text of a name.
  public static String render(Identifier name) {
    SqlWriter out = new SqlWriter(ParameterStyle.ORIGINAL);
    out.name(name);
    return out.text();
  }

  /// The text of a name with its schema.
  public static String render(QualifiedName name) {
    SqlWriter out = new SqlWriter(ParameterStyle.ORIGINAL);
    out.name(name);
    return out.text();
  }

  /// `text` as a string literal.
  public static String quoteString(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
