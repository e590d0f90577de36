package dev.bigdaddy.cli;

import dev.bigdaddy.cli.console.ConsoleError;
import dev.bigdaddy.cli.console.PlanText;
import dev.bigdaddy.engine.BigDaddy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `bigdaddy explain`: where and how a statement would run.
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Show where and how a statement would run, without running it.")
final class ExplainCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "DIR", description = "The database's directory.")
  private Path directory = Path.of("");

  @Parameters(index = "1", paramLabel = "SQL", description = "One statement.")
  private String sql = "";

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  private final Streams streams;

  ExplainCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    if (!Files.isDirectory(directory)) {
      throw new ConsoleError("there is no database in " + directory);
    }
    try (BigDaddy opened = database.open(directory)) {
      PlanText.lines(opened.explain(sql)).forEach(streams.out()::line);
    }
    return 0;
  }
}
