package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.testkit.Oracle.Outcome;
import dev.bigdaddy.testkit.OracleRun.Refusals;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Generated queries: they reach what they should, and Big Daddy answers them as plain SQLite does.
class QueryGeneratorTest {
  private static final int QUERIES = 300;
  private static final int SCRIPTS_A_SETTING = 2;

  static List<OracleSetting> settings() {
    return OracleSetting.all();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void generatedQueriesGivePlainSqlitesAnswers(OracleSetting setting) {
    long firstSeed = 10_000L * (1 + OracleSetting.all().indexOf(setting));
    for (long seed = firstSeed; seed < firstSeed + SCRIPTS_A_SETTING; seed++) {
      GeneratedScript generated = QueryScripts.of(seed, QUERIES);
      PartitionCheck partition = new PartitionCheck(generated.partitions());
      Outcome outcome = Oracle.run(generated.script(), setting, Refusals.ANYWHERE, partition);
      assertThat(outcome.difference().map(Difference::report)).isEmpty();
      assertThat(outcome.refused()).isZero();
      assertThat(partition.violations()).isEmpty();
    }
  }

  /// Rungs are left to the command, which sees many more queries.
  @Test
  void generatedQueriesUseEverythingOftenEnough() {
    Quotas quotas = new Quotas();
    int partitions = 0;
    for (long seed = 1; seed <= 40; seed++) {
      GeneratedScript generated = QueryScripts.of(seed, QUERIES);
      PartitionCheck partition = new PartitionCheck(generated.partitions());
      quotas.expect(generated.features());
      try (PlainSqlite twin = PlainSqlite.inMemory()) {
        Outcome outcome =
            Oracle.run(
                generated.script(),
                "plain",
                twin,
                Refusals.ANYWHERE,
                (statement, expected, actual, tested) -> {
                  quotas.ran(statement, expected, actual, tested);
                  partition.ran(statement, expected, actual, tested);
                });
        assertThat(outcome.difference().map(Difference::report)).isEmpty();
      }
      assertThat(partition.violations()).isEmpty();
      partitions += partition.checked();
    }
    assertThat(quotas.unmet()).as(quotas.report()).isEmpty();
    assertThat(partitions).isGreaterThan(100);
  }

  @Test
  void oneSeedGivesOneScript() {
    assertThat(QueryScripts.of(7, 50).script().toText())
        .isEqualTo(QueryScripts.of(7, 50).script().toText())
        .isNotEqualTo(QueryScripts.of(8, 50).script().toText());
  }

  @Test
  void aScriptSurvivesWritingAndReading() {
    Script script = QueryScripts.of(11, 100).script();
    assertThat(Script.parse(script.name(), script.toText()).toText()).isEqualTo(script.toText());
  }

  @Test
  void aLostRowBreaksThePartition() {
    ScriptStatement whole = ScriptStatement.of("SELECT a FROM t WHERE 1");
    PartitionCheck.Parts parts =
        new PartitionCheck.Parts(
            ScriptStatement.of("SELECT a FROM t WHERE (a > 1)"),
            ScriptStatement.of("SELECT a FROM t WHERE NOT (a > 1)"),
            ScriptStatement.of("SELECT a FROM t WHERE (a > 1) IS NULL"));
    List<String> found = new ArrayList<>();
    for (String lost : List.of("", " IS NULL")) {
      PartitionCheck check = new PartitionCheck(java.util.Map.of(whole, parts));
      Mutation.Fault fault =
          new Mutation.Fault() {
            @Override
            public String text(String sql) {
              return lost.isEmpty() ? sql : sql.replace(lost, " AND 0");
            }
          };
      try (PlainSqlite plain = PlainSqlite.inMemory()) {
        plain.run("CREATE TABLE t(a)", List.of());
        plain.run("INSERT INTO t VALUES (1), (2), (NULL)", List.of());
        SystemUnderTest faulty = new Mutation(plain, fault);
        Answer answer = faulty.run(whole.sql(), List.of());
        check.ran(whole, answer, answer, faulty);
      }
      found.addAll(check.violations());
    }
    assertThat(found).hasSize(1);
  }
}
