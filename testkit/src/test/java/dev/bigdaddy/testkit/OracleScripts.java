package dev.bigdaddy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The scripts of `scripts/`, each of which must hold in all settings.
final class OracleScripts {
  /// All that are there, so that none is forgotten.
  static final List<String> NAMES = names();

  private OracleScripts() {}

  static Script script(String name) {
    return Script.resource("scripts/" + name);
  }

  private static List<String> names() {
    try (Stream<Path> files =
        Files.list(
            Path.of(Objects.requireNonNull(Script.class.getResource("scripts/")).toURI()))) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
