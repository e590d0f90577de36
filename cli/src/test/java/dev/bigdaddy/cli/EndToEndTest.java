package dev.bigdaddy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.cli.console.Output;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands on real databases, in this process.
class EndToEndTest {

  private static final String ITEMS =
      """
      CREATE TABLE items(id INTEGER PRIMARY KEY, name TEXT, price REAL) /* SHARDS=8 */;
      INSERT INTO items VALUES (1, 'one', 1.5), (2, 'two', NULL), (3, 'it''s three', 3.25),
        (4, 'four', 4), (5, 'five', 5.0);
      """;

  @TempDir Path root;

  private String out = "";
  private String errors = "";

  @Test
  void whatOneRunWritesTheNextOneReads() {
    assertThat(run(ITEMS, "run", db())).isZero();
    assertThat(out).isEmpty();
    assertThat(errors).isEmpty();

    assertThat(run("", "run", db(), "-c", "SELECT * FROM items ORDER BY id")).isZero();
    assertThat(out).isEqualTo("1|one|1.5\n2|two|\n3|it's three|3.25\n4|four|4.0\n5|five|5.0\n");
  }

  @Test
  void outputModesApplyToAnswersOfManyNodes() {
    run(ITEMS, "run", db());

    run("", "run", "-json", db(), "-c", "SELECT id, price FROM items WHERE id < 3 ORDER BY id");
    assertThat(out).isEqualTo("[{\"id\":1,\"price\":1.5},\n{\"id\":2,\"price\":null}]\n");

    run("", "run", "-box", db(), "-c", "SELECT count(*) AS n, sum(price) AS total FROM items");
    assertThat(out)
        .isEqualTo(
            """
            ┌───┬───────┐
            │ n │ total │
            ├───┼───────┤
            │ 5 │ 13.75 │
            └───┴───────┘
            """);
  }

  @Test
  void commandsRunBeforeFilesAndFilesInOrder() throws IOException {
    Path first = Files.writeString(root.resolve("first.sql"), ITEMS + "SELECT 'first';\n");
    Path second = Files.writeString(root.resolve("second.sql"), "SELECT max(id) FROM items;\n");

    run("", "run", db(), "-c", "SELECT 'command'", first.toString(), second.toString());

    assertThat(out).isEqualTo("command\nfirst\n5\n");
    assertThat(errors).isEmpty();
  }

  @Test
  void errorsNameTheirLineAndFailTheCommand() {
    assertThat(run(ITEMS + "SELECT *\nFROM itms;\nSELECT 'on';\n", "run", db())).isEqualTo(1);

    assertThat(out).isEqualTo("on\n");
    assertThat(errors).matches("Error: near line [45]: no such table: itms \\(SQL 1\\)\n");
  }

  @Test
  void aDoubledKeyIsAConstraintErrorAndNothingOfItsStatementStays() {
    run(ITEMS, "run", db());

    assertThat(run("", "run", db(), "-c", "INSERT INTO items(id) VALUES (6), (7), (1)"))
        .isEqualTo(1);
    assertThat(errors).startsWith("Error: UNIQUE constraint failed: items.id (CONSTRAINT ");
    run("", "run", db(), "-c", "SELECT count(*) FROM items");
    assertThat(out).isEqualTo("5\n");
  }

  @Test
  void transactionsSpanTheStatementsOfARun() {
    run(ITEMS, "run", db());

    run("BEGIN;\nDELETE FROM items;\nSELECT count(*) FROM items;\nROLLBACK;\n", "run", db());
    assertThat(out).isEqualTo("0\n");
    run("", "run", db(), "-c", "SELECT count(*) FROM items");
    assertThat(out).isEqualTo("5\n");
  }

  @Test
  void theShellWithoutATerminalIsAScript() {
    run(ITEMS, "run", db());

    int exitCode =
        run(".tables\n.schema\n.shards on\nSELECT count(*) FROM items;\n.exit 4\n", "shell", db());

    assertThat(exitCode).isEqualTo(4);
    assertThat(out)
        .startsWith("items\nCREATE TABLE items(id INTEGER PRIMARY KEY, name TEXT, price REAL)")
        .contains("5\n")
        .containsPattern("node +table +shards +rows +changed +ms\nnode-0 +items ");
    assertThat(out).doesNotContain("_virtualShard").doesNotContain("bigdaddy>");
  }

  @Test
  void explainTellsTheNodesWithoutRunning() {
    run(ITEMS, "run", db());

    assertThat(run("", "explain", db(), "DELETE FROM items WHERE id = 3")).isZero();
    assertThat(out)
        .startsWith("one node\n`--node-")
        .contains("\n   DELETE FROM items WHERE id = 3");
    run("", "run", db(), "-c", "SELECT count(*) FROM items");
    assertThat(out).isEqualTo("5\n");
  }

  @Test
  void explainTellsWhatReadingTook() {
    run(ITEMS, "run", db());

    assertThat(run("", "explain", db(), "--analyze", "SELECT * FROM items")).isZero();
    assertThat(out).containsPattern("^streamed merge  \\(5 rows, [0-9.]+ ms\\)\n");
    assertThat(out).containsPattern("`--ran on\n").containsPattern("node-0 \\[items: [0-9]+\\]: ");
    assertThat(run("", "explain", db(), "--analyze", "DELETE FROM items")).isEqualTo(1);
    run("", "run", db(), "-c", "SELECT count(*) FROM items");
    assertThat(out).isEqualTo("5\n");
  }

  @Test
  void filesAreImportedIntoSpreadTables() throws IOException {
    StringBuilder csv = new StringBuilder("id,name,price\n");
    for (int id = 1; id <= 1_234; id++) {
      csv.append(id).append(",\"name, ").append(id).append("\",").append(id % 7).append('\n');
    }
    Path file = Files.writeString(root.resolve("items.csv"), csv);

    run(
        """
        CREATE TABLE items(id INTEGER PRIMARY KEY, name TEXT, price REAL) /* SHARDS=8 */;
        .import --csv --skip 1 '%s' items
        SELECT count(*), sum(id), sum(price), count(DISTINCT name) FROM items;
        SELECT * FROM items WHERE id = 1000;
        """
            .formatted(file),
        "run",
        db());

    assertThat(errors).isEmpty();
    assertThat(out).isEqualTo("1234|761995|3699.0|1234\n1000|name, 1000|6.0\n");
  }

  @Test
  void theDemoFillsADirectoryAnswersAndIsUsedAgain() {
    assertThat(run("", "demo", db(), "--rows", "3000")).isZero();
    assertThat(errors).isEmpty();
    assertThat(out)
        .contains("Database: " + root.resolve("db").toAbsolutePath())
        .containsPattern("posts +352 rows in ")
        .containsPattern("13\\. JSON")
        .containsPattern("1 row in \\d+\\.\\d\\d ms, by ");

    assertThat(run("", "demo", db())).isZero();
    assertThat(out).contains("The blog is there already; using it as it is.");
  }

  @Test
  void aDirectoryOfOtherThingsIsRefusedInOneLine() throws IOException {
    Files.createDirectories(root.resolve("db"));
    Files.writeString(root.resolve("db/letter.txt"), "Dear reader");

    assertThat(run("", "run", db(), "-c", "SELECT 1")).isEqualTo(1);
    assertThat(errors).startsWith("Error: ").contains("(CANNOT_OPEN 14)");
    assertThat(errors.lines()).hasSize(1);
  }

  private String db() {
    return root.resolve("db").toString();
  }

  private int run(String input, String... arguments) {
    StringWriter written = new StringWriter();
    StringWriter told = new StringWriter();
    Streams streams =
        new Streams(
            new BufferedReader(new StringReader(input)),
            new Output(written),
            new PrintWriter(told, true),
            false);
    int exitCode = Main.run(streams, arguments);
    out = written.toString();
    errors = told.toString();
    return exitCode;
  }
}
