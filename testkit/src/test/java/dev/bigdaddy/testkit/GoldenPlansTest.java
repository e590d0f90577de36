package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.testkit.Answer.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Plans held against a file that people read: a cheap rung must stay cheap, and a change of plan
/// must be seen.
///
/// `-Dgolden.update=true` writes the plans anew. The file has a part for each query: a comment, the
/// query, the plan on four nodes.
class GoldenPlansTest {
  private static final Path FILE = Path.of("src/test/resources/dev/bigdaddy/testkit/plans.golden");
  private static final String PART = "### ";
  private static final String PLAN = "--- plan\n";

  private record Golden(String comment, String query, String plan) {
    String text() {
      return PART + comment + "\n" + query + "\n" + PLAN + plan + "\n";
    }
  }

  @TestFactory
  Stream<DynamicTest> queriesHaveTheirPlans() throws IOException {
    List<Golden> expected = read();
    List<Golden> actual = explain(expected);
    if (Boolean.getBoolean("golden.update")) {
      write(actual);
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      Golden wanted = expected.get(i);
      Golden found = actual.get(i);
      tests.add(
          DynamicTest.dynamicTest(
              wanted.comment(),
              () -> {
                if (!Boolean.getBoolean("golden.update")) {
                  assertThat(found.text()).isEqualTo(wanted.text());
                }
              }));
    }
    return tests.stream();
  }

  @Test
  void atLeastFortyQueriesHaveGoldenPlans() throws IOException {
    assertThat(read()).hasSizeGreaterThanOrEqualTo(40);
  }

  private static List<Golden> explain(List<Golden> queries) throws IOException {
    Path directory = Oracle.temporaryDirectory();
    try (BigDaddyUnderTest database =
        BigDaddyUnderTest.open(
            directory.resolve("db"), OracleSetting.hintsOnFourNodes().settings())) {
      for (ScriptStatement statement : Script.parse("schema", schema()).statements()) {
        assertThat(database.run(statement.sql(), List.of())).isInstanceOf(Rows.class);
      }
      List<Golden> plans = new ArrayList<>();
      for (Golden query : queries) {
        ScriptStatement statement = Script.parse("query", query.query()).statements().getFirst();
        String plan = database.plan(statement.sql(), statement.parameters());
        plans.add(new Golden(query.comment(), query.query(), plan));
      }
      return plans;
    } finally {
      Oracle.delete(directory);
    }
  }

  private static String schema() throws IOException {
    return parts().getFirst().substring("schema\n".length());
  }

  private static List<String> parts() throws IOException {
    return Stream.of(Files.readString(FILE).split("(?m)^" + PART))
        .filter(part -> !part.isBlank())
        .toList();
  }

  private static List<Golden> read() throws IOException {
    List<Golden> golden = new ArrayList<>();
    for (String part : parts().subList(1, parts().size())) {
      int newline = part.indexOf('\n');
      int plan = part.indexOf(PLAN);
      String query = plan < 0 ? part.substring(newline + 1) : part.substring(newline + 1, plan);
      String lines = plan < 0 ? "" : part.substring(plan + PLAN.length()).strip();
      golden.add(new Golden(part.substring(0, newline), query.strip(), lines));
    }
    return golden;
  }

  private static void write(List<Golden> plans) throws IOException {
    StringBuilder text = new StringBuilder(PART).append("schema\n").append(schema());
    plans.forEach(plan -> text.append(plan.text()));
    Files.writeString(FILE, text);
  }
}
