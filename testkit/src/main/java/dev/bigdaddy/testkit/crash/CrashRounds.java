package dev.bigdaddy.testkit.crash;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.storage.CrashPoint;
import dev.bigdaddy.testkit.crash.CrashChild.Ended;
import dev.bigdaddy.testkit.crash.CrashChild.Ending;
import dev.bigdaddy.testkit.crash.CrashLoad.Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Rounds of work that ends in a crash, each followed by a check. Everything but the threads' timing
/// comes from the seed. Used by one thread.
///
/// A round: a process works until SIGKILL or a crash point ends it; in half of the rounds one or two
/// more processes die while they open what the former left; then this process opens it and checks. The
/// next round goes on with the same database; after some rounds a new one is made, by a process that
/// may die too.
final class CrashRounds {
  private static final int ROUNDS_PER_DATABASE = 20;
  private static final int NUMBERS_PER_ROUND = 100_000;
  private static final int TRANSACTIONS = 120;
  private static final long LONGEST_DELAY_NANOS = 8_000_000;

  /// How often a kind of crash was tried, and how often it came about.
  static final class Tally {
    private int tried;
    private int reached;

    int tried() {
      return tried;
    }

    int reached() {
      return reached;
    }
  }

  private final Path root;
  private final RandomGenerator random;
  private final int nodes;
  private final Map<String, Tally> tallies = new TreeMap<>();
  private final List<CrashPoint> working =
      points("ONE_", "EPOCH_", "DROP_", "NODE_CHECKPOINTED", "MOVE_");
  private final List<CrashPoint> decided = points("EPOCH_FORCED", "EPOCH_NODE_COMM", "EPOCH_APP");
  private final List<CrashPoint> opening = points("RECOVERY_");
  private final List<CrashPoint> creating = points("CREATE_", "NODE_FILE_");
  private Ledger ledger = new Ledger();
  private Path directory;
  private int round;
  private int acknowledged;

  /// What ran in this round, for whoever must find out why.
  private final List<String> story = new ArrayList<>();

  CrashRounds(Path root, long seed, int nodes) {
    this.root = root;
    this.random = new SplittableRandom(seed);
    this.nodes = nodes;
    this.directory = root.resolve("none");
  }

  private static List<CrashPoint> points(String... prefixes) {
    return Arrays.stream(CrashPoint.values())
        .filter(point -> Arrays.stream(prefixes).anyMatch(point.name()::startsWith))
        .toList();
  }

  Map<String, Tally> tallies() {
    return tallies;
  }

  /// Crashes that came about.
  int crashes() {
    return tallies.values().stream().mapToInt(Tally::reached).sum();
  }

  List<String> story() {
    return story;
  }

  int acknowledged() {
    return acknowledged;
  }

  /// Runs the next round; gives what it found.
  List<String> next() throws IOException, InterruptedException {
    List<String> findings = new ArrayList<>();
    story.clear();
    if (round++ % ROUNDS_PER_DATABASE == 0) {
      createDatabase(findings);
    }
    int openings = random.nextBoolean() ? 0 : 1 + random.nextInt(2);
    Ending end = openings > 0 ? decidedEnding() : workEnding();
    Profile profile = end.crashPoint().startsWith("MOVE_") ? Profile.MOVING : anyProfile();
    List<String> work =
        List.of(
            "work",
            directory.toString(),
            Integer.toString(nodes),
            "FULL",
            profile.name(),
            Long.toString((long) round * NUMBERS_PER_ROUND),
            Long.toString(random.nextLong()),
            Integer.toString(TRANSACTIONS));
    run(work, end, findings);
    for (int i = 0; i < openings; i++) {
      Ending ending = Ending.at(pick(opening) + ":" + (1 + random.nextInt(3)));
      run(List.of("open", directory.toString(), Integer.toString(nodes), "FULL"), ending, findings);
    }
    check(findings);
    return findings;
  }

  private Profile anyProfile() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> Profile.SCHEMA;
      case 2 -> Profile.SINGLE;
      case 3, 4 -> Profile.MOVING;
      default -> Profile.MIXED;
    };
  }

  private Ending workEnding() {
    if (random.nextInt(100) < 40) {
      int lines = 1 + random.nextInt(2 * TRANSACTIONS);
      return new Ending("", lines, random.nextLong(LONGEST_DELAY_NANOS));
    }
    CrashPoint point = pick(working);
    int most = point.name().matches("(DROP|NODE|MOVE)_.*") ? 4 : 60;
    return Ending.at(point + ":" + (1 + random.nextInt(most)));
  }

  /// One that leaves an epoch to be repeated.
  private Ending decidedEnding() {
    return Ending.at(pick(decided) + ":" + (1 + random.nextInt(60)));
  }

  private CrashPoint pick(List<CrashPoint> points) {
    return points.get(random.nextInt(points.size()));
  }

  /// By processes that die again and again until one is let live.
  private void createDatabase(List<String> findings) throws IOException, InterruptedException {
    directory = root.resolve("db" + round);
    ledger = new Ledger();
    List<String> create =
        List.of("create", directory.toString(), Integer.toString(nodes), "FULL");
    for (int i = random.nextInt(4); i > 0; i--) {
      CrashPoint point = pick(creating);
      int most = point.name().startsWith("NODE_FILE_") ? nodes + 1 : 1;
      run(create, Ending.at(point + ":" + (1 + random.nextInt(most))), findings);
    }
    run(create, Ending.NONE, findings);
  }

  private void run(List<String> arguments, Ending ending, List<String> findings)
      throws IOException, InterruptedException {
    Ended ended = CrashChild.run(arguments, ending);
    ended.lines().forEach(ledger::accept);
    story.add("%s, %s, reached: %s".formatted(arguments, ending, ended.reached()));
    story.addAll(ended.lines());
    if (ended.hung()) {
      findings.add("a process hung: " + arguments + ", " + ending);
    }
    if (ending != Ending.NONE) {
      String name =
          ending.crashPoint().isEmpty() ? "SIGKILL" : ending.crashPoint().replaceAll(":.*", "");
      Tally tally = tallies.computeIfAbsent(name, _ -> new Tally());
      tally.tried++;
      tally.reached += ended.reached() ? 1 : 0;
    }
  }

  private void check(List<String> findings) {
    int before = ledger.acknowledged();
    try (BigDaddy database =
        BigDaddy.open(directory, CrashSchema.settings(nodes, "FULL"))) {
      findings.addAll(CrashCheck.run(database, ledger));
    } catch (BigDaddyException e) {
      findings.add("cannot be opened or read: " + e.code() + " " + e.getMessage());
    }
    acknowledged = before;
  }
}
