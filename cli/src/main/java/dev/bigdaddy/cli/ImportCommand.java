package dev.bigdaddy.cli;

import dev.bigdaddy.cli.console.ConsoleError;
import dev.bigdaddy.cli.transfer.FileImport;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.storage.SqliteConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `bigdaddy import`: a plain SQLite file becomes a database.
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Load a plain SQLite file into a new database.",
      "",
      "Hints in its CREATE TABLE statements, and --default-shards, say which tables are spread.",
      "SQLite keeps comments within the parentheses only: CREATE TABLE t(id /* SHARDS=8 */, …)",
      ""
    })
final class ImportCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "FILE", description = "The SQLite file.")
  private Path file = Path.of("");

  @Parameters(index = "1", paramLabel = "DIR", description = "The new database's directory.")
  private Path directory = Path.of("");

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  private final Streams streams;

  ImportCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    if (!Files.isRegularFile(file)) {
      throw new ConsoleError("there is no file " + file);
    }
    try (SqliteConnection source = SqliteConnection.plainFile(file)) {
      FileImport.requireImportable(source, file.toString());
      try (BigDaddy opened = database.open(directory)) {
        new FileImport(source, opened, streams.out()::line).run();
      }
    }
    return 0;
  }
}
