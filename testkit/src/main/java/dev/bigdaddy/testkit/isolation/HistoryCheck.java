package dev.bigdaddy.testkit.isolation;

import dev.bigdaddy.testkit.isolation.Access.Append;
import dev.bigdaddy.testkit.isolation.Access.Read;
import dev.bigdaddy.testkit.isolation.DependencyGraph.Kind;
import dev.bigdaddy.testkit.isolation.Recorded.Mode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/// Judges a history of transactions that append to lists and read them, in the manner of Elle: as each
/// element is put once, a list tells in which order its writers came, and a read tells which of them it
/// saw.
///
/// Found directly: elements that are lost (an acknowledged append), were undone and are seen (G1a),
/// are seen though their transaction put more behind them (G1b), lists that contradict each other,
/// and transactions that do not see their own writes or read one key twice with different answers.
/// Found by {@link DependencyGraph}: lost updates, fractured and stale reads, and write skew where
/// it must not be.
///
/// Used by one thread, once.
final class HistoryCheck {
  private static final int MOST_FINDINGS = 20;

  private final List<Recorded> history;
  private final IntFunction<Set<Integer>> nodesOfKey;
  private final Map<Integer, List<Long>> finals = new HashMap<>();
  private final Map<Long, Integer> writers = new HashMap<>();
  private final List<String> findings = new ArrayList<>();

  /// @param history ids are their positions; the last one, alone at its time, read every key
  /// @param nodesOfKey the nodes on which a key's row lies
  HistoryCheck(List<Recorded> history, IntFunction<Set<Integer>> nodesOfKey) {
    this.history = history;
    this.nodesOfKey = nodesOfKey;
  }

  List<String> run() {
    for (Access access : history.getLast().accesses()) {
      if (access instanceof Read read) {
        finals.put(read.key(), read.elements());
      }
    }
    checkFinals();
    history.forEach(this::checkInternally);
    if (findings.isEmpty()) {
      String cycle = graph().forbiddenCycle();
      if (cycle != null) {
        findings.add(cycle);
      }
    }
    return findings.subList(0, Math.min(findings.size(), MOST_FINDINGS));
  }

  private void checkFinals() {
    Set<Long> seen = new HashSet<>();
    finals.forEach(
        (key, elements) ->
            elements.forEach(
                element -> {
                  if (!seen.add(element)) {
                    findings.add("element %d is twice in key %d".formatted(element, key));
                  }
                }));
    for (Recorded transaction : history) {
      for (Access access : transaction.accesses()) {
        if (access instanceof Append append) {
          writers.put(append.element(), transaction.id());
          boolean there = finals.getOrDefault(append.key(), List.of()).contains(append.element());
          if (there != transaction.committed()) {
            findings.add(
                "%s, committed: %s, and its %s is %s"
                    .formatted(
                        transaction, transaction.committed(), append, there ? "there" : "lost"));
          }
        }
      }
    }
  }

  /// What one transaction saw, without regard to when others came.
  private void checkInternally(Recorded transaction) {
    Map<Integer, List<Long>> expected = new HashMap<>();
    Map<Integer, List<Long>> own = new HashMap<>();
    for (Access access : transaction.accesses()) {
      switch (access) {
        case Append(int key, long element) -> {
          own.computeIfAbsent(key, _ -> new ArrayList<>()).add(element);
          List<Long> known = expected.get(key);
          if (known != null) {
            known.add(element);
          }
        }
        case Read read -> {
          checkRead(transaction, read, own.getOrDefault(read.key(), List.of()));
          List<Long> known = expected.put(read.key(), new ArrayList<>(read.elements()));
          if (known != null && !known.equals(read.elements())) {
            findings.add("%s expected %s and got %s".formatted(transaction, known, read));
          }
        }
      }
    }
  }

  private void checkRead(Recorded transaction, Read read, List<Long> own) {
    List<Long> external = external(read, own);
    if (external.size() + own.size() != read.elements().size()) {
      findings.add("%s does not see its own writes: %s".formatted(transaction, read));
      return;
    }
    List<Long> all = finals.getOrDefault(read.key(), List.of());
    for (long element : external) {
      if (!all.contains(element)) {
        findings.add("G1a: %s read %d, which was undone: %s".formatted(transaction, element, read));
        return;
      }
    }
    if (external.size() > all.size() || !all.subList(0, external.size()).equals(external)) {
      findings.add("%s read another order: %s, in the end %s".formatted(transaction, read, all));
      return;
    }
    boolean cut = !external.isEmpty() && external.size() < all.size();
    if (cut && writer(external.getLast()) == writer(all.get(external.size()))) {
      findings.add("G1b: %s read half of T%d: %s"
          .formatted(transaction, writer(external.getLast()), read));
    }
  }

  private int writer(long element) {
    return writers.getOrDefault(element, -1);
  }

  /// What was read without the reader's own elements at its end.
  private static List<Long> external(Read read, List<Long> own) {
    int size = read.elements().size() - own.size();
    return size >= 0 && read.elements().subList(size, read.elements().size()).equals(own)
        ? read.elements().subList(0, size)
        : read.elements();
  }

  // The graph.

  private DependencyGraph graph() {
    List<Recorded> committed = history.stream().filter(Recorded::committed).toList();
    DependencyGraph graph = new DependencyGraph(2 * history.size());
    finals.forEach((key, elements) -> addVersions(graph, key, elements));
    committed.forEach(transaction -> addReads(graph, transaction));
    addTime(graph, committed);
    return graph;
  }

  private void addVersions(DependencyGraph graph, int key, List<Long> elements) {
    for (int i = 1; i < elements.size(); i++) {
      graph.add(writer(elements.get(i - 1)), writer(elements.get(i)), Kind.WW, key);
    }
  }

  private void addReads(DependencyGraph graph, Recorded transaction) {
    Map<Integer, List<Long>> own = new HashMap<>();
    for (Access access : transaction.accesses()) {
      switch (access) {
        case Append(int key, long element) ->
            own.computeIfAbsent(key, _ -> new ArrayList<>()).add(element);
        case Read read -> {
          List<Long> all = finals.getOrDefault(read.key(), List.of());
          int seen = external(read, own.getOrDefault(read.key(), List.of())).size();
          if (seen > 0) {
            graph.add(writer(all.get(seen - 1)), transaction.id(), Kind.WR, read.key());
          }
          if (seen < all.size()) {
            Kind kind = mayBeSkewed(transaction, read.key()) ? Kind.SKEW : Kind.RW;
            graph.add(transaction.id(), writer(all.get(seen)), kind, read.key());
          }
        }
      }
    }
  }

  /// Whether it may have read a key that another one wrote before it committed: what lies on a node that
  /// it wrote was unchanged when it took the node's writer, and stayed so.
  private boolean mayBeSkewed(Recorded transaction, int key) {
    Set<Integer> written = new HashSet<>();
    transaction.written().forEach(k -> written.addAll(nodesOfKey.apply(k)));
    return transaction.mode() == Mode.DEFERRED
        && Collections.disjoint(written, nodesOfKey.apply(key));
  }

  private void addTime(DependencyGraph graph, List<Recorded> committed) {
    List<Recorded> byEnd = new ArrayList<>(committed);
    byEnd.sort(Comparator.comparingLong(Recorded::ended));
    List<Recorded> byBeginning = new ArrayList<>(committed);
    byBeginning.sort(Comparator.comparingLong(Recorded::begun));
    int place = history.size();
    for (int i = 0; i < byEnd.size(); i++) {
      graph.add(byEnd.get(i).id(), place + i, Kind.TIME, 0);
      if (i > 0) {
        graph.add(place + i - 1, place + i, Kind.TIME, 0);
      }
    }
    int ended = 0;
    for (Recorded transaction : byBeginning) {
      while (ended < byEnd.size() && byEnd.get(ended).ended() < transaction.begun()) {
        ended++;
      }
      if (ended > 0) {
        graph.add(place + ended - 1, transaction.id(), Kind.TIME, 0);
      }
    }
  }
}
