package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.AlterTable;
import dev.bigdaddy.sql.tree.CreateVirtualTable;
import dev.bigdaddy.sql.tree.Explain;
import dev.bigdaddy.sql.tree.Statement;
import java.util.Optional;

/// Parse, render, parse: the same tree; and SQLite takes the rendering for the same, down to its
/// byte code.
final class RoundTrip {
  private RoundTrip() {}

  /// What is wrong with the round trip of `sql`; empty if nothing is.
  static Optional<String> fault(
      String sql, SqliteOracle.Verdict verdict, SqliteOracle oracle) {
    Statement tree = SqlParser.parse(sql).statement();
    String rendering = SqlRenderer.render(tree);
    Statement again;
    try {
      again = SqlParser.parse(rendering).statement();
    } catch (SqlSyntaxException e) {
      return Optional.of(
          "rendering fails: " + e.getMessage() + "\n    " + sql + "\n    " + rendering);
    }
    if (!tree.equals(again)) {
      return Optional.of("another tree\n    " + sql + "\n    " + rendering);
    }
    SqliteOracle.Verdict second = oracle.verdict(rendering);
    if (verdict.getClass() != second.getClass()) {
      return Optional.of(verdict + " -> " + second + "\n    " + sql + "\n    " + rendering);
    }
    if (verdict instanceof SqliteOracle.Accepted
        && !textIsInCode(tree)
        && !oracle.byteCode(sql).equals(oracle.byteCode(rendering))) {
      return Optional.of("other byte code\n    " + sql + "\n    " + rendering);
    }
    return Optional.empty();
  }

  /// Whether the byte code holds the statement's text, or is that of the EXPLAIN.
  private static boolean textIsInCode(Statement tree) {
    return tree instanceof Explain
        || tree instanceof CreateVirtualTable
        || tree instanceof AlterTable;
  }
}
