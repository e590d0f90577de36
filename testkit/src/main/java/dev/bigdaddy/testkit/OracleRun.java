package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Answer.Crash;
import dev.bigdaddy.testkit.Answer.Failure;
import dev.bigdaddy.testkit.Answer.Refusal;
import dev.bigdaddy.testkit.Answer.Rows;
import dev.bigdaddy.testkit.Difference.Kind;
import dev.bigdaddy.testkit.Oracle.Outcome;
import dev.bigdaddy.testkit.ScriptStatement.Directive;
import dev.bigdaddy.testkit.SystemUnderTest.SessionState;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One script on one system, statement by statement beside plain SQLite.
///
/// Used by one thread.
public final class OracleRun {

  /// Where a system may refuse a statement as not supported.
  public enum Refusals {
    /// Only at statements marked `-- refused`.
    WHERE_MARKED,
    /// At every statement, as generated ones are not marked.
    ANYWHERE
  }

  private final Script script;
  private final String setting;
  private final PlainSqlite plain;
  private final SystemUnderTest tested;
  private final Refusals refusals;
  private final StatementObserver observer;
  private final Predicate<Difference> stopsAt;

  /// An INSERT that fails in a later row has set `last_insert_rowid()` to an earlier one's in
  /// SQLite, of which nothing remains. Nobody can rely on it: it is compared again once an INSERT
  /// has set it. VACUUM sets it too.
  private boolean lastRowidIsOpen;

  /// Whether plain SQLite would run a statement on and on.
  private boolean endless;

  /// Whether plain SQLite had to read its schema anew.
  private boolean readAnew;

  /// What plain SQLite's connection remembered last; a query changes nothing of it.
  private SessionState lastState;

  private int agreed;
  private int refused;
  private int withRows;

  OracleRun(
      Script script,
      String setting,
      PlainSqlite plain,
      SystemUnderTest tested,
      Refusals refusals,
      StatementObserver observer,
      Predicate<Difference> stopsAt) {
    this.script = script;
    this.setting = setting;
    this.plain = plain;
    this.tested = tested;
    this.refusals = refusals;
    this.observer = observer;
    this.stopsAt = stopsAt;
    this.lastState = plain.state();
  }

  Outcome run() {
    int number = 0;
    for (ScriptStatement statement : script.statements()) {
      number++;
      Optional<Difference> difference = step(number, statement);
      if (endless) {
        return new Outcome(setting, agreed, refused, withRows, Optional.empty());
      }
      if (difference.filter(stopsAt).isPresent()) {
        return new Outcome(setting, agreed, refused, withRows, difference);
      }
    }
    return new Outcome(setting, agreed, refused, withRows, contents(number + 1));
  }

  /// Big Daddy first: what it refuses must not run on plain SQLite.
  private Optional<Difference> step(int number, ScriptStatement statement) {
    Answer actual = tested.run(statement.sql(), statement.parameters());
    if (actual instanceof Refusal) {
      observer.ran(statement, actual, actual, tested);
      refused++;
      if (refusals == Refusals.ANYWHERE || statement.has(Directive.REFUSED)) {
        return Optional.empty();
      }
      Answer expected = plain.run(statement.sql(), statement.parameters());
      return differ(Kind.REFUSED, number, statement, expected, actual, "refused");
    }
    Answer expected = plain.run(statement.sql(), statement.parameters());
    if (expected.equals(PlainSqlite.ENDLESS)) {
      endless = true;
      return Optional.empty();
    }
    readSchemaAnew(statement, expected);
    observer.ran(statement, expected, actual, tested);
    Optional<Difference> difference = compare(number, statement, expected, actual);
    if (difference.isEmpty()) {
      agreed++;
      withRows += expected instanceof Rows rows && !rows.rows().isEmpty() ? 1 : 0;
      difference = compareState(number, statement, expected, actual);
    }
    return difference;
  }

  /// In a transaction SQLite goes on with the schema that a failed ALTER TABLE had made. Once it was read
  /// anew there, SQLite does not know that ROLLBACK changes it.
  private void readSchemaAnew(ScriptStatement statement, Answer expected) {
    String verb = StatementShape.of(statement.sql()).verb();
    boolean failedChange = expected instanceof Failure && verb.equals("ALTER");
    if (failedChange || readAnew && verb.equals("ROLLBACK")) {
      plain.run("PRAGMA writable_schema = RESET", List.of());
      readAnew = true;
    }
  }

  private Optional<Difference> compare(
      int number, ScriptStatement statement, Answer expected, Answer actual) {
    if (actual instanceof Crash) {
      return differ(Kind.CRASH, number, statement, expected, actual, "a fault inside");
    }
    boolean marked = statement.has(Directive.ERROR);
    boolean nothingLeftOut = refusals == Refusals.WHERE_MARKED && refused == 0;
    if (nothingLeftOut && marked != expected instanceof Failure) {
      String detail = marked ? "marked as an error, but runs" : "fails, but is not marked so";
      return differ(Kind.SCRIPT, number, statement, expected, actual, detail);
    }
    if (expected instanceof Rows expectedRows && actual instanceof Rows actualRows) {
      return compareRows(number, statement, expectedRows, actualRows);
    }
    return expected.equals(actual)
        ? Optional.empty()
        : differ(Kind.ERROR, number, statement, expected, actual, "the errors differ");
  }

  private Optional<Difference> compareRows(
      int number, ScriptStatement statement, Rows expected, Rows actual) {
    // ALTER TABLE may show the columns of a query that it runs inside.
    boolean named = !StatementShape.of(statement.sql()).tokens().getFirst().is("ALTER");
    if (named && !expected.columns().equals(actual.columns())) {
      return differ(Kind.COLUMNS, number, statement, expected, actual, "the columns' names differ");
    }
    if (expected.rowsAffected() != actual.rowsAffected()) {
      String detail = expected.rowsAffected() + " rows affected, not " + actual.rowsAffected();
      return differ(Kind.CHANGES, number, statement, expected, actual, detail);
    }
    if (lastRowidIsOpen && statement.sql().toLowerCase(Locale.ROOT).contains("last_insert_rowid")) {
      return Optional.empty();
    }
    return new RowComparison(plain)
        .compare(statement, expected, actual)
        .flatMap(
            kind -> {
              String detail =
                  kind == Kind.ORDER ? "the order of rows differs" : "the rows differ";
              return differ(kind, number, statement, expected, actual, detail);
            });
  }

  private Optional<Difference> compareState(
      int number, ScriptStatement statement, Answer expected, Answer actual) {
    StatementShape shape = StatementShape.of(statement.sql());
    SessionState before = lastState;
    SessionState expectedState = shape.isQuery() ? before : plain.state();
    lastState = expectedState;
    SessionState actualState = tested.state();
    if (expected instanceof Failure) {
      lastRowidIsOpen |= shape.changesRows();
    } else if (shape.tokens().getFirst().is("VACUUM")) {
      lastRowidIsOpen = true;
    } else if (expectedState.lastInsertRowid() != before.lastInsertRowid()) {
      lastRowidIsOpen = false;
    }
    if (lastRowidIsOpen) {
      actualState = actualState.withLastInsertRowid(expectedState.lastInsertRowid());
    }
    return expectedState.equals(actualState)
        ? Optional.empty()
        : differ(
            Kind.STATE,
            number,
            statement,
            expected,
            actual,
            "plain SQLite: " + expectedState + "\nthis system:  " + actualState);
  }

  /// Compares all tables, each with its rows' storage classes and, where it has one, its rowid.
  private Optional<Difference> contents(int number) {
    String names =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite@_stat%'"
            + " ESCAPE '@' AND sql NOT LIKE 'create virtual%' ORDER BY name";
    if (!(plain.run(names, List.of()) instanceof Rows tables)) {
      throw new IllegalStateException("plain SQLite does not list its tables");
    }
    for (List<@Nullable Object> row : tables.rows()) {
      String table = "\"" + String.valueOf(row.getFirst()).replace("\"", "\"\"") + "\"";
      for (String query : List.of("SELECT * FROM " + table, "SELECT rowid, * FROM " + table)) {
        ScriptStatement statement = ScriptStatement.of(query);
        Answer expected = plain.run(query, List.of());
        if (expected instanceof Rows) {
          Answer actual = tested.run(query, List.of());
          Optional<Difference> difference = compare(number, statement, expected, actual);
          if (difference.isPresent()) {
            return differ(Kind.CONTENTS, number, statement, expected, actual, "after the script");
          }
        }
      }
    }
    return flaws(number);
  }

  /// Where there are indexes, entries must not miss a row.
  private Optional<Difference> flaws(int number) {
    String query = "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL";
    Answer indexes = plain.run(query, List.of());
    boolean any =
        indexes instanceof Rows(_, var rows, _) && !Long.valueOf(0).equals(rows.getFirst().getFirst());
    List<String> flaws = any ? tested.flaws() : List.of();
    return flaws.isEmpty()
        ? Optional.empty()
        : differ(
            Kind.CONTENTS,
            number,
            ScriptStatement.of(query),
            indexes,
            indexes,
            "its own check finds " + String.join("; ", flaws));
  }

  private Optional<Difference> differ(
      Kind kind,
      int number,
      ScriptStatement statement,
      Answer expected,
      Answer actual,
      String detail) {
    String plan = tested.plan(statement.sql(), statement.parameters());
    return Optional.of(
        new Difference(
            script.name(), setting, kind, number, statement, expected, actual, detail, plan));
  }
}
