package dev.bigdaddy.cli;

import dev.bigdaddy.cli.console.ConsoleError;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a database is opened: the options of all commands that open one.
final class DatabaseOptions {

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Storage nodes of a new database, 1 to 64 (default 4).")
  private @Nullable String nodes;

  @Option(
      names = "--default-shards",
      paramLabel = "N",
      description = "Shards of a new table without a SHARDS hint, 1 to 256 (default 1).")
  private @Nullable String defaultShards;

  @Option(
      names = "--synchronous",
      paramLabel = "LEVEL",
      description = "FULL (default), NORMAL or OFF, as PRAGMA synchronous.")
  private @Nullable String synchronous;

  @Option(
      names = "--busy-timeout",
      paramLabel = "MS",
      description = "How long a writer waits for another one.")
  private @Nullable String busyTimeout;

  @Option(names = "-o", paramLabel = "NAME=VALUE", description = "Any other setting.")
  private Map<String, String> others = new LinkedHashMap<>();

  BigDaddy open(Path directory) {
    return BigDaddy.open(directory, settings());
  }

  /// The same, for commands that make no database.
  BigDaddy openExisting(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new ConsoleError("there is no database in " + directory);
    }
    return open(directory);
  }

  Settings settings() {
    Settings settings = Settings.defaults();
    settings = with(settings, "nodes", nodes);
    settings = with(settings, "default_shards", defaultShards);
    settings = with(settings, "synchronous", synchronous);
    settings = with(settings, "busy_timeout", busyTimeout);
    for (Map.Entry<String, String> other : others.entrySet()) {
      settings = settings.with(other.getKey().replace('-', '_'), other.getValue());
    }
    return settings;
  }

  private static Settings with(Settings settings, String name, @Nullable String value) {
    return value == null ? settings : settings.with(name, value);
  }
}
