package dev.bigdaddy.cli;

import dev.bigdaddy.conductor.TableOperations;
import dev.bigdaddy.engine.BigDaddy;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bigdaddy rebalance`: moves shards so that nodes have equally much, and tells how far it is.
@Command(
    name = "rebalance",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Move shards from nodes that have much to nodes that have little.",
      "",
      "What is interrupted goes on when the database is opened again.",
      ""
    })
final class RebalanceCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DIR", description = "The database's directory.")
  private Path directory = Path.of("");

  @Option(names = "--by-size", description = "Compare bytes rather than rows.")
  private boolean bySize;

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  private final Streams streams;

  RebalanceCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (BigDaddy opened = database.openExisting(directory)) {
      TableOperations tables = opened.tables();
      List<Long> jobs =
          tables.rebalance(bySize ? TableOperations.Measure.SIZE : TableOperations.Measure.ROWS);
      long rows = new JobProgress(streams, tables).await(jobs);
      String told = jobs.isEmpty() ? "the nodes are balanced" : "balanced: %,d rows moved";
      streams.out().line(String.format(Locale.ROOT, told, rows));
      return 0;
    }
  }
}
