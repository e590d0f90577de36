package dev.bigdaddy.testkit.isolation;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.testkit.isolation.Access.Append;
import dev.bigdaddy.testkit.isolation.Access.Read;
import dev.bigdaddy.testkit.isolation.Recorded.Mode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One client of the lists: runs transactions of all kinds and records what it saw. Used by one thread.
///
/// Kinds: one statement that appends to a list or to several at once, or reads one list or all; a
/// transfer that reads two lists and appends to both; reads and appends in any order, of which some are
/// rolled back; write skew, which reads some lists and appends to one of them; a long reader that reads
/// all lists, each by a statement of its own, and then all again.
final class IsolationLoad implements AutoCloseable {
  /// What a faulty client, or a faulty database, does.
  enum Fault {
    NONE,
    /// The reads of a transaction do not see one instant.
    LOOSE_READS,
    /// A list is read, and written back in another transaction.
    LOST_UPDATES
  }

  private final Session session;
  private final ListKeys keys;
  private final RandomGenerator random;
  private final Fault fault;
  private final AtomicInteger ids;
  private final List<Recorded> recorded = new ArrayList<>();

  private List<Access> accesses = new ArrayList<>();
  private int id;
  private int appended;

  IsolationLoad(
      BigDaddy database, ListKeys keys, AtomicInteger ids, RandomGenerator random, Fault fault) {
    this.session = database.session();
    this.keys = keys;
    this.ids = ids;
    this.random = random;
    this.fault = fault;
  }

  List<Recorded> recorded() {
    return recorded;
  }

  void next() {
    switch (random.nextInt(12)) {
      case 0, 1 -> record(Mode.AUTOCOMMIT, false, () -> append(keys.some(random)));
      case 2 -> record(Mode.AUTOCOMMIT, false, () -> appendToAllOf(keys.someSpread(random)));
      case 3 -> record(Mode.AUTOCOMMIT, false, () -> read(keys.some(random)));
      case 4, 5 -> record(Mode.AUTOCOMMIT, false, this::readAllSpread);
      case 6 -> record(Mode.DEFERRED, false, this::readLong);
      case 7, 8 -> record(anyMode(), false, this::skew);
      case 9 -> record(anyMode(), false, this::transfer);
      default -> record(anyMode(), random.nextInt(5) == 0, this::mixed);
    }
  }

  /// Reads every list, once all others have ended.
  void readInTheEnd() {
    record(
        Mode.IMMEDIATE,
        false,
        () -> {
          for (int key : keys.all()) {
            read(key);
          }
        });
  }

  private Mode anyMode() {
    return random.nextInt(3) == 0 ? Mode.IMMEDIATE : Mode.DEFERRED;
  }

  private void record(Mode mode, boolean undone, Runnable work) {
    id = ids.getAndIncrement();
    accesses = new ArrayList<>();
    appended = 0;
    long begun = System.nanoTime();
    boolean committed = false;
    boolean inOne = mode != Mode.AUTOCOMMIT && fault != Fault.LOST_UPDATES;
    try {
      if (inOne) {
        session.sql(mode == Mode.DEFERRED ? "BEGIN" : "BEGIN IMMEDIATE");
      }
      work.run();
      if (inOne) {
        session.sql(undone ? "ROLLBACK" : "COMMIT");
      }
      committed = !undone || !inOne;
    } catch (BigDaddyException e) {
      if (e.code() != ErrorCode.BUSY) {
        throw e;
      }
      if (session.inTransaction()) {
        session.sql("ROLLBACK");
      }
    }
    long ended = System.nanoTime();
    recorded.add(new Recorded(id, mode, accesses, begun, ended, committed));
  }

  // Single accesses.

  private long element() {
    return id * 100L + appended++;
  }

  private void append(int key) {
    long element = element();
    accesses.add(new Append(key, element));
    String table = keys.table(key);
    if (fault == Fault.LOST_UPDATES) {
      String before = String.valueOf(value("SELECT v FROM " + table + " WHERE k = ?", key));
      session.sql("UPDATE " + table + " SET v = ? WHERE k = ?", before + element + ",", key);
    } else {
      session.sql("UPDATE " + table + " SET v = v || ? WHERE k = ?", element + ",", key);
    }
  }

  /// One statement over several nodes, which gives each list an element of its own.
  private void appendToAllOf(List<Integer> chosen) {
    StringBuilder cases = new StringBuilder("UPDATE spread_lists SET v = v || CASE k");
    for (int key : chosen) {
      long element = element();
      accesses.add(new Append(key, element));
      cases.append(" WHEN ").append(key).append(" THEN '").append(element).append(",'");
    }
    String in = chosen.toString().replace('[', '(').replace(']', ')');
    session.sql(cases.append(" END WHERE k IN ").append(in).toString());
  }

  private void read(int key) {
    Object value = value("SELECT v FROM " + keys.table(key) + " WHERE k = ?", key);
    accesses.add(new Read(key, elements(value)));
  }

  private @Nullable Object value(String query, int key) {
    return session.sql(query, key).rows().getFirst().getFirst();
  }

  private void readAllSpread() {
    String query = "SELECT k, v FROM spread_lists WHERE k >= ? AND k <= ?";
    List<Integer> spread = keys.spread();
    for (List<@Nullable Object> row :
        session.sql(query, spread.getFirst(), spread.getLast()).rows()) {
      int key = Integer.parseInt(String.valueOf(row.get(0)));
      accesses.add(new Read(key, elements(row.get(1))));
    }
  }

  private static List<Long> elements(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.isEmpty() ? List.of() : Arrays.stream(text.split(",")).map(Long::valueOf).toList();
  }

  // Transactions of several.

  @SuppressWarnings("ThreadPriorityCheck") // Only to make other interleavings likely.
  private void betweenReads() {
    if (fault == Fault.LOOSE_READS && accesses.stream().allMatch(Read.class::isInstance)) {
      session.sql("COMMIT");
      session.sql("BEGIN");
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      Thread.yield();
    }
  }

  private void readLong() {
    for (int key : keys.all()) {
      read(key);
      betweenReads();
    }
    readAllSpread();
  }

  private void skew() {
    List<Integer> chosen = keys.someSpread(random);
    for (int key : chosen) {
      read(key);
      betweenReads();
    }
    append(chosen.get(random.nextInt(chosen.size())));
  }

  private void transfer() {
    int source = keys.some(random);
    int target = keys.some(random);
    read(source);
    betweenReads();
    read(target);
    append(source);
    append(target);
  }

  private void mixed() {
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      int key = keys.some(random);
      if (random.nextBoolean()) {
        append(key);
      } else {
        read(key);
      }
      betweenReads();
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
