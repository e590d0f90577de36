package dev.bigdaddy.cli;

import dev.bigdaddy.cli.demo.Demo;
import dev.bigdaddy.cli.output.OutputStyle;
import dev.bigdaddy.cli.shell.InteractiveShell;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bigdaddy demo`: a filled database to look at.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Fill a database with a blog of over 100,000 rows on four nodes and ask it questions.",
      "",
      "On a terminal a shell stays open on it. A demo that is there already is used again.",
      ""
    })
final class DemoCommand implements Callable<Integer> {

  private static final String DEFAULT_ROWS = "130000";

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      description = "The database's directory (default: a new temporary one).")
  private @Nullable Path directory;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = DEFAULT_ROWS,
      description = "About how many rows a new blog gets (default ${DEFAULT-VALUE}).")
  private int rows;

  @Option(names = "--no-shell", description = "Open no shell afterwards.")
  private boolean noShell;

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  private final Streams streams;

  DemoCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    Path place = directory == null ? Files.createTempDirectory("bigdaddy-demo-") : directory;
    try (BigDaddy opened = database.open(place);
        Session session = opened.session()) {
      streams.out().line("Database: " + place.toAbsolutePath().normalize());
      streams.out().line("");
      Demo demo = new Demo(session, streams.out(), streams.terminal());
      demo.load(rows);
      demo.ask();
      streams.out().line("Look around with:  bigdaddy shell " + place);
      streams.out().flush();
      if (streams.terminal() && !noShell) {
        return InteractiveShell.run(session, place, OutputStyle.forPeople());
      }
    }
    return 0;
  }
}
