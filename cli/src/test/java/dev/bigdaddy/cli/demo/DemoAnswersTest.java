package dev.bigdaddy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.cli.PlainSession;
import dev.bigdaddy.cli.console.Output;
import dev.bigdaddy.conductor.QueryResult;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import java.io.Writer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo's questions have the same answers as on one plain SQLite database.
class DemoAnswersTest {

  private static final int ROWS = 20_000;

  @TempDir Path root;

  @Test
  void everyAnswerIsThatOfPlainSqlite() {
    try (PlainSession plain = new PlainSession();
        BigDaddy database = BigDaddy.open(root.resolve("db"), Settings.defaults());
        Session session = database.session()) {
      new Demo(plain, new Output(Writer.nullWriter()), false).load(ROWS);
      new Demo(session, new Output(Writer.nullWriter()), false).load(ROWS);

      for (BlogQuery query : BlogQuery.all()) {
        QueryResult expected = plain.sql(query.sql());
        QueryResult actual = session.sql(query.sql());
        assertThat(actual.rows()).as(query.title()).isEqualTo(expected.rows());
      }
    }
  }
}
