package dev.bigdaddy.cli;

import dev.bigdaddy.conductor.TableOperations;
import dev.bigdaddy.engine.BigDaddy;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `bigdaddy reshard`: spreads a table over another number of shards, and tells how far it is.
@Command(
    name = "reshard",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Spread a table, and all that are placed alike, over another number of shards.",
      "",
      "A resharding that is interrupted goes on when the database is opened again.",
      ""
    })
final class ReshardCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DIR", description = "The database's directory.")
  private Path directory = Path.of("");

  @Parameters(index = "1", paramLabel = "TABLE", description = "The table.")
  private String table = "";

  @Parameters(index = "2", paramLabel = "N", description = "How many shards, 1 to 256.")
  private int shards;

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  private final Streams streams;

  ReshardCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (BigDaddy opened = database.openExisting(directory)) {
      TableOperations tables = opened.tables();
      JobProgress progress = new JobProgress(streams, tables);
      long rows = progress.await(interrupted(tables));
      if (rows == 0 || tables.describe(table).table().shards() != shards) {
        rows += progress.await(List.of(tables.reshard(table, shards)));
      }
      streams
          .out()
          .line(String.format(Locale.ROOT, "%s has %d shards: %,d rows moved", table, shards, rows));
      return 0;
    }
  }

  /// Jobs that went on when the database was opened.
  private List<Long> interrupted(TableOperations tables) {
    return tables.listJobs().stream()
        .filter(job -> job.kind().equals("reshard") && job.table().equalsIgnoreCase(table))
        .filter(job -> !job.isOver())
        .map(TableOperations.Progress::id)
        .toList();
  }
}
