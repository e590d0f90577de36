package dev.bigdaddy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The one jar that people put on their class path needs nothing beside it.
class DriverJarIT {
  private static final String PROGRAM =
      """
      import java.sql.*;

      public class Program {
        public static void main(String[] arguments) throws Exception {
          try (Connection connection = DriverManager.getConnection(arguments[0]);
              Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT) /* SHARDS=4 */;"
                    + "INSERT INTO t VALUES (1, 'one'), (2, 'two')");
            try (ResultSet rows =
                statement.executeQuery("SELECT group_concat(name, '+') FROM t")) {
              rows.next();
              System.out.println("answer: " + rows.getString(1));
            }
          }
        }
      }
      """;

  @TempDir Path directory;

  private static Path jar() {
    return Path.of(System.getProperty("bigdaddy.driver.jar"));
  }

  @Test
  void aProgramNeedsOnlyTheJar() throws Exception {
    Path program = Files.writeString(directory.resolve("Program.java"), PROGRAM);
    Path output = directory.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                jar().toString(),
                program.toString(),
                "jdbc:bigdaddy:" + directory.resolve("db") + "?nodes=2")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(output, StandardCharsets.UTF_8).strip())
        .isEqualTo("answer: one+two");
    assertThat(process.exitValue()).isZero();
    assertThat(new File(directory.toFile(), "db")).isDirectory();
  }

  @Test
  void otherPeoplesClassesAreMovedAside() throws Exception {
    try (JarFile jar = new JarFile(jar().toFile())) {
      List<String> strangers =
          jar.stream()
              .map(JarEntry::getName)
              .filter(name -> name.endsWith(".class"))
              .filter(
                  name -> !name.matches("(META-INF/versions/\\d+/)?(dev/bigdaddy|org/sqlite)/.*"))
              .toList();
      assertThat(strangers).isEmpty();
      assertThat(jar.getEntry("org/sqlite/native/Linux/x86_64/libsqlitejdbc.so")).isNotNull();
    }
  }
}
