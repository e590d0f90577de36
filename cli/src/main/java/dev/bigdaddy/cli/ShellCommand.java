package dev.bigdaddy.cli;

import dev.bigdaddy.cli.console.Console;
import dev.bigdaddy.cli.console.Console.Outcome;
import dev.bigdaddy.cli.console.Console.Toggle;
import dev.bigdaddy.cli.output.OutputStyle;
import dev.bigdaddy.cli.shell.InteractiveShell;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bigdaddy shell`: a conversation with a database.
@Command(
    name = "shell",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Open a shell on a database; without a terminal, run standard input.")
final class ShellCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "DIR", description = "The database's directory.")
  private Path directory = Path.of("");

  @Option(
      names = {"-bail", "--bail"},
      description = "Without a terminal: stop at the first error.")
  private boolean bail;

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Mixin private OutputOptions output = new OutputOptions();

  private final Streams streams;

  ShellCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    try (BigDaddy opened = database.open(directory);
        Session session = opened.session()) {
      if (streams.terminal()) {
        return InteractiveShell.run(session, directory, output.applyTo(OutputStyle.forPeople()));
      }
      Console console =
          new Console(
              session, streams.out(), streams.errors(), output.applyTo(OutputStyle.plain()));
      if (bail) {
        console.turnOn(Toggle.BAIL);
      }
      Outcome outcome = console.runScript(streams.in(), "");
      streams.out().flush();
      return outcome == Outcome.FAILED ? Main.FAILED : console.exitCode();
    }
  }
}
