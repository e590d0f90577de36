package dev.bigdaddy.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Temporary directories that vanish when they are closed.
final class Directories implements AutoCloseable {
  private final Path root;
  private int made;

  Directories() throws IOException {
    root = Files.createTempDirectory("bigdaddy-bench");
  }

  /// A path that does not exist yet.
  Path next() {
    return root.resolve("db" + made++);
  }

  /// A path that was given before, counted from 0.
  Path made(int number) {
    return root.resolve("db" + number);
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      paths.sorted(Comparator.reverseOrder()).forEach(Directories::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
