package dev.bigdaddy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random sequences of calls give the answers of sqlite-jdbc.
///
/// More of them: `./mvnw -pl jdbc -am test -Dtest=CallSequencesTest -Dsurefire.failIfNoSpecifiedTests=false
/// -Dsequences=5000 -Dsequences.first=1000`.
@Timeout(600)
class CallSequencesTest {
  private static final int CALLS = 80;

  @ParameterizedTest
  @ValueSource(strings = {"", "&nodes=4&default_shards=8"})
  void answersAreThoseOfSqliteJdbc(String settings) throws Exception {
    long first = Long.getLong("sequences.first", 1);
    long count = Long.getLong("sequences", 60);
    for (long seed = first; seed < first + count; seed++) {
      try (SideBySide both = new SideBySide(settings)) {
        both.run(
            "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b INT NOT NULL CHECK(b < 100), c)");
        both.run("CREATE TABLE u(id INTEGER PRIMARY KEY, tid INTEGER)");
        both.run(
            "INSERT INTO t VALUES (1, 'one', 1, 1.5), (2, 'two', 2, NULL), (3, 'three', 3, x'01'),"
                + " (4, NULL, 4, 'c')");
        both.run("INSERT INTO u(tid) VALUES (1), (3)");
        Optional<String> difference = new CallSequence(both, seed).run(CALLS);
        assertThat(difference).as("sequence " + seed).isEmpty();
      }
    }
  }
}
