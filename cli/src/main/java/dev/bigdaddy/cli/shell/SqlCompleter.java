package dev.bigdaddy.cli.shell;

import dev.bigdaddy.cli.console.Console;
import dev.bigdaddy.cli.output.SqlKeywords;
import dev.bigdaddy.cli.output.SqlText;
import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.Session;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/// Completes dot commands, keywords, and the names of tables and columns, which it asks the
/// session.
///
/// Used by the shell's thread.
final class SqlCompleter implements Completer {

  /// Tables whose columns are offered while the statement names none.
  private static final int MOST_TABLES = 50;

  private final Session session;

  SqlCompleter(Session session) {
    this.session = session;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String word = line.word().substring(0, line.wordCursor());
    boolean firstWord = line.line().substring(0, line.cursor() - word.length()).isBlank();
    if (firstWord && word.startsWith(".")) {
      Console.dotCommandNames().forEach(name -> candidates.add(candidate(name, "commands")));
      return;
    }
    try {
      addNames(line.line(), word, candidates);
    } catch (BigDaddyException _) {
      // A failed transaction or a busy database: keywords are still worth offering.
      candidates.clear();
    }
    if (!word.contains(".")) {
      boolean lower = !word.isEmpty() && Character.isLowerCase(word.charAt(0));
      for (String keyword : SqlKeywords.all()) {
        candidates.add(candidate(lower ? keyword.toLowerCase(Locale.ROOT) : keyword, "keywords"));
      }
    }
  }

  private void addNames(String line, String word, List<Candidate> candidates) {
    List<String> tables = tables();
    List<String> named = tables.stream().filter(table -> names(line, table)).toList();
    List<String> asked = named.isEmpty() ? tables.stream().limit(MOST_TABLES).toList() : named;
    int dot = word.lastIndexOf('.');
    String qualifier = dot < 0 ? "" : word.substring(0, dot + 1);
    if (dot >= 0) {
      // An alias says nothing about its table, so all tables of the statement are asked.
      String table = word.substring(0, dot);
      asked = tables.stream().anyMatch(table::equalsIgnoreCase) ? List.of(table) : asked;
    } else {
      tables.forEach(table -> candidates.add(candidate(SqlText.name(table), "tables")));
    }
    for (String table : asked) {
      for (String column : columns(table)) {
        candidates.add(candidate(qualifier + SqlText.name(column), "columns"));
      }
    }
  }

  private static boolean names(String line, String table) {
    return line.toLowerCase(Locale.ROOT).contains(table.toLowerCase(Locale.ROOT));
  }

  private List<String> tables() {
    return session
        .sql("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name")
        .rows()
        .stream()
        .map(row -> Objects.toString(row.getFirst()))
        .toList();
  }

  private List<String> columns(String table) {
    return session.sql("PRAGMA table_info(" + SqlText.quotedName(table) + ")").rows().stream()
        .map(row -> Objects.toString(row.get(1)))
        .toList();
  }

  private static Candidate candidate(String value, String group) {
    return new Candidate(value, value, group, null, null, null, true);
  }
}
