package dev.bigdaddy.jdbc;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// The running databases of this process, one a directory, each shared by its connections.
///
/// A directory is locked by the one database that has it open, so the second connection must find
/// the first one's: hence the one registry a process, keyed by the real path. Opening and closing
/// happen inside the map's own lock for that key, so that who opens while the last one closes waits
/// for the end of the close.
///
/// Safe for use by many threads.
final class OpenDatabases {
  private static final OpenDatabases OF_THIS_PROCESS = new OpenDatabases();

  private record Shared(BigDaddy database, Settings settings, int users) {}

  private final Map<Path, Shared> databases = new ConcurrentHashMap<>();

  static OpenDatabases ofThisProcess() {
    return OF_THIS_PROCESS;
  }

  /// A user's hold on a running database. Closing it again does nothing.
  static final class Lease implements AutoCloseable {
    private final BigDaddy database;
    private final Runnable giveBack;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Lease(BigDaddy database, Runnable giveBack) {
      this.database = database;
      this.giveBack = giveBack;
    }

    BigDaddy database() {
      return database;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        giveBack.run();
      }
    }
  }

  /// Opens the database of a directory, or joins the one that runs.
  ///
  /// @param wanted settings that the caller named; the running database must have the same
  Lease open(Path directory, Map<String, String> wanted) {
    Path key = realPath(directory);
    Shared shared =
        databases.compute(
            key, (path, running) -> running == null ? start(path, wanted) : join(running, wanted));
    return new Lease(shared.database(), () -> leave(key));
  }

  /// How many users a directory's database has; 0 if it is not open here.
  int users(Path directory) {
    Shared shared = databases.get(realPath(directory));
    return shared == null ? 0 : shared.users();
  }

  /// Opens an empty database that is gone when its only user closes it. It needs no durability, so
  /// it is not synchronous unless the caller says so.
  static Lease openTemporary(Map<String, String> wanted) {
    Settings settings = settings(Settings.defaults().with("synchronous", "OFF"), wanted);
    Path parent;
    try {
      parent = Files.createTempDirectory("bigdaddy-");
    } catch (IOException e) {
      throw new BigDaddyException(
          ErrorCode.IO, ErrorCode.IO.sqliteCode(), "no temporary directory: " + e, -1, e);
    }
    TemporaryDirectories.deleteAtExit(parent);
    try {
      BigDaddy database = BigDaddy.open(parent.resolve("memory"), settings);
      return new Lease(
          database,
          () -> {
            try {
              database.close();
            } finally {
              TemporaryDirectories.delete(parent);
            }
          });
    } catch (RuntimeException | Error e) {
      TemporaryDirectories.delete(parent);
      throw e;
    }
  }

  private static Shared start(Path directory, Map<String, String> wanted) {
    Settings settings = settings(Settings.defaults(), wanted);
    return new Shared(BigDaddy.open(directory, settings), settings, 1);
  }

  private static Shared join(Shared running, Map<String, String> wanted) {
    wanted.forEach(
        (name, value) -> {
          if (!running.settings().with(name, value).equals(running.settings())) {
            throw new BigDaddyException(
                ErrorCode.BAD_SETTING,
                "the database is open in this process with another "
                    + name
                    + " than "
                    + value
                    + ": close its connections first, or leave the setting out");
          }
        });
    return new Shared(running.database(), running.settings(), running.users() + 1);
  }

  private void leave(Path key) {
    RuntimeException[] failure = new RuntimeException[1];
    databases.computeIfPresent(
        key,
        (path, shared) -> {
          if (shared.users() > 1) {
            return new Shared(shared.database(), shared.settings(), shared.users() - 1);
          }
          try {
            shared.database().close();
          } catch (RuntimeException e) {
            failure[0] = e;
          }
          return null;
        });
    if (failure[0] != null) {
      throw failure[0];
    }
  }

  private static Settings settings(Settings begin, Map<String, String> wanted) {
    Settings settings = begin;
    for (Map.Entry<String, String> setting : wanted.entrySet()) {
      settings = settings.with(setting.getKey(), setting.getValue());
    }
    return settings;
  }

  /// The real path of a directory that may not exist yet: of its nearest ancestor that does, and
  /// the rest.
  private static Path realPath(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    Path existing = absolute;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      return existing.toRealPath().resolve(existing.relativize(absolute));
    } catch (IOException e) {
      return absolute;
    }
  }
}
