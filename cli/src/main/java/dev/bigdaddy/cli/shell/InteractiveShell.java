package dev.bigdaddy.cli.shell;

import dev.bigdaddy.cli.console.Console;
import dev.bigdaddy.cli.console.Output;
import dev.bigdaddy.cli.output.OutputStyle;
import dev.bigdaddy.conductor.Session;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/// A conversation on a terminal: reads statements and dot commands until the user leaves.
///
/// Ctrl-C while a statement runs stops the statement, and three times leaves; while a line is edited
/// it drops the line. Ctrl-D on an empty line leaves.
public final class InteractiveShell {

  private static final String PROMPT = "bigdaddy> ";
  private static final String PROMPT_IN_TRANSACTION = "bigdaddy*> ";
  private static final String CONTINUATION = "     ...> ";
  private static final int HISTORY_LINES = 5_000;

  /// Ctrl-C so often during one statement leaves at once, as in `sqlite3`.
  private static final int LEAVING_INTERRUPTS = 3;

  /// The exit code of a program that Ctrl-C ended.
  private static final int INTERRUPTED = 130;

  private final Terminal terminal;
  private final Session session;
  private final Console console;
  private final LineReader reader;
  private final AtomicInteger interrupts = new AtomicInteger();

  private InteractiveShell(
      Terminal terminal, Session session, OutputStyle style, Optional<Path> history) {
    this.terminal = terminal;
    this.session = session;
    this.console =
        new Console(
            session,
            new Output(terminal.writer()),
            new PrintWriter(terminal.writer(), true),
            style);
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("bigdaddy")
            .parser(new StatementParser())
            .completer(new SqlCompleter(session))
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, CONTINUATION)
            .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
            .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES)
            .option(Option.DISABLE_EVENT_EXPANSION, true)
            .option(Option.CASE_INSENSITIVE, true)
            .option(Option.HISTORY_TIMESTAMPED, false);
    history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
    this.reader = builder.build();
  }

  /// Opens a shell on this process's terminal and returns the exit code.
  ///
  /// @param directory the database's directory, for the greeting
  public static int run(Session session, Path directory, OutputStyle style) throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().name("bigdaddy").system(true).build()) {
      return run(terminal, session, directory, style, historyFile());
    }
  }

  static int run(
      Terminal terminal,
      Session session,
      Path directory,
      OutputStyle style,
      Optional<Path> history) {
    InteractiveShell shell = new InteractiveShell(terminal, session, style, history);
    terminal.writer().println("Big Daddy on " + directory + "  (.help for help, .quit to leave)");
    return shell.converse();
  }

  /// `BIGDADDY_HISTORY`, or a file in the home directory if that can be written.
  private static Optional<Path> historyFile() {
    String chosen = System.getenv("BIGDADDY_HISTORY");
    if (chosen != null) {
      return chosen.isEmpty() ? Optional.empty() : Optional.of(Path.of(chosen));
    }
    String home = System.getenv().getOrDefault("HOME", System.getProperty("user.home", ""));
    Path directory = Path.of(home);
    return !home.isEmpty() && Files.isWritable(directory)
        ? Optional.of(directory.resolve(".bigdaddy_history"))
        : Optional.empty();
  }

  private int converse() {
    terminal.handle(Signal.INT, _ -> interrupt());
    while (!console.isQuitting()) {
      try {
        String text = reader.readLine(session.inTransaction() ? PROMPT_IN_TRANSACTION : PROMPT);
        interrupts.set(0);
        if (!text.isBlank()) {
          console.runText(text);
        }
      } catch (UserInterruptException _) {
        // The line is dropped; the conversation goes on.
      } catch (EndOfFileException _) {
        break;
      }
    }
    return console.exitCode();
  }

  private void interrupt() {
    if (interrupts.incrementAndGet() >= LEAVING_INTERRUPTS) {
      terminal.writer().println();
      terminal.flush();
      try {
        terminal.close();
      } catch (IOException _) {
        // Leaving anyway.
      }
      // Exit hooks could wait for the statement; the database recovers when it is opened again.
      Runtime.getRuntime().halt(INTERRUPTED);
    }
    console.cancel();
  }
}
