package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.GatheredTable;
import dev.bigdaddy.conductor.plan.KeyChain;
import dev.bigdaddy.topology.TableName;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Loads the rows that a gathered write meets through foreign keys and triggers: first those that its
/// WHERE leaves, or its values lead to, then, round by round, those that the changing rows among them
/// lead to. Used once, by one thread.
final class ChainedRows {
  /// They are on the heap; a statement that meets more has all rows loaded instead, past the heap.
  private static final int MOST_ROWS = 20_000;

  private final GatheredRows rows;
  private final KeyChain chain;
  private final Evaluator evaluator;
  private final Map<String, Met> tables = new LinkedHashMap<>();
  private final Map<KeyChain.Link, Set<List<Object>>> sought = new LinkedHashMap<>();
  private int count;

  /// What is known of a table's rows so far.
  private static final class Met {
    final GatheredTable table;
    final Map<List<Object>, @Nullable Object[]> rows = new LinkedHashMap<>();
    final Set<List<Object>> changing = new HashSet<>();
    List<@Nullable Object[]> fresh = new ArrayList<>();

    Met(GatheredTable table) {
      this.table = table;
    }
  }

  ChainedRows(GatheredRows rows, KeyChain chain, Evaluator evaluator) {
    this.rows = rows;
    this.chain = chain;
    this.evaluator = evaluator;
  }

  /// Loads the tables, which are made already.
  ///
  /// @return false if nothing was loaded, since whole tables must be
  boolean load(List<GatheredTable> all, @Nullable Object[] values) {
    for (GatheredTable table : all) {
      tables.put(name(table), new Met(table));
    }
    if (!begin(values) || !follow(values)) {
      return false;
    }
    for (Met met : tables.values()) {
      if (chain.whole().contains(name(met.table))) {
        rows.load(met.table, values);
      } else {
        rows.put(met.table, List.copyOf(met.rows.values()));
      }
    }
    return true;
  }

  private static String name(GatheredTable table) {
    return TableName.fold(table.table().name());
  }

  private boolean begin(@Nullable Object[] values) {
    for (Map.Entry<String, List<KeyChain.Known>> known : chain.known().entrySet()) {
      Met met = tables.get(known.getKey());
      for (KeyChain.Known keyed : known.getValue()) {
        Optional<List<KeyedReads.Read>> reads =
            met == null
                ? Optional.empty()
                : new KeyedReads(evaluator).of(met.table, keyed.rows(), values);
        if (met == null
            || reads.isEmpty()
            || !take(met, reads.get(), values, keyed.changes())
            || keyed.rows().largest().isPresent() && hasLargestRowid(met)) {
          return false;
        }
      }
    }
    Met target = tables.get(chain.target());
    return target != null
        && (target.table.filter().isEmpty()
            || take(target, rows.read(target.table, values, MOST_ROWS), true));
  }

  /// Behind the largest rowid that there is, SQLite tries random ones: any row may have one of them.
  private static boolean hasLargestRowid(Met met) {
    return met.rows.containsKey(List.of(Long.MAX_VALUE));
  }

  /// Until no changing row leads to another.
  private boolean follow(@Nullable Object[] values) {
    boolean more = true;
    while (more) {
      more = false;
      Map<String, List<@Nullable Object[]>> fresh = new LinkedHashMap<>();
      tables.forEach(
          (name, met) -> {
            fresh.put(name, met.fresh);
            met.fresh = new ArrayList<>();
          });
      for (KeyChain.Link link : chain.links()) {
        Met from = tables.get(link.from());
        Met to = tables.get(link.to());
        List<@Nullable Object[]> of = fresh.getOrDefault(link.from(), List.of());
        if (from == null || to == null) {
          return false;
        }
        Optional<List<List<Object>>> keys = keys(link, from.table, of);
        if (keys.isEmpty()) {
          return false;
        }
        List<KeyedReads.Read> reads = new ArrayList<>();
        KeyedReads.add(link.lookup(), keys.get(), reads);
        if (!take(to, reads, values, link.changes())) {
          return false;
        }
        more |= !reads.isEmpty();
      }
    }
    return true;
  }

  /// The values that were not looked up before; empty if one can only be bound as it is not.
  private Optional<List<List<Object>>> keys(
      KeyChain.Link link, GatheredTable from, List<@Nullable Object[]> of) {
    List<Integer> places =
        link.columns().stream().map(column -> from.allColumns().indexOf(column)).toList();
    Set<List<Object>> known = sought.computeIfAbsent(link, _ -> new HashSet<>());
    List<List<Object>> keys = new ArrayList<>();
    for (@Nullable Object[] row : of) {
      List<Object> key = new ArrayList<>();
      for (int place : places) {
        Object value = row[place];
        if (value instanceof RawText) {
          return Optional.empty();
        }
        if (value != null) {
          key.add(value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value);
        }
      }
      // With a NULL in it, a key refers to nothing.
      if (key.size() == places.size() && known.add(key)) {
        keys.add(key);
      }
    }
    return Optional.of(keys);
  }

  private boolean take(
      Met met, List<KeyedReads.Read> reads, @Nullable Object[] values, boolean changes) {
    for (KeyedReads.Read read : reads) {
      if (!take(met, rows.read(met.table.unfiltered(), read, values, MOST_ROWS), changes)) {
        return false;
      }
    }
    return true;
  }

  private boolean take(Met met, List<@Nullable Object[]> found, boolean changes) {
    int keyWidth = met.table.key().size();
    for (@Nullable Object[] row : found) {
      List<Object> key = new ArrayList<>();
      for (int i = 0; i < keyWidth; i++) {
        Object value = row[i];
        key.add(
            value instanceof byte[] bytes
                ? ByteBuffer.wrap(bytes)
                : value == null ? Optional.empty() : value);
      }
      if (met.rows.putIfAbsent(key, row) == null) {
        count++;
      }
      if (changes && met.changing.add(key)) {
        met.fresh.add(row);
      }
    }
    return count <= MOST_ROWS && found.size() <= MOST_ROWS;
  }
}
