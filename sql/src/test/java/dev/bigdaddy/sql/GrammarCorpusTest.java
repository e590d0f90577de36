package dev.bigdaddy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    try (SqliteOracle oracle = new SqliteOracle()) {
      for (int i = 0; i < STATEMENTS; i++) {
        String sql = generator.next();
        SqliteOracle.Verdict verdict = oracle.verdict(sql);
        Optional<String> difference = Disagreement.on(sql, verdict);
        if (difference.isPresent()) {
          faults.add(difference.get() + "\n    " + sql);
          continue;
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
        RoundTrip.fault(sql, verdict, oracle).ifPresent(faults::add);
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
            + " productions");
    assertThat(faults).isEmpty();
    assertThat(shapes).hasSizeGreaterThan(2000);
    assertThat(rare).isEmpty();
  }
}
