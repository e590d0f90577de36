package dev.bigdaddy.cli;

import dev.bigdaddy.cli.console.Analysis;
import dev.bigdaddy.cli.console.PlanText;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bigdaddy explain`: where and how a statement would run, and on request what it took.
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

  @Option(
      names = "--analyze",
      description = "Run the statement too, and show rows and time of each node.")
  private boolean analyze;

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  private final Streams streams;

  ExplainCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    try (BigDaddy opened = database.openExisting(directory)) {
      if (!analyze) {
        PlanText.lines(opened.explain(sql)).forEach(streams.out()::line);
        return 0;
      }
      try (Session session = opened.session()) {
        Analysis analysis = Analysis.run(session, sql);
        PlanText.lines(session.explain(sql), analysis).forEach(streams.out()::line);
      }
    }
    return 0;
  }
}
