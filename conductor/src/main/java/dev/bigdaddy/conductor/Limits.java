package dev.bigdaddy.conductor;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// What one statement, one session and the whole database may take. Each limit is a setting; reaching
/// one is an error with the code {@link ErrorCode#LIMIT} or {@link ErrorCode#TIMEOUT} that names it.
///
/// @param gatherLimit bytes that one statement may gather in its scratch database, on disk and in
///     memory together
/// @param gatherMemory bytes of them that stay in memory
/// @param heldLimit bytes of partial aggregates that one statement holds on the heap, beyond which the
///     nodes wait; and of rows that a write finds first, beyond which it is gathered
/// @param resultLimit bytes of a collected {@link QueryResult}
/// @param parallelStatements sessions whose statements run at the same time
/// @param openCursors cursors that one session may have open
/// @param statementTimeout how long a statement may take until its last row is read; zero for any time
/// @param snapshotAge how long a statement or transaction may read one snapshot
/// @param idleTimeout how long a transaction that holds writers may do nothing; zero for any time
/// @param moveWait how long rows that move wait for a transaction that reads a snapshot
/// @param moveRate rows that a job moves in a second while others use the database; zero for no bound
public record Limits(
    long gatherLimit,
    long gatherMemory,
    long heldLimit,
    long resultLimit,
    int parallelStatements,
    int openCursors,
    Duration statementTimeout,
    Duration snapshotAge,
    Duration idleTimeout,
    Duration moveWait,
    int moveRate) {
  /// The settings' names.
  public static final String NAMES =
      "gather_limit, gather_memory, held_limit, result_limit, parallel_statements, open_cursors,"
          + " statement_timeout, snapshot_age, idle_timeout, move_wait,"
          + " move_rate";

  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final long WEEK_MILLIS = Duration.ofDays(7).toMillis();
  private static final long LONGEST_MOVE_WAIT_MILLIS = 60_000;
  private static final long MOVE_WAIT_MILLIS = 250;
  private static final int MOVE_RATE = 10_500;
  private static final int HIGHEST_MOVE_RATE = 1_000_000_000;

  public Limits {
    within("gather_limit", gatherLimit, MIB, 16 * 1024 * GIB);
    within("gather_memory", gatherMemory, 64 * KIB, 64 * GIB);
    within("held_limit", heldLimit, 64 * KIB, 64 * GIB);
    within("result_limit", resultLimit, KIB, 1024 * GIB);
    within("parallel_statements", parallelStatements, 1, 65_536);
    within("open_cursors", openCursors, 1, 1_000_000);
    within("statement_timeout", statementTimeout.toMillis(), 0, WEEK_MILLIS);
    within("snapshot_age", snapshotAge.toMillis(), 1, WEEK_MILLIS);
    within("idle_timeout", idleTimeout.toMillis(), 0, WEEK_MILLIS);
    within("move_wait", moveWait.toMillis(), 0, LONGEST_MOVE_WAIT_MILLIS);
    within("move_rate", moveRate, 0, HIGHEST_MOVE_RATE);
  }

  /// Enough for whatever is meant, and little enough to notice what is not.
  public static Limits defaults() {
    return new Limits(
        8 * GIB,
        16 * MIB,
        64 * MIB,
        GIB,
        1024,
        1024,
        Duration.ZERO,
        Duration.ofHours(1),
        Duration.ofMinutes(10),
        Duration.ofMillis(MOVE_WAIT_MILLIS),
        MOVE_RATE);
  }

  /// The same limits but for one; empty if it is none of them.
  ///
  /// @throws BigDaddyException with {@link ErrorCode#BAD_SETTING} if the value is none
  public Optional<Limits> with(String name, String value) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "gather_limit" -> Optional.of(withGather(bytes(name, value), gatherMemory));
      case "gather_memory" -> Optional.of(withGather(gatherLimit, bytes(name, value)));
      case "held_limit" -> Optional.of(withHeld(bytes(name, value), resultLimit));
      case "result_limit" -> Optional.of(withHeld(heldLimit, bytes(name, value)));
      case "parallel_statements" -> Optional.of(withCounts(count(name, value), openCursors));
      case "open_cursors" -> Optional.of(withCounts(parallelStatements, count(name, value)));
      case "statement_timeout" ->
          Optional.of(withTimes(millis(name, value), snapshotAge, idleTimeout, moveWait));
      case "snapshot_age" ->
          Optional.of(withTimes(statementTimeout, millis(name, value), idleTimeout, moveWait));
      case "idle_timeout" ->
          Optional.of(withTimes(statementTimeout, snapshotAge, millis(name, value), moveWait));
      case "move_wait" ->
          Optional.of(withTimes(statementTimeout, snapshotAge, idleTimeout, millis(name, value)));
      case "move_rate" -> Optional.of(withMoveRate(count(name, value)));
      default -> Optional.empty();
    };
  }

  private Limits withGather(long limit, long memory) {
    return new Limits(
        limit,
        memory,
        heldLimit,
        resultLimit,
        parallelStatements,
        openCursors,
        statementTimeout,
        snapshotAge,
        idleTimeout,
        moveWait,
        moveRate);
  }

  private Limits withHeld(long held, long result) {
    return new Limits(
        gatherLimit,
        gatherMemory,
        held,
        result,
        parallelStatements,
        openCursors,
        statementTimeout,
        snapshotAge,
        idleTimeout,
        moveWait,
        moveRate);
  }

  private Limits withCounts(int statements, int cursors) {
    return new Limits(
        gatherLimit,
        gatherMemory,
        heldLimit,
        resultLimit,
        statements,
        cursors,
        statementTimeout,
        snapshotAge,
        idleTimeout,
        moveWait,
        moveRate);
  }

  private Limits withTimes(Duration timeout, Duration age, Duration idle, Duration wait) {
    return new Limits(
        gatherLimit,
        gatherMemory,
        heldLimit,
        resultLimit,
        parallelStatements,
        openCursors,
        timeout,
        age,
        idle,
        wait,
        moveRate);
  }

  private Limits withMoveRate(int rate) {
    return new Limits(
        gatherLimit,
        gatherMemory,
        heldLimit,
        resultLimit,
        parallelStatements,
        openCursors,
        statementTimeout,
        snapshotAge,
        idleTimeout,
        moveWait,
        rate);
  }

  private static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new BigDaddyException(
          ErrorCode.BAD_SETTING, name + " must be " + least + " to " + most + ", not " + value);
    }
  }

  /// A number of bytes, as `65536`, `64K`, `64M` or `2G`.
  private static long bytes(String name, String value) {
    String text = value.strip().toUpperCase(Locale.ROOT);
    long unit =
        switch (text.isEmpty() ? ' ' : text.charAt(text.length() - 1)) {
          case 'K' -> KIB;
          case 'M' -> MIB;
          case 'G' -> GIB;
          default -> 1;
        };
    String digits = unit == 1 ? text : text.substring(0, text.length() - 1);
    try {
      return Math.multiplyExact(Long.parseLong(digits), unit);
    } catch (ArithmeticException | NumberFormatException e) {
      throw notANumber(name, "a number of bytes, as 64M", value, e);
    }
  }

  private static int count(String name, String value) {
    try {
      return Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      throw notANumber(name, "a whole number", value, e);
    }
  }

  private static Duration millis(String name, String value) {
    try {
      return Duration.ofMillis(Long.parseLong(value.strip()));
    } catch (NumberFormatException e) {
      throw notANumber(name, "a number of milliseconds", value, e);
    }
  }

  private static BigDaddyException notANumber(
      String name, String wanted, String value, RuntimeException cause) {
    return new BigDaddyException(
        ErrorCode.BAD_SETTING,
        ErrorCode.BAD_SETTING.sqliteCode(),
        name + " must be " + wanted + ", not '" + value + "'",
        -1,
        cause);
  }
}
