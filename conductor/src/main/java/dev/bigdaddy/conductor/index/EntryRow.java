package dev.bigdaddy.conductor.index;

import dev.bigdaddy.topology.VirtualShard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One entry on its way to its node: the values of an index's terms and the virtual shard of a row
/// that has them. Text is held as its bytes.
public final class EntryRow {
  private final boolean[] text;
  private final List<Object> keys;
  private final long nulls;
  private final long shard;

  private EntryRow(boolean[] text, List<Object> keys, long nulls, long shard) {
    this.text = text;
    this.keys = keys;
    this.nulls = nulls;
    this.shard = shard;
  }

  /// Reads what {@link EntryWriter#exact} selects.
  public static EntryRow of(@Nullable Object[] row, int terms) {
    boolean[] text = new boolean[terms];
    List<Object> keys = new ArrayList<>(terms);
    for (int i = 0; i < terms; i++) {
      text[i] = Objects.requireNonNull(row[2 * i]).equals(1L);
      keys.add(Objects.requireNonNull(row[2 * i + 1]));
    }
    long nulls = (Long) Objects.requireNonNull(row[2 * terms]);
    return new EntryRow(text, keys, nulls, (Long) Objects.requireNonNull(row[2 * terms + 1]));
  }

  /// The bucket that places it.
  VirtualShard hash(EntryTables tables) {
    Object first = keys.getFirst();
    return EntryWriter.hash(tables, text[0] ? EntryWriter.decode((byte[]) first) : first);
  }

  /// The virtual shard of the row.
  public long shard() {
    return shard;
  }

  String insert(EntryTables tables) {
    StringBuilder sql = new StringBuilder("INSERT OR IGNORE INTO ");
    sql.append(tables.entries()).append('(').append(tables.keys());
    sql.append(", nulls, shard) VALUES (");
    for (boolean isText : text) {
      sql.append(isText ? "CAST(? AS TEXT), " : "?, ");
    }
    return sql.append("?, ?)").toString();
  }

  /// A condition that holds for the same entry, or for rows of the notes with the same value.
  String same() {
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < text.length; i++) {
      sql.append('k').append(i).append(text[i] ? " = CAST(? AS TEXT) AND " : " = ? AND ");
    }
    return sql.append("nulls = ? AND shard = ?").toString();
  }

  /// Whether a term's value is NULL.
  boolean isNull(int term) {
    return (nulls >> term & 1) != 0;
  }

  /// How a term's value stands in a statement.
  String place(int term) {
    return text[term] ? "CAST(? AS TEXT)" : "?";
  }

  /// The values that are not NULL, and the virtual shard.
  @Nullable Object[] rowParameters() {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < text.length; i++) {
      if (!isNull(i)) {
        values.add(keys.get(i));
      }
    }
    values.add(shard);
    return values.toArray();
  }

  /// Removes the same entry.
  String delete(EntryTables tables) {
    return "DELETE FROM " + tables.entries() + " WHERE " + same();
  }

  /// Finds rows in other virtual shards that have the same value.
  String rivals(EntryTables tables) {
    StringBuilder sql = new StringBuilder("SELECT 1 FROM ");
    sql.append(tables.entries()).append(" WHERE ");
    for (int i = 0; i < text.length; i++) {
      sql.append('k').append(i).append(text[i] ? " = CAST(? AS TEXT) AND " : " = ? AND ");
    }
    return sql.append("nulls = ? AND shard <> ? LIMIT 1").toString();
  }

  /// Whether another row could equal it: NULLs are all different.
  boolean canHaveRivals() {
    return nulls == 0;
  }

  @Nullable Object[] parameters() {
    @Nullable Object[] values = keys.toArray(new @Nullable Object[keys.size() + 2]);
    values[keys.size()] = nulls;
    values[keys.size() + 1] = shard;
    return values;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EntryRow row
        && nulls == row.nulls
        && shard == row.shard
        && Arrays.equals(text, row.text)
        && Arrays.deepEquals(keys.toArray(), row.keys.toArray());
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.deepHashCode(keys.toArray()), nulls, shard);
  }
}
