package dev.bigdaddy.cli;

import dev.bigdaddy.cli.console.Console;
import dev.bigdaddy.cli.console.Console.Outcome;
import dev.bigdaddy.cli.console.Console.Toggle;
import dev.bigdaddy.cli.console.ConsoleError;
import dev.bigdaddy.cli.output.OutputStyle;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `bigdaddy run`: statements from arguments, files or standard input.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Run SQL and dot commands, as sqlite3 does.",
      "",
      "First each -c, then each FILE; standard input if there is neither. An error in a -c ends the"
          + " command; after an error in a file or standard input the next statement runs, unless"
          + " there is -bail. The exit code is 1 if anything failed.",
      ""
    })
final class RunCommand implements Callable<Integer> {

  @ParentCommand private BigDaddyCommand root = new BigDaddyCommand();

  @Parameters(index = "0", paramLabel = "DIR", description = "The database's directory.")
  private Path directory = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "FILE",
      description = "Files of statements; - is standard input.")
  private List<String> files = new ArrayList<>();

  @Option(names = "-c", paramLabel = "SQL", description = "Statements, or a dot command, to run.")
  private List<String> commands = new ArrayList<>();

  @Option(
      names = {"-bail", "--bail"},
      description = "Stop at the first error.")
  private boolean bail;

  @Option(
      names = {"-echo", "--echo"},
      description = "Write each statement before its answer.")
  private boolean echo;

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Mixin private OutputOptions output = new OutputOptions();

  private final Streams streams;

  RunCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    for (String file : files) {
      if (!file.equals("-") && !Files.isReadable(Path.of(file))) {
        throw new ConsoleError("no such file, or not readable: " + file);
      }
    }
    try (BigDaddy opened = database.open(directory);
        Session session = opened.session()) {
      Console console =
          new Console(
              session, streams.out(), streams.errors(), output.applyTo(OutputStyle.plain()));
      if (bail) {
        console.turnOn(Toggle.BAIL);
      }
      if (echo) {
        console.turnOn(Toggle.ECHO);
      }
      Outcome outcome = runAll(console);
      streams.out().flush();
      if (root.showsStackTraces() && console.lastFailure() != null) {
        console.lastFailure().printStackTrace(streams.errors());
      }
      return outcome == Outcome.FAILED ? Main.FAILED : console.exitCode();
    }
  }

  private Outcome runAll(Console console) throws IOException {
    for (String command : commands) {
      if (console.runText(command) == Outcome.FAILED) {
        return Outcome.FAILED;
      }
      if (console.isQuitting()) {
        return Outcome.DONE;
      }
    }
    if (commands.isEmpty() && files.isEmpty()) {
      if (streams.terminal()) {
        streams.errors().println("Reading statements from the terminal; Ctrl-D ends them.");
      }
      return console.runScript(streams.in(), "");
    }
    Outcome outcome = Outcome.DONE;
    for (String file : files) {
      if (console.isQuitting()) {
        break;
      }
      if (runFile(console, file) == Outcome.FAILED) {
        outcome = Outcome.FAILED;
        if (bail) {
          break;
        }
      }
    }
    return outcome;
  }

  private Outcome runFile(Console console, String file) throws IOException {
    if (file.equals("-")) {
      return console.runScript(streams.in(), "");
    }
    try (BufferedReader script = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
      return console.runScript(script, file);
    }
  }
}
