package dev.bigdaddy.testkit.isolation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which transaction must come before which, and the search for a cycle that no promise allows.
///
/// Edges are Adya's: WW (the second wrote the next version), WR (it read the first's version), RW (it
/// overwrote what the first read), and TIME (it began after the first was acknowledged). Under snapshot
/// isolation every cycle has two RW edges in a row; here such a pair is allowed only where the edge
/// behind it is marked as *skew*: the transaction between them was deferred, and what it read lies on no
/// node that it wrote. So a walk that never goes on by a skew edge after an RW edge, and comes back to
/// where it began, is a violation.
///
/// Real time is a chain: one place for each acknowledgement, in their order, which a transaction joins
/// when it ends and leaves where it begins. Used by one thread.
final class DependencyGraph {
  /// Why one comes before the other.
  enum Kind {
    WW,
    WR,
    RW,
    SKEW,
    TIME
  }

  private record Edge(int target, Kind kind, int key) {}

  private final List<List<Edge>> edges = new ArrayList<>();

  /// @param size transactions and places in time
  DependencyGraph(int size) {
    for (int i = 0; i < size; i++) {
      edges.add(new ArrayList<>(4));
    }
  }

  void add(int first, int second, Kind kind, int key) {
    if (first != second) {
      edges.get(first).add(new Edge(second, kind, key));
    }
  }

  /// A forbidden cycle, as text; null if there is none.
  @Nullable String forbiddenCycle() {
    // States: the vertex, and whether it was reached by an RW edge.
    int states = 2 * edges.size();
    byte[] colour = new byte[states];
    for (int start = 0; start < states; start += 2) {
      if (colour[start] == 0) {
        List<Step> cycle = search(start, colour);
        if (cycle != null) {
          return text(cycle);
        }
      }
    }
    return null;
  }

  private record Step(int state, Edge edge) {}

  /// Depth-first, with its own stack, since histories are long.
  private @Nullable List<Step> search(int start, byte[] colour) {
    Deque<Integer> path = new ArrayDeque<>();
    Map<Integer, Integer> positions = new HashMap<>();
    List<Step> steps = new ArrayList<>();
    path.push(start);
    positions.put(start, 0);
    colour[start] = 1;
    while (!path.isEmpty()) {
      int state = path.peek();
      int position = positions.merge(state, 1, Integer::sum) - 1;
      List<Edge> outgoing = edges.get(state / 2);
      if (position == outgoing.size()) {
        colour[state] = 2;
        path.pop();
        if (!steps.isEmpty()) {
          steps.removeLast();
        }
        continue;
      }
      Edge edge = outgoing.get(position);
      boolean reading = edge.kind == Kind.RW || edge.kind == Kind.SKEW;
      if (edge.kind == Kind.SKEW && state % 2 == 1) {
        continue;
      }
      int next = 2 * edge.target + (reading ? 1 : 0);
      if (colour[next] == 1) {
        steps.add(new Step(state, edge));
        return steps.subList(first(steps, next), steps.size());
      }
      if (colour[next] == 0) {
        colour[next] = 1;
        positions.put(next, 0);
        path.push(next);
        steps.add(new Step(state, edge));
      }
    }
    return null;
  }

  private static int first(List<Step> steps, int state) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).state == state) {
        return i;
      }
    }
    throw new IllegalStateException("not on the path");
  }

  private static String text(List<Step> cycle) {
    StringBuilder text = new StringBuilder(name(cycle)).append(": ");
    boolean inTime = false;
    for (Step step : cycle) {
      boolean time = step.edge.kind == Kind.TIME;
      if (!time || !inTime) {
        text.append('T').append(step.state / 2).append(" -").append(step.edge.kind);
        text.append(time ? "" : "(" + step.edge.key + ")").append("-> ");
      }
      inTime = time;
    }
    return text.append('T').append(cycle.getFirst().state / 2).toString();
  }

  /// Adya's name of the phenomenon.
  private static String name(List<Step> cycle) {
    int reading = 0;
    boolean read = false;
    boolean time = false;
    for (Step step : cycle) {
      reading += step.edge.kind == Kind.RW || step.edge.kind == Kind.SKEW ? 1 : 0;
      read |= step.edge.kind == Kind.WR;
      time |= step.edge.kind == Kind.TIME;
    }
    String name = reading == 0 ? (read ? "G1c" : "G0") : reading == 1 ? "G-single" : "G2-item";
    return time ? name + " against real time" : name;
  }
}
