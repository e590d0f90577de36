package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.ScriptStatement.Directive;
import dev.bigdaddy.testkit.SqlToken.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A list of statements that runs on plain SQLite and on Big Daddy alike.
///
/// In text form it is a SQL file. A line comment between two statements that says nothing but a
/// directive (`-- ordered`, `-- params: 1, 'x'`; see {@link Directive}) belongs to the next
/// statement.
///
/// @param name what differences call the script
public record Script(String name, List<ScriptStatement> statements) {

  public Script {
    statements = List.copyOf(statements);
  }

  /// A script of statements without parameters and directives.
  public static Script of(String name, String... statements) {
    List<ScriptStatement> list = new ArrayList<>();
    for (String statement : statements) {
      list.add(ScriptStatement.of(statement));
    }
    return new Script(name, list);
  }

  /// Reads a SQL file.
  public static Script read(Path file) throws IOException {
    return parse(String.valueOf(file.getFileName()), Files.readString(file));
  }

  /// Reads a resource that lies beside the classes of the testkit.
  public static Script resource(String name) {
    try (InputStream stream = Script.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalArgumentException("no such script: " + name);
      }
      return parse(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads the text of a SQL file.
  public static Script parse(String name, String text) {
    return new Script(name, new Reader(text).read());
  }

  /// The script as a file would write it.
  public String toText() {
    StringBuilder text = new StringBuilder();
    statements.forEach(statement -> text.append(statement.toScript()));
    return text.toString();
  }

  /// Reads statements one after the other. Used by one thread.
  private static final class Reader {
    private final String text;
    private final List<ScriptStatement> statements = new ArrayList<>();
    private final List<SqlToken> current = new ArrayList<>();
    private final Set<Directive> directives = EnumSet.noneOf(Directive.class);
    private List<@Nullable Object> parameters = List.of();

    Reader(String text) {
      this.text = text;
    }

    List<ScriptStatement> read() {
      for (SqlToken token : SqlTokens.withComments(text)) {
        if (token.kind() == Kind.COMMENT) {
          if (current.isEmpty()) {
            readDirective(token.text());
          }
        } else if (token.is(";") && !insideTrigger()) {
          endStatement(token.start());
        } else {
          current.add(token);
        }
      }
      endStatement(text.length());
      return statements;
    }

    private void readDirective(String comment) {
      String words = comment.substring(2).strip();
      if (!comment.startsWith("--")) {
        return;
      }
      if (words.startsWith("params:")) {
        parameters = SqlValue.parseList(words.substring("params:".length()));
        return;
      }
      for (String word : words.split(",")) {
        for (Directive directive : Directive.values()) {
          if (word.strip().equals(directive.name().toLowerCase(Locale.ROOT))) {
            directives.add(directive);
          }
        }
      }
    }

    /// A trigger's body holds semicolons; it ends with the END that follows one.
    private boolean insideTrigger() {
      int size = current.size();
      boolean trigger =
          current.stream().limit(3).anyMatch(token -> token.is("TRIGGER"))
              && current.getFirst().is("CREATE");
      return trigger
          && !(size > 1 && current.get(size - 1).is("END") && current.get(size - 2).is(";"));
    }

    private void endStatement(int end) {
      if (!current.isEmpty()) {
        int start = current.getFirst().start();
        int line = (int) text.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
        String sql = text.substring(start, end).strip();
        statements.add(new ScriptStatement(line, sql, parameters, directives));
      }
      current.clear();
      directives.clear();
      parameters = List.of();
    }
  }
}
