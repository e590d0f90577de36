package dev.bigdaddy.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.cli.PlainSession;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.EOFError;
import org.jline.reader.Parser.ParseContext;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqlCompleterTest {

  private final PlainSession session = new PlainSession();
  private final StatementParser parser = new StatementParser();

  @BeforeEach
  void createTables() {
    session.sql("CREATE TABLE users(id INTEGER, \"full name\" TEXT)");
    session.sql("CREATE TABLE posts(id INTEGER, title TEXT)");
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void dotCommandsAreOfferedAtTheBeginning() throws Exception {
    assertThat(candidates(".t")).contains(".tables", ".timer").doesNotContain("SELECT");
  }

  @Test
  void tablesColumnsAndKeywordsAreOffered() throws Exception {
    assertThat(candidates("SELECT * FROM u")).contains("users", "posts", "title", "union");
    assertThat(candidates("S")).contains("SELECT").doesNotContain("select");
  }

  @Test
  void columnsAreThoseOfTheTablesNamed() throws Exception {
    assertThat(candidates("SELECT * FROM users WHERE f"))
        .contains("id", "\"full name\"")
        .doesNotContain("title");
  }

  @Test
  void qualifiedColumnsKeepTheirQualifier() throws Exception {
    assertThat(candidates("SELECT * FROM posts p, users u WHERE p.t")).contains("p.title", "p.id");
    assertThat(candidates("SELECT * FROM posts, users WHERE posts.t"))
        .containsExactly("posts.id", "posts.title");
  }

  @Test
  void aStatementWithoutItsEndAsksForAnotherLine() {
    assertThat(parser.parse("SELECT 1;", 9, ParseContext.ACCEPT_LINE).line())
        .isEqualTo("SELECT 1;");
    assertThat(parser.parse(".tables", 7, ParseContext.ACCEPT_LINE).line()).isEqualTo(".tables");
    assertThatThrownBy(() -> parser.parse("SELECT ';", 9, ParseContext.ACCEPT_LINE))
        .isInstanceOf(EOFError.class);
  }

  private List<String> candidates(String line) throws Exception {
    List<Candidate> candidates = new ArrayList<>();
    try (DumbTerminal terminal =
        new DumbTerminal(InputStream.nullInputStream(), OutputStream.nullOutputStream())) {
      new SqlCompleter(session)
          .complete(
              new LineReaderImpl(terminal),
              parser.parse(line, line.length(), ParseContext.COMPLETE),
              candidates);
    }
    return candidates.stream().map(Candidate::value).toList();
  }
}
