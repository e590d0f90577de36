package dev.bigdaddy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.bigdaddy.conductor.BigDaddyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A directory that may not be written is refused in one line, and nothing in it changes. In a process
/// of its own, since tests may run as root, to whom every directory is open: that process gives up the
/// capability that makes it so.
@Timeout(60)
class ReadOnlyDirectoryTest {
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
  private static final String CAPABILITIES = "-dac_override,-dac_read_search";

  @TempDir Path parent;
  private Path directory;

  /// Opens a directory and prints what came of it.
  static final class Opener {
    private Opener() {}

    public static void main(String[] arguments) {
      try (BigDaddy database = BigDaddy.open(Path.of(arguments[0]), Settings.defaults())) {
        System.out.println("opened: " + database.sql("SELECT 1").rows());
      } catch (BigDaddyException e) {
        System.out.println(e.code() + ": " + e.getMessage());
      }
    }
  }

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createDirectory(parent.resolve("database"));
  }

  @AfterEach
  void letItBeDeleted() throws IOException {
    permit("rwxr-xr-x");
  }

  @Test
  void anEmptyOneIsNotMadeADatabase() throws IOException, InterruptedException {
    permit("r-xr-xr-x");
    assertThat(open()).startsWith("CANNOT_OPEN: ").doesNotContain("\n");
    assertThat(files()).isEmpty();
  }

  @Test
  void aDatabaseInItIsLeftAlone() throws IOException, InterruptedException {
    try (BigDaddy database = BigDaddy.open(directory, Settings.defaults())) {
      database.sql("CREATE TABLE t(a)");
    }
    List<Path> before = files();
    permit("r-xr-xr-x");
    assertThat(open()).doesNotStartWith("opened").doesNotContain("INTERNAL");
    assertThat(files()).isEqualTo(before);
    permit("rwxr-xr-x");
    assertThat(open()).isEqualTo("opened: [[1]]");
  }

  private void permit(String permissions) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private String open() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (Files.isWritable(directory) && "root".equals(System.getProperty("user.name"))) {
      assumeThat(SETPRIV)
          .as("root writes every directory, and nothing here takes that from a process")
          .exists();
      command.addAll(
          List.of(
              SETPRIV.toString(), "--bounding-set=" + CAPABILITIES, "--inh-caps=" + CAPABILITIES));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            Opener.class.getName(),
            directory.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    return printed;
  }
}
