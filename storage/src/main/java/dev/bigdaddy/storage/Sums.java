package dev.bigdaddy.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Numbers that an epoch adds to on one node, written in few statements instead of one each time.
///
/// Additions are kept in order, so that a mark is a {@link Position}: going back to it forgets what
/// was added later, and what was written since is due again, because its statement is undone with
/// the savepoint. Used by one thread at a time.
final class Sums {
  /// So far back it is looked for an addition to the same number.
  private static final int NEAR = 64;

  /// From so many on they are summed up where no mark lies between them.
  private static final int MANY = 4_096;

  private final List<Addition> additions = new ArrayList<>();

  /// How many of them are written.
  private int written;

  /// A point to go back to.
  record Position(int additions, int written) {}

  /// What a statement shall add.
  ///
  /// @param keys its first parameters
  /// @param sum its last one
  private record Addition(String sql, Object[] keys, long sum) {
    boolean isOfSame(Addition other) {
      return sql.equals(other.sql) && Arrays.equals(keys, other.keys);
    }

    Addition plus(Addition other) {
      return new Addition(sql, keys, Math.addExact(sum, other.sum));
    }
  }

  /// Writes a sum.
  @FunctionalInterface
  interface Writer {
    void write(String sql, Object[] parameters);
  }

  boolean areDue() {
    return additions.size() > written;
  }

  Position position() {
    return new Position(additions.size(), written);
  }

  /// @param sealed additions before this place must stay as they are, since a mark may go back there
  void add(int sealed, String sql, Object[] keys, long sum) {
    put(new Addition(sql, keys, sum), Math.max(sealed, written));
  }

  private void put(Addition addition, int floor) {
    int last = additions.size();
    for (int i = last - 1; i >= Math.max(floor, last - NEAR); i--) {
      if (additions.get(i).isOfSame(addition)) {
        additions.set(i, additions.get(i).plus(addition));
        return;
      }
    }
    additions.add(addition);
  }

  /// A mark is forgotten: what was added since goes to what was added before.
  ///
  /// @param sealed as for {@link #add}
  void release(Position mark, int sealed) {
    int from = Math.max(mark.additions(), written);
    int floor = Math.max(sealed, written);
    List<Addition> later = additions.subList(from, additions.size());
    if (later.isEmpty() || floor == from) {
      return;
    }
    List<Addition> moved = List.copyOf(later);
    later.clear();
    moved.forEach(addition -> put(addition, floor));
    if (additions.size() - floor > MANY) {
      sumUp(floor);
    }
  }

  private void sumUp(int floor) {
    List<Addition> open = additions.subList(floor, additions.size());
    List<Addition> summed = summed(open);
    open.clear();
    additions.addAll(summed);
  }

  private static List<Addition> summed(List<Addition> all) {
    Map<List<Object>, Addition> sums = new LinkedHashMap<>();
    for (Addition addition : all) {
      List<Object> key = new ArrayList<>(Arrays.asList(addition.keys()));
      key.add(addition.sql());
      sums.merge(key, addition, Addition::plus);
    }
    return List.copyOf(sums.values());
  }

  void rewind(Position to) {
    additions.subList(to.additions(), additions.size()).clear();
    written = to.written();
  }

  /// Writes all that is due.
  void write(Writer writer) {
    for (Addition addition : summed(additions.subList(written, additions.size()))) {
      if (addition.sum() != 0) {
        Object[] parameters = Arrays.copyOf(addition.keys(), addition.keys().length + 1);
        parameters[addition.keys().length] = addition.sum();
        writer.write(addition.sql(), parameters);
      }
    }
    written = additions.size();
  }
}
