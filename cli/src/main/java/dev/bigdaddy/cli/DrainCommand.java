package dev.bigdaddy.cli;

import dev.bigdaddy.conductor.TableOperations;
import dev.bigdaddy.engine.BigDaddy;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `bigdaddy drain`: moves all shards away from a node, and tells how far it is.
@Command(
    name = "drain",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Move all shards of spread tables away from a node.",
      "",
      "A drain that is interrupted goes on when the database is opened again.",
      ""
    })
final class DrainCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DIR", description = "The database's directory.")
  private Path directory = Path.of("");

  @Parameters(index = "1", paramLabel = "NODE", description = "The node's number, from 1.")
  private int node;

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  private final Streams streams;

  DrainCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (BigDaddy opened = database.openExisting(directory)) {
      TableOperations tables = opened.tables();
      long rows = new JobProgress(streams, tables).await(tables.drainNode(node));
      streams
          .out()
          .line(String.format(Locale.ROOT, "node %d is drained: %,d rows moved", node, rows));
      return 0;
    }
  }
}
