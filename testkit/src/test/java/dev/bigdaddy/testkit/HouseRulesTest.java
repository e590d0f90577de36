package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Rules of the house that only the source text shows.
class HouseRulesTest {
  private static final int MOST_LINES = 500;
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "^public (?:\\w+ |non-sealed )*(?:class|interface|record|enum|@interface) .*");

  @Test
  void everyPackageIsNullMarked() throws IOException {
    List<Path> directories = new ArrayList<>();
    for (Path file : sources(path -> path.getFileName().toString().endsWith(".java"))) {
      Path directory = file.resolveSibling("package-info.java");
      if (!directories.contains(directory)) {
        directories.add(directory);
      }
    }
    assertThat(directories).isNotEmpty();
    for (Path packageInfo : directories) {
      assertThat(packageInfo).exists();
      assertThat(Files.readString(packageInfo)).as("%s", packageInfo).contains("NullMarked");
    }
  }

  @Test
  void publicTypesAreDocumented() throws IOException {
    List<String> undocumented = new ArrayList<>();
    for (Path file : sources(path -> true)) {
      List<String> lines = Files.readAllLines(file);
      for (int line = 0; line < lines.size(); line++) {
        if (PUBLIC_TYPE.matcher(lines.get(line)).matches() && !documented(lines, line)) {
          undocumented.add(file + ":" + (line + 1));
        }
      }
    }
    assertThat(undocumented).isEmpty();
  }

  private static boolean documented(List<String> lines, int typeLine) {
    int line = typeLine - 1;
    while (line >= 0 && (lines.get(line).startsWith("@") || lines.get(line).startsWith("  "))) {
      line--;
    }
    return line >= 0 && lines.get(line).startsWith("///");
  }

  @Test
  void filesAreShort() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : sources(path -> true)) {
      try (Stream<String> lines = Files.lines(file)) {
        long count = lines.count();
        if (count > MOST_LINES) {
          tooLong.add(file + " has " + count + " lines");
        }
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void importsAreNamed() throws IOException {
    List<String> wildcards = new ArrayList<>();
    for (Path file : sources(path -> true)) {
      Files.readAllLines(file).stream()
          .filter(line -> line.matches("import .*\\*;"))
          .forEach(line -> wildcards.add(file + ": " + line));
    }
    assertThat(wildcards).isEmpty();
  }

  /// The main sources of all modules.
  private static List<Path> sources(Predicate<Path> filter) throws IOException {
    Path root = Path.of(System.getProperty("repository.root", "..")).normalize();
    List<Path> files = new ArrayList<>();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.sorted().toList()) {
        Path main = module.resolve("src/main/java");
        if (Files.isDirectory(main)) {
          try (Stream<Path> all = Files.walk(main)) {
            all.filter(path -> path.toString().endsWith(".java"))
                .filter(filter)
                .forEach(files::add);
          }
        }
      }
    }
    return files;
  }
}
