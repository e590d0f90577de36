package dev.bigdaddy.testkit.crash;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.engine.BigDaddy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Loses power at many points of one recorded run, and checks what each leaves.
///
/// A process makes a database and works on it under strace. Its calls are followed one by one; at
/// points that a seed chooses, a directory is rebuilt as the disk may have it then, opened by the real
/// engine, and held against what had been acknowledged by then, which is in the trace too: the process
/// tells it by writes to its standard output. In some of the rebuilt directories the opening itself is
/// recorded, and power lost in it, and in the opening after that.
///
/// Used by one thread.
final class PowerLossRun {
  private static final int POINTS_IN_RECOVERY = 4;

  /// @param transactions of each session of the working process
  /// @param points at which power is lost while it works
  /// @param recoveries of those points at which it is lost again while the database is opened
  /// @param uncounted names of files whose fsyncs do not count: a planted fault
  record Options(
      long seed,
      int nodes,
      String synchronous,
      int transactions,
      int points,
      int recoveries,
      Predicate<String> uncounted) {

    static Options of(long seed, int transactions, int points, int recoveries) {
      return new Options(seed, 3, "FULL", transactions, points, recoveries, _ -> false);
    }

    Options synchronous(String level) {
      return new Options(seed, nodes, level, transactions, points, recoveries, uncounted);
    }

    Options withoutFsyncOf(Predicate<String> names) {
      return new Options(seed, nodes, synchronous, transactions, points, recoveries, names);
    }
  }

  private final Path scratch;
  private final Options options;
  private final RandomGenerator random;
  private final Consumer<String> progress;
  private final List<String> findings = new ArrayList<>();
  private int points;
  private int recoveryPoints;
  private int acknowledged;
  private int directories;

  PowerLossRun(Path scratch, Options options, Consumer<String> progress) {
    this.scratch = scratch;
    this.options = options;
    this.progress = progress;
    this.random = new SplittableRandom(options.seed);
  }

  List<String> findings() {
    return findings;
  }

  /// Losses of power that were checked, those in openings not counted.
  int points() {
    return points;
  }

  /// Losses of power in openings.
  int recoveryPoints() {
    return recoveryPoints;
  }

  int acknowledged() {
    return acknowledged;
  }

  /// Records a run and loses power in it.
  void run() throws IOException, InterruptedException {
    Path root = scratch.resolve("db");
    List<String> create = arguments("create", root);
    List<String> work = new ArrayList<>(arguments("work", root));
    work.addAll(List.of("MIXED", "1000", Long.toString(options.seed), "" + options.transactions));
    Path making = record("making", create);
    Path working = record("working", work);
    TracedDisk disk = TracedDisk.empty(root, options.uncounted);
    lose(making, disk, new Ledger(), Phase.MAKING, options.points / 10, 0);
    Ledger ledger = new Ledger();
    lose(working, disk, ledger, Phase.WORKING, options.points, options.recoveries);
    acknowledged = ledger.acknowledged();
  }

  /// What the directory is for when the power goes.
  private enum Phase {
    MAKING,
    WORKING,
    OPENING
  }

  private List<String> arguments(String job, Path root) {
    return List.of(job, root.toString(), Integer.toString(options.nodes), options.synchronous);
  }

  private Path record(String name, List<String> arguments)
      throws IOException, InterruptedException {
    Path trace = scratch.resolve(name + ".trace");
    List<String> command =
        Strace.command(trace, List.of(), CrashChild.command(List.of(), arguments));
    int exit =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    if (exit != 0 && findings.isEmpty()) {
      findings.add("the recorded process ended with %d: %s".formatted(exit, arguments));
    }
    return trace;
  }

  /// Follows a trace, and loses power after so many of its changes.
  private void lose(
      Path trace, TracedDisk disk, Ledger ledger, Phase phase, int losses, int recoveries)
      throws IOException, InterruptedException {
    long changes = count(trace, disk);
    double share = (double) losses / Math.max(1, changes);
    double opened = losses == 0 ? 0 : (double) recoveries / losses;
    List<Path> toOpen = new ArrayList<>();
    List<Ledger> ledgers = new ArrayList<>();
    Strace.read(
        trace,
        call -> {
          boolean followed = disk.follow(call);
          boolean changed = tell(call, ledger) || followed;
          if (changed && random.nextDouble() < share) {
            Path directory = rebuild(disk);
            check(directory, ledger, phase, call);
            if (random.nextDouble() < opened) {
              toOpen.add(rebuild(disk));
              ledgers.add(ledger.copy());
            }
          }
        });
    for (int i = 0; i < toOpen.size(); i++) {
      loseInOpening(toOpen.get(i), ledgers.get(i), 2);
    }
  }

  /// How many calls change anything; on a disk of its own, which starts as a copy.
  private static long count(Path trace, TracedDisk disk) throws IOException {
    long[] changes = new long[1];
    TracedDisk copy = disk.copy();
    Strace.read(
        trace,
        call -> {
          boolean followed = copy.follow(call);
          if (tell(call, new Ledger()) || followed) {
            changes[0]++;
          }
        });
    return changes[0];
  }

  private static boolean tell(SystemCall call, Ledger ledger) {
    if (!call.name().equals("write") || call.descriptor(0) != 1 || !call.begins()) {
      return false;
    }
    new String(call.bytes(1), StandardCharsets.UTF_8).lines().forEach(ledger::accept);
    return true;
  }

  private Path rebuild(TracedDisk disk) throws IOException {
    Path directory = scratch.resolve("lost" + directories++);
    disk.rebuild(directory, random);
    return directory;
  }

  private void loseInOpening(Path directory, Ledger ledger, int depth)
      throws IOException, InterruptedException {
    if (!Files.exists(directory)) {
      return;
    }
    TracedDisk disk = TracedDisk.of(directory, options.uncounted);
    Path trace = record("opening", arguments("open", directory));
    double share = (double) POINTS_IN_RECOVERY / Math.max(1, count(trace, disk));
    List<Path> again = new ArrayList<>();
    Strace.read(
        trace,
        call -> {
          if (disk.follow(call) && random.nextDouble() < share) {
            check(rebuild(disk), ledger, Phase.OPENING, call);
            if (again.isEmpty()) {
              again.add(rebuild(disk));
            }
          }
        });
    delete(directory);
    if (depth > 1 && !again.isEmpty()) {
      loseInOpening(again.getFirst(), ledger, depth - 1);
    } else if (!again.isEmpty()) {
      delete(again.getFirst());
    }
  }

  private void check(Path directory, Ledger ledger, Phase phase, SystemCall call)
      throws IOException {
    List<String> found;
    // Whether the check itself survives a crash is not of interest.
    try (BigDaddy database =
        BigDaddy.open(directory, CrashSchema.settings(options.nodes, "OFF"))) {
      if (phase == Phase.MAKING) {
        CrashSchema.create(database);
      }
      found = CrashCheck.run(database, ledger.copy());
    } catch (BigDaddyException e) {
      found = List.of("cannot be opened or read: " + e.code() + " " + e.getMessage());
    }
    if (phase == Phase.OPENING) {
      recoveryPoints++;
    } else if (++points % 100 == 0) {
      progress.accept(points + " losses of power");
    }
    if (found.isEmpty()) {
      delete(directory);
    }
    String place = "%s, at %s %s".formatted(phase, call.name(), call.path(0));
    found.stream().limit(5).forEach(text -> findings.add(place + " (" + directory + "): " + text));
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
