package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.transfer.FileExport;
import dev.bigdaddy.storage.SqliteConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// VACUUM INTO: the whole database, as of one instant, as one plain SQLite file. Used by one thread.
final class VacuumInto {
  private VacuumInto() {}

  /// Writes the file.
  ///
  /// @param name the value that names it
  static void run(LocalConductor conductor, boolean inTransaction, @Nullable Object name) {
    if (inTransaction) {
      throw new BigDaddyException(ErrorCode.SQL, "cannot VACUUM from within a transaction");
    }
    if (!(name instanceof String)) {
      throw new BigDaddyException(ErrorCode.SQL, "non-text filename");
    }
    Optional<Path> file = NamedFile.of(name);
    if (file.isEmpty()) {
      // A database in memory is gone at once.
      return;
    }
    boolean existed = Files.exists(file.get());
    if (existed && size(file.get()) > 0) {
      throw new BigDaddyException(ErrorCode.SQL, "output file already exists");
    }
    boolean written = false;
    try {
      write(conductor, file.get());
      written = true;
    } finally {
      if (!written && !existed) {
        delete(file.get());
      }
    }
  }

  private static void write(LocalConductor conductor, Path file) {
    try (Session reader = conductor.session();
        SqliteConnection target = SqliteConnection.newPlainFile(file)) {
      new FileExport(reader, target, _ -> {}).run();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  /// What was left of a failure says nothing to anybody.
  private static void delete(Path file) {
    try {
      boolean unused = Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new BigDaddyException(
          ErrorCode.IO, ErrorCode.IO.sqliteCode(), "cannot delete " + file, -1, e);
    }
  }
}
