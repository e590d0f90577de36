package dev.bigdaddy.cli;

import dev.bigdaddy.cli.console.Output;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.sqlite.util.LibraryLoaderUtil;

/// What the launcher runs once after a build, while the JVM records which classes a command needs:
/// it puts SQLite's library outside the jar and plays through the usual commands on a database that
/// is thrown away. Failing here costs speed only.
final class Rehearsal {

  private static final String SCRIPT =
      """
      CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, amount REAL) /* SHARDS=4 */;
      INSERT INTO t VALUES (1, 'one', 1.5), (2, 'two', NULL), (3, 'three', 3.5);
      UPDATE t SET amount = 2.5 WHERE id = 2;
      SELECT * FROM t WHERE id = 1;
      .mode box
      SELECT name, sum(amount) FROM t GROUP BY name ORDER BY 2 DESC LIMIT 2;
      .mode csv
      SELECT count(*), avg(amount) FROM t;
      .mode json
      SELECT a.id, b.name FROM t a JOIN t b ON a.id = b.id WHERE a.amount > 1;
      .tables
      .schema
      DELETE FROM t WHERE id = 3;
      BEGIN; INSERT INTO t VALUES (4, 'four', 4); COMMIT;
      SELECT missing FROM t;
      """;

  private Rehearsal() {}

  /// The argument names the directory that gets SQLite's library.
  public static void main(String[] arguments) throws IOException {
    extractLibrary(Path.of(arguments[0]));
    Path directory = Files.createTempDirectory("bigdaddy-rehearsal-");
    try {
      play("", "--version");
      play("", "help");
      play(SCRIPT, "run", "--nodes", "2", directory.resolve("db").toString());
      play("", "run", "--box", directory.resolve("db").toString(), "-c", "SELECT * FROM t");
      play("", "explain", directory.resolve("db").toString(), "SELECT * FROM t");
    } finally {
      delete(directory);
    }
  }

  private static void extractLibrary(Path directory) throws IOException {
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    try (InputStream library = Rehearsal.class.getResourceAsStream(resource)) {
      if (library != null) {
        Files.copy(library, directory.resolve(name));
      }
    }
  }

  private static void play(String input, String... arguments) {
    Main.run(
        new Streams(
            new BufferedReader(new StringReader(input)),
            new Output(Writer.nullWriter()),
            new PrintWriter(Writer.nullWriter()),
            false),
        arguments);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }
}
