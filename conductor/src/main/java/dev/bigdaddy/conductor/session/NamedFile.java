package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.storage.Storage;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The file that a statement names, which must not be one of ours: whoever writes a node outside of
/// epochs makes it contradict the others.
final class NamedFile {
  private NamedFile() {}

  /// The file; empty for a database in memory, and where SQLite will say what is wrong.
  ///
  /// @throws BigDaddyException if it belongs to a database of ours
  static Optional<Path> of(@Nullable Object name) {
    String text =
        switch (name) {
          case null -> "";
          case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
          case Object other -> other.toString();
        };
    int end = text.indexOf('\0');
    String cut = end < 0 ? text : text.substring(0, end);
    String path = cut.startsWith("file:") ? pathOf(cut) : cut;
    if (path.isEmpty() || path.equals(":memory:")) {
      return Optional.empty();
    }
    try {
      Path file = Path.of(path);
      refuseOurs(file);
      return Optional.of(file);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /// `file:///path?mode=ro#fragment` and `file:path`, with `%20` for a blank.
  private static String pathOf(String uri) {
    String rest = uri.substring("file:".length());
    if (rest.startsWith("//")) {
      int path = rest.indexOf('/', 2);
      rest = path < 0 ? "" : rest.substring(path);
    }
    for (char stop : new char[] {'?', '#'}) {
      int at = rest.indexOf(stop);
      rest = at < 0 ? rest : rest.substring(0, at);
    }
    try {
      return URLDecoder.decode(rest.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return rest;
    }
  }

  /// Refuses a file of a database of ours, by its real path.
  static void refuseOurs(Path file) {
    Path real = file.toAbsolutePath().normalize();
    try {
      Path parent = real.getParent();
      if (Files.exists(real)) {
        real = real.toRealPath();
      } else if (parent != null && Files.exists(parent)) {
        real = parent.toRealPath().resolve(real.getFileName());
      }
    } catch (IOException e) {
      // SQLite will say why the file cannot be reached.
      return;
    }
    if (Storage.isDatabaseFile(real)) {
      throw new BigDaddyException(
          ErrorCode.NOT_SUPPORTED,
          "not supported yet: a file inside the directory of a Big Daddy database, as " + file);
    }
  }
}
