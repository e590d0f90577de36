package dev.bigdaddy.cli;

import dev.bigdaddy.cli.console.ConsoleError;
import dev.bigdaddy.conductor.TableOperations;
import dev.bigdaddy.conductor.TableOperations.Progress;
import dev.bigdaddy.engine.BigDaddy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
  private static final int BAR_WIDTH = 30;
  private static final int PERCENT = 100;
  private static final long LOOK_MILLIS = 100;

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
    if (!Files.isDirectory(directory)) {
      throw new ConsoleError("there is no database in " + directory);
    }
    try (BigDaddy opened = database.open(directory)) {
      TableOperations tables = opened.tables();
      long job = tables.reshard(table, shards);
      Progress progress = tables.progress(job);
      while (!progress.isOver()) {
        show(progress);
        new CountDownLatch(1).await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        progress = tables.progress(job);
      }
      return end(progress);
    }
  }

  private void show(Progress progress) {
    if (!streams.terminal()) {
      return;
    }
    int filled = progress.percent() * BAR_WIDTH / PERCENT;
    String bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
    String remaining =
        progress.remaining().isPresent()
            ? ", " + (progress.remaining().getAsLong() + 999) / 1000 + " s to go"
            : "";
    streams
        .out()
        .text(
            String.format(
                Locale.ROOT,
                "\r  %s %3d %% %,d rows, %,d rows/s%s, %s    ",
                bar,
                progress.percent(),
                progress.rows(),
                progress.rowsPerSecond(),
                remaining,
                progress.status()));
    streams.out().flush();
  }

  private int end(Progress progress) {
    if (streams.terminal()) {
      streams.out().line("");
    }
    if (!progress.status().equals("complete")) {
      String reason = progress.error().isEmpty() ? "" : ": " + progress.error();
      throw new ConsoleError("job " + progress.id() + " is " + progress.status() + reason);
    }
    streams
        .out()
        .line(
            String.format(
                Locale.ROOT,
                "%s has %d shards: %,d rows moved",
                table,
                shards,
                progress.rows()));
    return 0;
  }
}
