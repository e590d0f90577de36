package dev.bigdaddy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.sql.tree.AlterTable;
import dev.bigdaddy.sql.tree.CreateVirtualTable;
import dev.bigdaddy.sql.tree.Explain;
import dev.bigdaddy.sql.tree.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Statements expanded from SQLite's grammar.
final class GrammarCorpusTest {
  private static final int STATEMENTS = Integer.getInteger("sql.corpus", 6000);
  private static final int SEED = Integer.getInteger("sql.seed", 1);

  @Test
  void expandedGrammarAgreesWithSqliteAndRoundTrips() {
    GrammarGenerator generator = new GrammarGenerator(SEED);
    List<String> faults = new ArrayList<>();
    Set<String> shapes = new HashSet<>();
    int prepared = 0;
    int parsed = 0;
    TreeMap<String, Integer> errors = new TreeMap<>();
    try (SqliteOracle oracle = new SqliteOracle()) {
      for (int i = 0; i < STATEMENTS; i++) {
        String sql = generator.next();
        SqliteOracle.Verdict verdict = oracle.verdict(sql);
        Optional<String> difference = Disagreement.on(sql, verdict);
        if (difference.isPresent()) {
          faults.add(difference.get() + "\n    " + sql);
          continue;
        }
        if (verdict instanceof SqliteOracle.OtherError(String m)) {
          errors.merge(m.replaceAll("[:\"].*", ""), 1, Integer::sum);
        }
        if (Disagreement.ourError(sql).isPresent()) {
          continue;
        }
        parsed++;
        generator.countLast();
        shapes.add(Shape.of(sql));
        if (verdict instanceof SqliteOracle.Accepted) {
          prepared++;
        }
        checkRoundTrip(sql, verdict, oracle).ifPresent(faults::add);
      }
    }
    List<String> rare =
        generator.productions().stream()
            .filter(p -> p.count < 3)
            .map(p -> p.count + " of " + p.tries + ": " + p.name)
            .toList();
    System.out.println(
        "corpus: "
            + parsed
            + " parsed of "
            + STATEMENTS
            + ", "
            + prepared
            + " prepare, "
            + shapes.size()
            + " differ after normalisation, "
            + generator.productions().size()
            + " productions; other errors: "
            + errors);
    assertThat(faults).isEmpty();
    assertThat(shapes).hasSizeGreaterThan(2000);
    assertThat(rare).isEmpty();
  }

  private static Optional<String> checkRoundTrip(
      String sql, SqliteOracle.Verdict verdict, SqliteOracle oracle) {
    Statement tree = SqlParser.parse(sql).statement();
    String rendering = SqlRenderer.render(tree);
    Statement again;
    try {
      again = SqlParser.parse(rendering).statement();
    } catch (SqlSyntaxException e) {
      return Optional.of("rendering fails: " + e.getMessage() + "\n    " + sql + "\n    " + rendering);
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
