package dev.bigdaddy.testkit.crash;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.testkit.crash.CrashChild.Ended;
import dev.bigdaddy.testkit.crash.CrashChild.Ending;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Rounds of work during which the operating system fails single calls: a write, an fsync, a truncation
/// of the commit log, of a node's file or its WAL, or of the directory, once or for good.
///
/// strace makes the calls fail, so that everything above them is the real thing, SQLite included. The
/// process goes on as a client would: it notes as unknown what ended in an error of the disk, reads
/// again, and goes on. Afterwards the database is opened without failures and checked: what was
/// acknowledged is there, nothing is half. Used by one thread.
final class FailureRounds {
  private static final int NODES = 3;
  private static final int ROUNDS_PER_DATABASE = 8;
  private static final int NUMBERS_PER_ROUND = 100_000;
  private static final int TRANSACTIONS = 40;
  private static final int LATEST_CALL = 12;

  private static final List<String> FILES =
      List.of("commit.log", "node-0.db-wal", "node-1.db-wal", "node-1.db", "topology.db-wal", "");
  private static final List<String> CALLS =
      List.of("pwrite64", "fsync,fdatasync", "fsync,fdatasync", "ftruncate");
  private static final List<String> ERRORS = List.of("EIO", "ENOSPC");

  private final Path root;
  private final RandomGenerator random;
  private final Map<String, Integer> failures = new TreeMap<>();
  private final List<String> story = new ArrayList<>();
  private Path directory;
  private Ledger ledger = new Ledger();
  private int round;
  private int reads;

  FailureRounds(Path root, long seed) {
    this.root = root;
    this.random = new SplittableRandom(seed);
    this.directory = root;
  }

  /// How many transactions ended in an error of the disk, for each kind of failure.
  Map<String, Integer> failures() {
    return failures;
  }

  /// How often the process read while its disk failed.
  int reads() {
    return reads;
  }

  List<String> story() {
    return story;
  }

  /// Runs the next round; gives what it found.
  List<String> next() throws IOException, InterruptedException {
    List<String> findings = new ArrayList<>();
    if (round++ % ROUNDS_PER_DATABASE == 0) {
      directory = root.resolve("db" + round);
      ledger = new Ledger();
      try (BigDaddy database = BigDaddy.open(directory, CrashSchema.settings(NODES, "OFF"))) {
        CrashSchema.create(database);
      }
    }
    String file = pick(FILES);
    String call = file.isEmpty() ? "fsync,fdatasync" : pick(CALLS);
    String when = 1 + random.nextInt(LATEST_CALL) + (random.nextBoolean() ? "+" : "");
    String injected = "inject=" + call + ":error=" + pick(ERRORS) + ":when=" + when;
    List<String> prefix =
        List.of(
            "strace", "-f", "-qq", "-e", "signal=none", "-e", "trace=" + call, "-e", injected,
            "-o", "/dev/null", "-P", directory.resolve(file).toString());
    List<String> work =
        List.of(
            "suffer", directory.toString(), Integer.toString(NODES), "FULL", "MIXED",
            Long.toString((long) round * NUMBERS_PER_ROUND), Long.toString(random.nextLong()),
            Integer.toString(TRANSACTIONS));
    Ended ended = CrashChild.run(prefix, work, Ending.NONE);
    read(ended, call + " of " + (file.isEmpty() ? "the directory" : file), findings);
    check(findings);
    return findings;
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private void read(Ended ended, String failure, List<String> findings) {
    story.clear();
    story.add(failure);
    story.addAll(ended.lines());
    ended.lines().forEach(ledger::accept);
    if (ended.hung()) {
      findings.add("the process hung: " + failure);
    }
    long failed = ended.lines().stream().filter(line -> line.startsWith("u ")).count();
    failures.merge(failure, (int) failed, Integer::sum);
    for (String line : ended.lines()) {
      if (line.startsWith("r ")) {
        reads++;
        // Some nodes may have a part of an epoch then, so nobody may read.
        boolean undecided = line.contains("outcome is decided when the database is opened");
        if (!line.equals("r ok") && !undecided) {
          findings.add("not readable after a failed " + failure + ": " + line.substring(2));
        }
      }
    }
  }

  private void check(List<String> findings) {
    try (BigDaddy database = BigDaddy.open(directory, CrashSchema.settings(NODES, "FULL"))) {
      findings.addAll(CrashCheck.run(database, ledger));
    } catch (BigDaddyException e) {
      findings.add("cannot be opened or read: " + e.code() + " " + e.getMessage());
    }
  }
}
