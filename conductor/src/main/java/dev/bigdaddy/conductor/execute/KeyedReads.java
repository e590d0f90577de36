package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.plan.GatheredTable;
import dev.bigdaddy.conductor.plan.KeyedRows;
import dev.bigdaddy.conductor.plan.Scalar;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns the keys of an INSERT's rows into what reads the rows of a table that share one. Used by one
/// thread.
final class KeyedReads {
  /// Keys of one query; powers of two below it keep the number of different texts small.
  private static final int MOST_KEYS = 64;

  private final Evaluator evaluator;

  KeyedReads(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// A condition and the values of its parameters.
  record Read(String condition, @Nullable Object[] parameters) {}

  /// What reads the rows; empty if they cannot be told by their keys.
  Optional<List<Read>> of(GatheredTable table, KeyedRows keyed, @Nullable Object[] values) {
    List<Read> reads = new ArrayList<>();
    List<@Nullable Object[]> rows;
    try {
      rows = rows(keyed, values);
      for (KeyedRows.Lookup lookup : keyed.lookups()) {
        Set<List<Object>> keys = new LinkedHashSet<>();
        for (@Nullable Object[] row : rows) {
          List<Object> key = key(lookup, row);
          if (key.size() == lookup.terms().size()) {
            keys.add(key);
          } else if (!lookup.nullIsKnown()) {
            return Optional.empty();
          }
        }
        add(lookup, List.copyOf(keys), reads);
      }
    } catch (StorageException | BigDaddyException e) {
      // SQLite will come upon it, or not, where the statement runs.
      return Optional.empty();
    }
    keyed
        .largest()
        .filter(largest -> !areGiven(largest, rows))
        .ifPresent(largest -> reads.add(ofLargest(table, largest.count())));
    return Optional.of(reads);
  }

  private static boolean areGiven(KeyedRows.Largest largest, List<@Nullable Object[]> rows) {
    OptionalInt place = largest.given();
    return place.isPresent()
        && rows.stream().allMatch(row -> row[place.getAsInt()] instanceof Long);
  }

  private static Read ofLargest(GatheredTable table, int count) {
    String rowid = SqlText.quote(table.key().getFirst());
    return new Read(
        "%1$s IN (SELECT %1$s FROM %2$s ORDER BY %1$s DESC LIMIT %3$d)"
            .formatted(rowid, SqlText.quote(table.table().name()), count),
        new @Nullable Object[0]);
  }

  private List<@Nullable Object[]> rows(KeyedRows keyed, @Nullable Object[] values) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (List<Scalar> scalars : keyed.rows()) {
      @Nullable Object[] row = new @Nullable Object[scalars.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = evaluator.evaluate(scalars.get(i), values);
      }
      rows.add(row);
    }
    return rows;
  }

  /// The key of a row, shorter than the lookup's if any of its values is NULL.
  private List<Object> key(KeyedRows.Lookup lookup, @Nullable Object[] row) {
    List<Object> key = new ArrayList<>();
    for (KeyedRows.Term term : lookup.terms()) {
      Object value = evaluator.convert(term.affinity(), row[term.place()]);
      if (value != null) {
        key.add(value instanceof byte[] blob ? ByteBuffer.wrap(blob) : value);
      }
    }
    return key;
  }

  static void add(KeyedRows.Lookup lookup, List<List<Object>> keys, List<Read> reads) {
    int from = 0;
    while (from < keys.size()) {
      int count = Math.min(MOST_KEYS, Integer.highestOneBit(keys.size() - from));
      List<@Nullable Object> parameters = new ArrayList<>();
      for (List<Object> key : keys.subList(from, from + count)) {
        for (Object value : key) {
          parameters.add(value instanceof ByteBuffer blob ? bytes(blob) : value);
        }
      }
      reads.add(new Read(lookup.condition(count), parameters.toArray()));
      from += count;
    }
  }

  private static byte[] bytes(ByteBuffer blob) {
    byte[] bytes = new byte[blob.remaining()];
    blob.duplicate().get(bytes);
    return bytes;
  }
}
