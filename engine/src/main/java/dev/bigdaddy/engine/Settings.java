package dev.bigdaddy.engine;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Limits;
import java.time.Duration;
import java.util.Locale;

/// How a database is opened. Names are SQLite's where SQLite has one.
///
/// @param nodes storage nodes of a new database, 1 to 64; an existing one keeps its own number
/// @param defaultShards shards of a new table without a SHARDS hint, 1 to 256; kept by the database
/// @param synchronous how hard a commit is pressed to the disk: FULL, NORMAL or OFF
/// @param busyTimeout how long a writer waits for another one
/// @param cacheSize SQLite's page cache of each connection: pages, or KiB if negative
/// @param foreignKeys whether sessions begin with foreign keys enforced
/// @param parallelism storage nodes that one statement asks at the same time
/// @param readersPerNode connections that read one node at the same time
/// @param limits what statements and sessions may take
public record Settings(
    int nodes,
    int defaultShards,
    Synchronous synchronous,
    Duration busyTimeout,
    int cacheSize,
    boolean foreignKeys,
    int parallelism,
    int readersPerNode,
    Limits limits) {
  private static final String NAMES =
      "nodes, default_shards, synchronous, busy_timeout, cache_size, foreign_keys, parallelism,"
          + " readers_per_node, "
          + Limits.NAMES;

  /// SQLite's `PRAGMA synchronous`.
  public enum Synchronous {
    /// A commit is durable when it is acknowledged.
    FULL,
    /// A power loss may lose the last commits, but never tears one.
    NORMAL,
    /// The operating system writes when it likes.
    OFF
  }

  /// Four nodes, whole tables, durable commits.
  public static Settings defaults() {
    return new Settings(
        4,
        1,
        Synchronous.FULL,
        Duration.ofSeconds(3),
        -16_000,
        false,
        8,
        64,
        Limits.defaults());
  }

  public Settings {
    within("nodes", nodes, 1, 64);
    within("default_shards", defaultShards, 1, 256);
    within("parallelism", parallelism, 1, 1024);
    within("readers_per_node", readersPerNode, 1, 1024);
    if (busyTimeout.isNegative()) {
      throw new BigDaddyException(ErrorCode.BAD_SETTING, "busy_timeout must not be negative");
    }
  }

  /// The same settings but for one, named as in JDBC URLs and on the command line.
  ///
  /// @throws BigDaddyException with {@link ErrorCode#BAD_SETTING} if name or value is not known
  public Settings with(String name, String value) {
    Draft draft = new Draft(this);
    switch (name.toLowerCase(Locale.ROOT)) {
      case "nodes" -> draft.nodes = number(name, value);
      case "default_shards" -> draft.defaultShards = number(name, value);
      case "synchronous" -> draft.synchronous = level(value);
      case "busy_timeout" -> draft.busyTimeout = Duration.ofMillis(number(name, value));
      case "cache_size" -> draft.cacheSize = number(name, value);
      case "foreign_keys" -> draft.foreignKeys = flag(name, value);
      case "parallelism" -> draft.parallelism = number(name, value);
      case "readers_per_node" -> draft.readersPerNode = number(name, value);
      default ->
          draft.limits =
              limits
                  .with(name, value)
                  .orElseThrow(
                      () ->
                          new BigDaddyException(
                              ErrorCode.BAD_SETTING,
                              "unknown setting: " + name + " (known: " + NAMES + ")"));
    }
    return draft.settings();
  }

  /// Settings of which one is about to change.
  private static final class Draft {
    private int nodes;
    private int defaultShards;
    private Synchronous synchronous;
    private Duration busyTimeout;
    private int cacheSize;
    private boolean foreignKeys;
    private int parallelism;
    private int readersPerNode;
    private Limits limits;

    Draft(Settings from) {
      nodes = from.nodes;
      defaultShards = from.defaultShards;
      synchronous = from.synchronous;
      busyTimeout = from.busyTimeout;
      cacheSize = from.cacheSize;
      foreignKeys = from.foreignKeys;
      parallelism = from.parallelism;
      readersPerNode = from.readersPerNode;
      limits = from.limits;
    }

    Settings settings() {
      return new Settings(
          nodes,
          defaultShards,
          synchronous,
          busyTimeout,
          cacheSize,
          foreignKeys,
          parallelism,
          readersPerNode,
          limits);
    }
  }

  private static void within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new BigDaddyException(
          ErrorCode.BAD_SETTING, name + " must be " + least + " to " + most + ", not " + value);
    }
  }

  private static int number(String name, String value) {
    try {
      return Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      throw new BigDaddyException(
          ErrorCode.BAD_SETTING, ErrorCode.BAD_SETTING.sqliteCode(), name + " must be a whole number, not '" + value + "'", -1, e);
    }
  }

  private static Synchronous level(String value) {
    return switch (value.strip().toUpperCase(Locale.ROOT)) {
      case "FULL", "2" -> Synchronous.FULL;
      case "NORMAL", "1" -> Synchronous.NORMAL;
      case "OFF", "0" -> Synchronous.OFF;
      default -> throw new BigDaddyException(ErrorCode.BAD_SETTING, "synchronous must be FULL, NORMAL or OFF, not '" + value + "'");
    };
  }

  private static boolean flag(String name, String value) {
    return switch (value.strip().toUpperCase(Locale.ROOT)) {
      case "1", "ON", "TRUE", "YES" -> true;
      case "0", "OFF", "FALSE", "NO" -> false;
      default -> throw new BigDaddyException(ErrorCode.BAD_SETTING, name + " must be ON or OFF, not '" + value + "'");
    };
  }
}
