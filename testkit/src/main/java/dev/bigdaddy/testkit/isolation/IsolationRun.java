package dev.bigdaddy.testkit.isolation;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.testkit.isolation.IsolationLoad.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Histories of one database, one after the other, each with lists of its own, and each checked. Used by
/// one thread.
final class IsolationRun {
  private static final int KEYS_PER_HISTORY = 100;

  /// Whether rows lie still.
  enum Placement {
    FIXED,
    /// The spread table is resharded all the time.
    MOVING
  }

  private final BigDaddy database;
  private final int nodes;
  private final SplittableRandom random;
  private final Fault fault;
  private final Placement placement;
  private int histories;
  private int moves;
  private long committed;
  private long refused;

  IsolationRun(BigDaddy database, int nodes, long seed, Fault fault, Placement placement) {
    this.placement = placement;
    this.database = database;
    this.nodes = nodes;
    this.random = new SplittableRandom(seed);
    this.fault = fault;
  }

  long committed() {
    return committed;
  }

  /// Transactions that were BUSY, or rolled back by their client.
  long refused() {
    return refused;
  }

  /// Records one history and judges it.
  List<String> next(int sessions, int transactions)
      throws InterruptedException, ExecutionException {
    ListKeys keys = ListKeys.make(database, 1 + KEYS_PER_HISTORY * histories++, nodes);
    if (placement == Placement.MOVING) {
      move();
    }
    AtomicInteger ids = new AtomicInteger();
    List<Recorded> history = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(sessions)) {
      List<Future<List<Recorded>>> clients = new ArrayList<>();
      for (int i = 0; i < sessions; i++) {
        IsolationLoad load = new IsolationLoad(database, keys, ids, random.split(), fault);
        clients.add(threads.submit(() -> repeat(load, transactions)));
      }
      for (Future<List<Recorded>> client : clients) {
        history.addAll(client.get());
      }
    }
    try (IsolationLoad last =
        new IsolationLoad(database, keys, ids, random.split(), Fault.NONE)) {
      last.readInTheEnd();
      history.addAll(last.recorded());
    }
    history.sort(Comparator.comparingInt(Recorded::id));
    long done = history.stream().filter(Recorded::committed).count();
    committed += done;
    refused += history.size() - done;
    // Where rows move, nothing is known of what lay on one node with another.
    return placement == Placement.MOVING
        ? new HistoryCheck(history, _ -> Set.of()).run()
        : new HistoryCheck(history, keys::nodes).run();
  }

  /// Begins to move the rows, one by one, in the background.
  private void move() {
    try {
      database.sql("ALTER TABLE spread_lists MODIFY BLOCK_SIZE 1");
      database.sql("ALTER TABLE spread_lists RESHARD " + (2 + random.nextInt(9)));
      moves++;
    } catch (BigDaddyException e) {
      if (e.code() != ErrorCode.JOB_RUNNING && e.code() != ErrorCode.BUSY) {
        throw e;
      }
    }
  }

  /// Reshardings begun.
  int moves() {
    return moves;
  }

  private static List<Recorded> repeat(IsolationLoad load, int transactions) {
    try (load) {
      for (int i = 0; i < transactions; i++) {
        load.next();
      }
      return load.recorded();
    }
  }
}
