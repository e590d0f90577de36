package dev.bigdaddy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Our verdict on damaged statements is SQLite's.
final class MutationTest {
  private static final int MUTANTS = Integer.getInteger("sql.mutants", 100_000);
  private static final long SEED = Long.getLong("sql.seed", 7);
  private static final int MUTANTS_OF_ONE = 10;

  @Test
  void verdictsOnMutatedStatementsAreThoseOfSqlite() {
    GrammarGenerator generator = new GrammarGenerator(SEED);
    List<String> corpus = HandWritten.statements();
    Mutator mutator = new Mutator(SEED);
    List<String> disagreements = new ArrayList<>();
    int accepted = 0;
    int refused = 0;
    try (SqliteOracle oracle = new SqliteOracle()) {
      for (int turn = 0; accepted + refused < MUTANTS; turn++) {
        String original = turn % 2 == 0 ? generator.next() : corpus.get(turn / 2 % corpus.size());
        for (int j = 0; j < MUTANTS_OF_ONE; j++) {
          String mutant = mutator.mutate(original);
          if (isEmpty(mutant)) {
            continue;
          }
          SqliteOracle.Verdict verdict = oracle.verdict(mutant);
          if (verdict instanceof SqliteOracle.SyntaxError) {
            refused++;
          } else {
            accepted++;
          }
          Disagreement.on(mutant, verdict)
              .ifPresent(d -> disagreements.add(d + "\n    " + mutant + "\n"));
        }
      }
    }
    System.out.println("mutants: " + refused + " refused by SQLite, " + accepted + " parsed");
    assertThat(disagreements).isEmpty();
  }

  /// SQLite makes nothing of a text without a statement, and the driver stumbles over that.
  private static boolean isEmpty(String text) {
    Lexer lexer = new Lexer(text, 0, text.length());
    lexer.advance();
    while (lexer.kind == TokenKind.SEMI) {
      lexer.advance();
    }
    return lexer.kind == TokenKind.END_OF_TEXT;
  }
}
