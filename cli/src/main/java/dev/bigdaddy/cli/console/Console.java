package dev.bigdaddy.cli.console;

import dev.bigdaddy.cli.console.Statements.Statement;
import dev.bigdaddy.cli.output.AnswerPrinter;
import dev.bigdaddy.cli.output.OutputStyle;
import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.Column;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.ShardStats;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Runs statements and dot commands in one session and writes answers and errors, as `sqlite3`
/// does.
///
/// Used by one thread; only {@link #cancel()} may be called by any thread.
public final class Console {

  /// What can be turned on and off.
  public enum Toggle {
    /// Stop a script at its first error.
    BAIL,
    /// Tell how many rows a statement changed.
    CHANGES,
    /// Write each statement before its answer.
    ECHO,
    /// Write how a statement runs before its answer.
    EXPLAIN,
    /// Write what each node did behind the answer.
    SHARDS,
    /// Write how long a statement took.
    TIMER
  }

  /// How a script ended.
  public enum Outcome {
    DONE,
    FAILED
  }

  /// Scripts that read scripts that read scripts.
  private static final int DEEPEST_READ = 25;

  private final Session session;
  private final Output out;
  private final PrintWriter errors;
  private final Set<Toggle> toggles = EnumSet.noneOf(Toggle.class);
  private final DotCommands dotCommands = new DotCommands(this);
  private OutputStyle style;
  private boolean quitting;
  private int exitCode;
  private int depth;
  private volatile boolean cancelled;
  private @Nullable Throwable lastFailure;

  public Console(Session session, Output out, PrintWriter errors, OutputStyle style) {
    this.session = session;
    this.out = out;
    this.errors = errors;
    this.style = style;
  }

  /// Runs all of a script.
  ///
  /// @param source the script's name in messages; empty for standard input
  public Outcome runScript(BufferedReader script, String source) throws IOException {
    if (depth >= DEEPEST_READ) {
      throw new ConsoleError("scripts may read one another " + DEEPEST_READ + " levels deep");
    }
    depth++;
    try {
      return runLines(script, source);
    } finally {
      depth--;
    }
  }

  private Outcome runLines(BufferedReader script, String source) throws IOException {
    Statements statements = new Statements();
    Outcome outcome = Outcome.DONE;
    int lineNumber = 0;
    String line;
    while (!quitting && (line = script.readLine()) != null) {
      lineNumber++;
      if (lineNumber == 1 && line.startsWith("\ufeff")) {
        line = line.substring(1);
      }
      Outcome now = Outcome.DONE;
      if (statements.isEmpty() && line.startsWith(".")) {
        statements.skipLine();
        now = runDotCommand(line, new Place(source, lineNumber));
      } else if (statements.isEmpty() && line.startsWith("#")) {
        statements.skipLine();
      } else {
        statements.append(line + "\n");
        if (statements.isComplete()) {
          now = runAll(statements.takeAll(), source);
        }
      }
      if (now == Outcome.FAILED) {
        outcome = Outcome.FAILED;
        if (is(Toggle.BAIL) || cancelled) {
          return outcome;
        }
      }
    }
    boolean restFailed = !quitting && runAll(statements.takeAll(), source) == Outcome.FAILED;
    return restFailed ? Outcome.FAILED : outcome;
  }

  /// Runs a text of statements, or one dot command, that was typed or given as an argument; an
  /// error ends it.
  public Outcome runText(String text) {
    String command = text.strip();
    if (command.startsWith(".")) {
      return runDotCommand(command, Place.TYPED);
    }
    cancelled = false;
    for (Statement statement : Statements.of(text)) {
      if (run(statement, Place.TYPED) == Outcome.FAILED) {
        return Outcome.FAILED;
      }
    }
    return Outcome.DONE;
  }

  /// Whether a text needs no further line: complete statements, or a dot command.
  public static boolean isComplete(String text) {
    return text.stripLeading().startsWith(".") || Statements.areComplete(text);
  }

  /// The dot commands' names, with their dot.
  public static List<String> dotCommandNames() {
    return DotCommands.names();
  }

  private Outcome runAll(List<Statement> statements, String source) {
    for (Statement statement : statements) {
      if (run(statement, new Place(source, statement.line())) == Outcome.FAILED) {
        // What stands on the same lines is left out, as sqlite3 does.
        return Outcome.FAILED;
      }
    }
    return Outcome.DONE;
  }

  private Outcome run(Statement statement, Place place) {
    String sql = statement.text().strip();
    try {
      execute(sql);
      return Outcome.DONE;
    } catch (BigDaddyException e) {
      Place exact = place;
      if (place.line() > 0 && e.position() >= 0) {
        exact = new Place(place.source(), statement.lineOf(e.position()));
      }
      report(e, exact);
      if (place.line() == 0) {
        pointAt(sql, e.position());
      }
    } catch (ConsoleError e) {
      report(e, place);
    } catch (OutputClosed e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      report(e, place);
    } finally {
      out.flush();
    }
    return Outcome.FAILED;
  }

  private Outcome runDotCommand(String line, Place place) {
    try {
      if (is(Toggle.ECHO)) {
        out.line(line);
      }
      return dotCommands.run(DotLine.parse(line));
    } catch (BigDaddyException | ConsoleError e) {
      report(e, place);
    } finally {
      out.flush();
    }
    return Outcome.FAILED;
  }

  private void execute(String sql) {
    if (is(Toggle.ECHO)) {
      out.line(sql);
    }
    if (is(Toggle.EXPLAIN)) {
      explain(sql);
    }
    long begin = System.nanoTime();
    List<ShardStats> stats;
    try (ResultCursor cursor = session.query(sql)) {
      writeAnswer(sql, cursor);
      stats = cursor.shardStats();
    }
    long nanos = System.nanoTime() - begin;
    if (is(Toggle.CHANGES)) {
      out.line("changes: " + session.changes() + "   total_changes: " + session.totalChanges());
    }
    if (is(Toggle.SHARDS)) {
      ShardTable.lines(stats).forEach(out::line);
    }
    if (is(Toggle.TIMER)) {
      out.line(String.format(Locale.ROOT, "Run Time: real %.3f", nanos / 1e9));
    }
  }

  private void writeAnswer(String sql, ResultCursor cursor) {
    List<Column> columns = cursor.columns();
    try {
      if (columns.isEmpty()) {
        cursor.next();
      } else if (QueryPlanTree.fits(sql, columns)) {
        QueryPlanTree.lines(cursor).forEach(out::line);
      } else {
        AnswerPrinter.of(style, columns, out.writer()).print(cursor);
      }
    } catch (IOException e) {
      throw new OutputClosed(e);
    }
  }

  /// Writes how a statement runs.
  void explain(String sql) {
    PlanText.lines(session.explain(sql)).forEach(out::line);
  }

  private void report(Throwable error, Place place) {
    out.flush();
    lastFailure = error;
    errors.println("Error: " + place.prefix() + ErrorText.of(error));
    errors.flush();
  }

  /// Shows where in a typed statement the error lies.
  private void pointAt(String sql, int position) {
    if (position < 0 || position > sql.length()) {
      return;
    }
    int lineStart = sql.lastIndexOf('\n', Math.max(position - 1, 0)) + 1;
    int lineEnd = sql.indexOf('\n', position);
    String line = sql.substring(lineStart, lineEnd < 0 ? sql.length() : lineEnd);
    errors.println("  " + line);
    errors.println("  " + " ".repeat(Math.max(position - lineStart, 0)) + "^--- error here");
    errors.flush();
  }

  /// Stops the statement that runs now.
  public void cancel() {
    cancelled = true;
    session.cancel();
  }

  /// The last error, for `--stacktrace`; null if there was none.
  public @Nullable Throwable lastFailure() {
    return lastFailure;
  }

  /// Whether `.quit` was asked for.
  public boolean isQuitting() {
    return quitting;
  }

  /// The code of `.exit CODE`; 0 without one.
  public int exitCode() {
    return exitCode;
  }

  void quit(int code) {
    quitting = true;
    exitCode = code;
  }

  Session session() {
    return session;
  }

  Output out() {
    return out;
  }

  PrintWriter errors() {
    return errors;
  }

  OutputStyle style() {
    return style;
  }

  void style(UnaryOperator<OutputStyle> change) {
    style = change.apply(style);
  }

  boolean is(Toggle toggle) {
    return toggles.contains(toggle);
  }

  /// Turns something on.
  public void turnOn(Toggle toggle) {
    toggles.add(toggle);
  }

  void turnOff(Toggle toggle) {
    toggles.remove(toggle);
  }

  /// Where in a script something stands.
  ///
  /// @param line from 1; 0 for what was typed
  private record Place(String source, int line) {
    private static final Place TYPED = new Place("", 0);

    private String prefix() {
      if (line == 0) {
        return "";
      }
      return "near line " + line + (source.isEmpty() ? "" : " of " + source) + ": ";
    }
  }
}
