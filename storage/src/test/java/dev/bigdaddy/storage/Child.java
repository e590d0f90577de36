package dev.bigdaddy.storage;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Another process that works on a database until it ends, halts at a crash point, or is killed. It
/// prints `acked N` once epoch N is acknowledged.
public final class Child {
  private static final Set<NodeId> BOTH = Set.of(TestDatabase.ZERO, TestDatabase.ONE);

  private Child() {}

  /// What a child printed, and how it ended.
  record Result(String output, int exitCode) {
    Set<Long> acknowledged() {
      Set<Long> numbers = new TreeSet<>();
      output
          .lines()
          .filter(line -> line.startsWith("acked "))
          .forEach(line -> numbers.add(Long.parseLong(line.substring(6).strip())));
      return numbers;
    }
  }

  static Process start(Path directory, String job, String crashPoint) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            crashPoint.isEmpty() ? "-Dno.crash" : "-Dbigdaddy.crashpoint=" + crashPoint,
            Child.class.getName(),
            directory.toString(),
            job);
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Result run(Path directory, String job, String crashPoint) throws Exception {
    return finish(start(directory, job, crashPoint));
  }

  static Result finish(Process process) throws Exception {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(output, process.waitFor());
  }

  /// Does one job on one directory.
  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[0]);
    PrintStream out = System.out;
    try {
      switch (arguments[1]) {
        case "create" -> TestDatabase.create(directory).close();
        case "open" -> {
          Storage storage = TestDatabase.open(directory);
          out.println("opened");
          storage.close();
        }
        case "epochs" -> epochs(directory, out, 8);
        case "drop" -> drop(directory, out);
        case "node" -> {
          Storage storage = TestDatabase.open(directory);
          storage.createNode(new NodeId(3));
        }
        case "forever" -> epochs(directory, out, Integer.MAX_VALUE);
        default -> throw new IllegalArgumentException(arguments[1]);
      }
    } catch (StorageException e) {
      out.println(e.kind() + ": " + e.getMessage());
    }
    out.flush();
    Runtime.getRuntime().halt(0);
  }

  /// Epochs on both nodes and on single ones take turns. The number tells where it belongs: on both
  /// nodes if divisible by three, else on node 1 or 2 by its remainder less one.
  private static void epochs(Path directory, PrintStream out, int count) {
    Storage storage = TestDatabase.open(directory);
    long number = TestDatabase.number(storage, TestDatabase.ZERO, "SELECT max(n) FROM t");
    number =
        Math.max(number, TestDatabase.number(storage, TestDatabase.ONE, "SELECT max(n) FROM t"));
    for (int i = 0; i < count; i++) {
      number++;
      epoch(storage, number);
      out.println("acked " + number);
      out.flush();
    }
  }

  static void epoch(Storage storage, long number) {
    Set<NodeId> nodes = number % 3 == 0 ? BOTH : Set.of(new NodeId((int) (number % 3) - 1));
    try (Epoch epoch = storage.begin(nodes)) {
      for (NodeId node : nodes) {
        epoch.update(node, "INSERT INTO t(n) VALUES(?)", number);
        epoch.returning(node, "UPDATE sums SET s = s + ? RETURNING s", number);
      }
      epoch.commit();
    }
  }

  /// The log is dropped in the background after each commit.
  private static void drop(Path directory, PrintStream out) {
    StorageSettings settings = StorageSettings.defaults().withLogLimits(0, 1 << 20);
    Storage storage = Storage.open(directory, settings, TestDatabase.CATALOG);
    for (long number = 3; number < 300_000; number += 3) {
      epoch(storage, number);
      out.println("acked " + number);
      out.flush();
    }
  }
}
