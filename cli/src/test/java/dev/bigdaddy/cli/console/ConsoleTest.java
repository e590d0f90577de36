package dev.bigdaddy.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.cli.PlainSession;
import dev.bigdaddy.cli.console.Console.Outcome;
import dev.bigdaddy.cli.output.OutputStyle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scripts and dot commands, on a plain SQLite database.
class ConsoleTest {

  @TempDir Path directory;

  private final PlainSession session = new PlainSession();
  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();
  private final Console console =
      new Console(session, new Output(out), new PrintWriter(errors), OutputStyle.plain());

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void answersOfAScriptAreWrittenInOrder() throws IOException {
    Outcome outcome =
        run(
            """
            CREATE TABLE t(a, b);
            INSERT INTO t VALUES (1, 'x'), (2, NULL);
            SELECT * FROM t;
            .headers on
            .mode csv
            SELECT a,
                   b FROM t; SELECT 'last'
            """);

    assertThat(outcome).isEqualTo(Outcome.DONE);
    assertThat(out)
        .hasToString(
            "1|x\n2|\na,b\r\n1,x\r\n2,\r\n'last'\r\nlast\r\n".replace("'last'", "\"'last'\""));
    assertThat(errors).hasToString("");
  }

  @Test
  void anErrorNamesItsLineAndTheScriptGoesOn() throws IOException {
    Outcome outcome =
        run(
            """
            SELECT 1;

            -- a comment
            SELECT *
            FROM nowhere; SELECT 'left out';
            SELECT 2;
            """);

    assertThat(outcome).isEqualTo(Outcome.FAILED);
    assertThat(out).hasToString("1\n2\n");
    assertThat(errors).hasToString("Error: near line 5: no such table: nowhere (SQL 1)\n");
  }

  @Test
  void constraintsAreToldWithSqlitesExtendedCode() throws IOException {
    run("CREATE TABLE t(a UNIQUE);\nINSERT INTO t VALUES (1);\nINSERT INTO t VALUES (1);\n");

    assertThat(errors)
        .hasToString("Error: near line 3: UNIQUE constraint failed: t.a (CONSTRAINT 2067)\n");
  }

  @Test
  void bailStopsAtTheFirstError() throws IOException {
    Outcome outcome = run(".bail on\nSELECT missing;\nSELECT 2;\n");

    assertThat(outcome).isEqualTo(Outcome.FAILED);
    assertThat(out).hasToString("");
    assertThat(errors).hasToString("Error: near line 2: no such column: missing (SQL 1)\n");
  }

  @Test
  void aTypedStatementsErrorIsPointedAt() {
    console.runText("SELECT 1,\n  nowhere;");

    assertThat(errors)
        .hasToString(
            """
            Error: no such column: nowhere (SQL 1)
                nowhere;
                ^--- error here
            """);
  }

  @Test
  void aLastStatementNeedsNoSemicolon() throws IOException {
    run("SELECT 1;\nSELECT 2");

    assertThat(out).hasToString("1\n2\n");
  }

  @Test
  void readRunsAnotherScriptAndNamesItInErrors() throws IOException {
    Path script = Files.writeString(directory.resolve("a b.sql"), "SELECT 7;\n\nSELECT missing;\n");

    Outcome outcome = run(".read '" + script + "'\nSELECT 8;\n");

    assertThat(outcome).isEqualTo(Outcome.FAILED);
    assertThat(out).hasToString("7\n8\n");
    assertThat(errors)
        .hasToString("Error: near line 3 of " + script + ": no such column: missing (SQL 1)\n");
  }

  @Test
  void aScriptThatReadsItselfIsStopped() throws IOException {
    Path script = directory.resolve("loop.sql");
    Files.writeString(script, ".read " + script + "\n");

    assertThat(run(".bail on\n.read " + script + "\n")).isEqualTo(Outcome.FAILED);
    assertThat(errors.toString()).contains("scripts may read one another 25 levels deep");
  }

  @Test
  void anUnknownDotCommandIsToldWithTheNearestOne() throws IOException {
    run(".tabels\n.xyzzy\n.s\n");

    assertThat(errors)
        .hasToString(
            """
            Error: near line 1: unknown command: .tabels, did you mean .tables? (.help lists all)
            Error: near line 2: unknown command: .xyzzy (.help lists all)
            Error: near line 3: ".s" may be .schema or .separator or .shards or .show
            """);
  }

  @Test
  void tablesAndSchemaTakeAPattern() throws IOException {
    run(
        """
        CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT) /* SHARDS=4 */;
        CREATE TABLE posts(id);
        CREATE INDEX posts_by_id ON posts(id);
        .tables
        .tables u%
        .schema users
        .schema POSTS
        .indexes
        """);

    assertThat(out)
        .hasToString(
            """
            posts  users
            users
            CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT);
            CREATE TABLE posts(id);
            CREATE INDEX posts_by_id ON posts(id);
            posts_by_id
            """);
  }

  @Test
  void shardsShowsWhatEachNodeDid() throws IOException {
    run(".shards on\nSELECT 1;\n.shards off\nSELECT 2;\n");

    assertThat(out)
        .hasToString(
            """
            1
            node     table  shards  rows  changed    ms
            node-0   t           4     1        0  1.25
            node-10  t          12     0        0  0.25
            2
            """);
  }

  @Test
  void explainShowsThePlanOnceForNodesThatAreAskedTheSame() throws IOException {
    run(".explain SELECT 1\n.explain on\nSELECT 2;\n.explain off\nSELECT 3;\n");

    String plan =
        """
        streamed merge
        |--reason: more than one node is asked
        |--node-0, node-1 [t: 4 of 8]
        |  SELECT %s
        `--merge: in the order of a
        """;
    assertThat(out).hasToString(plan.formatted("1") + plan.formatted("2;") + "2\n3\n");
  }

  @Test
  void queryPlansAreDrawnAsTrees() throws IOException {
    run(
        """
        CREATE TABLE t(a INTEGER PRIMARY KEY, b);
        EXPLAIN QUERY PLAN SELECT * FROM t WHERE a = 1 UNION ALL SELECT * FROM t;
        """);

    assertThat(out)
        .hasToString(
            """
            QUERY PLAN
            `--COMPOUND QUERY
               |--LEFT-MOST SUBQUERY
               |  `--SEARCH t USING INTEGER PRIMARY KEY (rowid=?)
               `--UNION ALL
                  `--SCAN t
            """);
  }

  @Test
  void timerAndChangesTellAboutEachStatement() throws IOException {
    run("CREATE TABLE t(a);\n.changes on\n.timer on\nINSERT INTO t VALUES (1), (2);\n");

    assertThat(out.toString())
        .matches("changes: 2 {3}total_changes: 2\nRun Time: real \\d+\\.\\d{3}\n");
  }

  @Test
  void importMakesATableFromTheHeader() throws IOException {
    Path csv =
        Files.writeString(
            directory.resolve("in.csv"), "id,name,name,\n1,\"a \"\"b\"\"\",x,\n2,y\n");

    Outcome outcome = run(".import --csv " + csv + " t\n.mode quote\nSELECT * FROM t;\n.schema\n");

    assertThat(outcome).isEqualTo(Outcome.DONE);
    assertThat(out.toString())
        .startsWith("'1','a \"b\"','x',''\n'2','y',NULL,NULL\n")
        .contains("\"id\" TEXT, \"name_2\" TEXT, \"name_3\" TEXT, \"?\" TEXT");
    assertThat(errors)
        .hasToString(csv + ":3: expected 4 columns but found 2 - filling the rest with NULL\n");
  }

  @Test
  void importIntoATableUsesItsTypesAndKeepsTheGoodRows() throws IOException {
    Path csv = Files.writeString(directory.resolve("in.csv"), "a,b\n1,2.5\n1,3\n2,text\n");

    Outcome outcome =
        run(
            """
            CREATE TABLE t(a INTEGER UNIQUE, b REAL);
            .import --csv --skip 1 %s t
            .mode quote
            SELECT * FROM t;
            """
                .formatted(csv));

    assertThat(outcome).isEqualTo(Outcome.FAILED);
    assertThat(out).hasToString("1,2.5\n2,'text'\n");
    assertThat(errors.toString())
        .isEqualTo(csv + ":3: INSERT failed: UNIQUE constraint failed: t.a (CONSTRAINT 2067)\n");
  }

  @Test
  void aMissingFileIsOneLine() throws IOException {
    run(".import --csv nowhere.csv t\n.read nothing.sql\n");

    assertThat(errors)
        .hasToString(
            """
            Error: near line 1: no such file: nowhere.csv
            Error: near line 2: no such file: nothing.sql
            """);
  }

  @Test
  void exitLeavesWithItsCode() throws IOException {
    run("SELECT 1;\n.exit 3\nSELECT 2;\n");

    assertThat(console.isQuitting()).isTrue();
    assertThat(console.exitCode()).isEqualTo(3);
    assertThat(out).hasToString("1\n");
  }

  @Test
  void settingsAreShownAndKept() throws IOException {
    run(".mode tabs\n.nullvalue -\n.separator , \\n\n.width 3 -4\n.show\nSELECT NULL, 1;\n");

    assertThat(out.toString())
        .contains("        mode: tabs\n", "   nullvalue: \"-\"\n", "   separator: \",\"\n")
        .contains("       width: 3 -4\n")
        .endsWith("-,1\n");
  }

  @Test
  void everyCommandIsInTheHelpAndOffered() throws IOException {
    run(".help\n");

    assertThat(out.toString().lines().map(line -> line.split("\\s")[0]).toList())
        .isEqualTo(DotCommands.names());
  }

  @Test
  void aWrongModeNamesTheRightOnes() throws IOException {
    run(".mode html\n.headers maybe\n");

    assertThat(errors)
        .hasToString(
            """
            Error: near line 1: mode should be one of: box column csv insert json line list \
            markdown quote table tabs
            Error: near line 2: usage: .headers on|off
            """);
  }

  private Outcome run(String script) throws IOException {
    Outcome outcome = console.runScript(new BufferedReader(new StringReader(script)), "");
    console.out().flush();
    return outcome;
  }
}
