package dev.bigdaddy.jdbc;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The directories of `:memory:` databases, which must not outlive them, nor this process if a
/// connection is never closed.
///
/// Safe for use by many threads.
final class TemporaryDirectories {
  private static final System.Logger LOG = System.getLogger(TemporaryDirectories.class.getName());
  private static final Set<Path> LEFT = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> LEFT.forEach(TemporaryDirectories::delete), "bigdaddy-temporary"));
  }

  private TemporaryDirectories() {}

  /// The directories that were not deleted yet.
  static Set<Path> left() {
    return Set.copyOf(LEFT);
  }

  static void deleteAtExit(Path directory) {
    LEFT.add(directory);
  }

  /// Deletes a directory with all that is in it. What cannot be deleted is logged.
  static void delete(Path directory) {
    try {
      Files.walkFileTree(directory, new Deletion());
      LEFT.remove(directory);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a temporary directory could not be deleted: " + directory, e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (Files.exists(file)) {
        throw failure;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
