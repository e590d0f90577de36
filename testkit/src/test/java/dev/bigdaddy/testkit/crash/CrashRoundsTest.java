package dev.bigdaddy.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.engine.BigDaddy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Working processes are killed and leave a whole database; and what checks that can fail.
@Timeout(300)
class CrashRoundsTest {
  private static final int ROUNDS = 6;

  @TempDir private Path directory = Path.of("");

  @Test
  void killedProcessesLoseAndTearNothing() throws Exception {
    CrashRounds rounds = new CrashRounds(directory, 20_261, 3);
    for (int round = 0; round < ROUNDS; round++) {
      List<String> findings = rounds.next();
      assertThat(findings).as("%s", rounds.story()).isEmpty();
    }
    assertThat(rounds.crashes()).isGreaterThan(ROUNDS / 2);
    assertThat(rounds.acknowledged()).isPositive();
  }

  private List<String> check(Ledger ledger, String... damage) {
    try (BigDaddy database =
        BigDaddy.open(directory.resolve("db"), CrashSchema.settings(3, "OFF"))) {
      CrashSchema.create(database);
      for (String sql : damage) {
        database.sql(sql);
      }
      return CrashCheck.run(database, ledger);
    }
  }

  private static Ledger ledger(String... lines) {
    Ledger ledger = new Ledger();
    List.of(lines).forEach(ledger::accept);
    return ledger;
  }

  @Test
  void anAcknowledgedTransactionThatIsGoneIsFound() {
    String parts = "INSERT INTO parts(tx, rows) VALUES (7, 2), (7, 2)";
    assertThat(check(ledger("i +tx:7", "a +tx:7"), parts)).isEmpty();
    assertThat(check(ledger("i +tx:7", "a +tx:7", "i +tx:8", "a +tx:8")))
        .containsExactly("acknowledged and lost: tx:8");
  }

  @Test
  void halfOfATransactionIsFound() {
    String half = "INSERT INTO parts(tx, rows) VALUES (7, 2)";
    assertThat(check(ledger("i +tx:7"), half)).singleElement().asString().contains("not whole");
  }

  @Test
  void halfOfASchemaChangeIsFound() {
    String create = "CREATE TABLE x_7(a) /* SHARDS=4 */";
    String fill = "INSERT INTO x_7 VALUES (1), (2), (3)";
    assertThat(check(ledger("i +tx:7 +table:x_7"), create, fill))
        .containsExactly("half of a transaction: only some hold of +tx:7 +table:x_7", UNKNOWN);
  }

  private static final String UNKNOWN = "there, though it was undone or never written: table:x_7";

  @Test
  void whatWasUndoneAndIsThereIsFound() {
    String undone = "INSERT INTO whole(tx, rows) VALUES (-3, 1)";
    assertThat(check(ledger("i +tx:3", "n +tx:3"), undone))
        .containsExactly("there, though it was undone or never written: tx:-3");
  }

  @Test
  void moneyThatIsMissingIsFound() {
    String theft = "UPDATE accounts SET money = money - 1 WHERE id = 3";
    assertThat(check(ledger(), theft)).singleElement().asString().contains("accounts hold");
  }

  @Test
  void whatIsNotAcknowledgedMayBeThereOrNot() {
    assertThat(check(ledger("i +tx:7", "i +tx:8"), "INSERT INTO parts(tx, rows) VALUES (7, 1)"))
        .isEmpty();
  }
}
