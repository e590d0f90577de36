package dev.bigdaddy.cli;

import dev.bigdaddy.cli.console.ConsoleError;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.transfer.FileExport;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.storage.SqliteConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `bigdaddy export`: a database becomes a plain SQLite file.
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {"Write a database, as of one instant, into a new plain SQLite file.", ""})
final class ExportCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "DIR", description = "The database's directory.")
  private Path directory = Path.of("");

  @Parameters(index = "1", paramLabel = "FILE", description = "The new SQLite file.")
  private Path file = Path.of("");

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  private final Streams streams;

  ExportCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    if (Files.exists(file)) {
      throw new ConsoleError("there is a file " + file + " already");
    }
    try (BigDaddy opened = database.openExisting(directory);
        Session session = opened.session();
        SqliteConnection target = SqliteConnection.newPlainFile(file)) {
      new FileExport(session, target, streams.out()::line).run();
    }
    return 0;
  }
}
