package dev.bigdaddy.bench;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/// Entry point of `bigdaddy bench`: each command prints lines of the design's budget, as figures, ratios
/// and goals.
@Command(
    name = "bigdaddy bench",
    description = "Measures Big Daddy beside plain sqlite-jdbc, in one run, and prints the ratios.",
    footer = {"", "Without a command it measures reads. Compare only figures of one run."})
public final class Main implements Callable<Integer> {
  private static final String ROWS = "ROWS";
  private static final String ROWS_TEXT = "Rows of the table; ${DEFAULT-VALUE} unless given.";
  private static final String ONLY = "--only";
  private static final String SECTION = "SECTION";
  private static final String ONLY_TEXT = "Measure some alone, parted by commas: ";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Parameters(paramLabel = ROWS, arity = "0..1", defaultValue = "200000", description = ROWS_TEXT)
  private int rows;

  @Option(
      names = ONLY,
      split = ",",
      paramLabel = SECTION,
      description = ONLY_TEXT + "point, scan, index, plan, stream, new.")
  private @Nullable Set<ReadBench.Section> only;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Main())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler((e, _, _) -> failed(e))
            .execute(arguments));
  }

  private static int failed(Exception e) {
    System.err.println("Error: " + Optional.ofNullable(e.getMessage()).orElseGet(e::toString));
    return ExitCode.SOFTWARE;
  }

  private static int atLeastOne(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("ROWS must be at least 1");
    }
    return rows;
  }

  private static <E extends Enum<E>> Set<E> among(EnumSet<E> usual, @Nullable Set<E> only) {
    return only == null ? usual : only;
  }

  @Override
  public Integer call() throws Exception {
    new ReadBench(atLeastOne(rows), among(EnumSet.allOf(ReadBench.Section.class), only)).run();
    return ExitCode.OK;
  }

  @Command(
      name = "writes",
      description = "Durable one-row writes of 1 to 64 threads, transfers, and bulk loads.")
  int writes(
      @Option(
              names = ONLY,
              split = ",",
              paramLabel = SECTION,
              description = ONLY_TEXT + "inserts, indexed, transfers, bulk.")
          @Nullable Set<WriteBench.Section> sections)
      throws Exception {
    try (Directories directories = new Directories()) {
      new WriteBench(directories).run(among(EnumSet.allOf(WriteBench.Section.class), sections));
    }
    return ExitCode.OK;
  }

  @Command(
      name = "moves",
      description = "How fast resharding moves rows, alone and under a mixed load, and what that does to it.")
  int moves(
      @Parameters(paramLabel = ROWS, arity = "0..1", defaultValue = "200000", description = ROWS_TEXT)
          int moved,
      @Option(
              names = ONLY,
              split = ",",
              paramLabel = SECTION,
              description = ONLY_TEXT + "quiet, loaded; hot, one shard key of all rows, only if asked for.")
          @Nullable Set<MoveBench.Section> sections)
      throws Exception {
    EnumSet<MoveBench.Section> usual =
        EnumSet.of(MoveBench.Section.QUIET, MoveBench.Section.LOADED);
    try (Directories directories = new Directories()) {
      new MoveBench(directories, atLeastOne(moved)).run(among(usual, sections));
    }
    return ExitCode.OK;
  }

  @Command(
      name = "indexes",
      description = "Lookups through a virtual index beside lookups by the key, on 2 to 16 nodes.")
  int indexes(
      @Parameters(paramLabel = ROWS, arity = "0..1", defaultValue = "50000", description = ROWS_TEXT)
          int indexed)
      throws Exception {
    new IndexBench(atLeastOne(indexed)).run();
    return ExitCode.OK;
  }

  @Command(
      name = "upserts",
      description = "UPSERTs of one row, on their node and gathered, beside INSERTs.")
  int upserts(
      @Parameters(paramLabel = ROWS, arity = "0..1", defaultValue = "100000", description = ROWS_TEXT)
          int present)
      throws Exception {
    new UpsertBench(atLeastOne(present)).run();
    return ExitCode.OK;
  }
}
