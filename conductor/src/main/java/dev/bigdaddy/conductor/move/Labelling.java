package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.routing.KeyHash;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UniqueKey;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.topology.VirtualShard;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Gives the rows of a table that became spread their virtual shards, a block at a time in order of the
/// key. Writers label what they write, so a row that was passed needs nothing more. Used by one thread.
final class Labelling {
  private static final int MOST_PARAMETERS = 4_096;

  private final MovedTable table;
  private final NodeId node;
  private final List<String> shardKey;
  private final List<Collation> collations;

  Labelling(UserTable user) {
    this.table = MovedTable.of(user);
    this.node = user.layout().shards().getFirst().node();
    this.shardKey = user.layout().shardKey();
    this.collations =
        shardKey.stream()
            .map(name -> user.column(name).collation().orElse(Collation.BINARY))
            .toList();
  }

  /// The key's columns as the key compares them, which need not be as they compare by themselves.
  private String compared(String prefix) {
    return IntStream.range(0, table.key().size())
        .mapToObj(i -> compared(prefix, i))
        .collect(Collectors.joining(", "));
  }

  private String compared(String prefix, int i) {
    String column = prefix + table.key().get(i);
    return table.table().hasRowid()
        ? column
        : table.table().uniqueKeys().stream()
            .filter(UniqueKey::primary)
            .findFirst()
            .map(key -> column + " COLLATE " + key.collations().get(i))
            .orElse(column);
  }

  /// A row's key, and where it belongs.
  private record Label(@Nullable Object[] key, long virtualShard) {}

  /// Labels the rows behind a key.
  ///
  /// @return the last key of this block; empty if there was no row left
  Optional<@Nullable Object[]> block(
      Epoch epoch, Optional<@Nullable Object[]> after, int rows) {
    List<Label> labels = new ArrayList<>();
    Optional<@Nullable Object[]> last = read(epoch, after, rows, labels);
    int width = table.key().size() + 1;
    int most = Math.max(1, MOST_PARAMETERS / width);
    for (int from = 0; from < labels.size(); from += most) {
      write(epoch, labels.subList(from, Math.min(labels.size(), from + most)));
    }
    return last;
  }

  private Optional<@Nullable Object[]> read(
      Epoch epoch, Optional<@Nullable Object[]> after, int rows, List<Label> labels) {
    List<@Nullable Object> values = new ArrayList<>();
    String behind = "";
    if (after.isPresent()) {
      List<String> places = new ArrayList<>();
      for (Object value : after.get()) {
        places.add(Cell.placeholder(value));
        values.add(Cell.bound(value));
      }
      behind = " WHERE (%s) > (%s)".formatted(compared(""), String.join(", ", places));
    }
    values.add((long) rows);
    List<String> columns = new ArrayList<>(table.key());
    columns.add(MovedTable.VIRTUAL_SHARD);
    shardKey.forEach(name -> columns.add(SqlText.quote(name)));
    String select =
        "SELECT %s FROM %s".formatted(String.join(", ", columns), table.name())
            + behind
            + " ORDER BY %s LIMIT ?".formatted(compared(""));
    Optional<@Nullable Object[]> last = Optional.empty();
    try (RowCursor cursor = epoch.on(node).query(select, values.toArray())) {
      while (cursor.next()) {
        @Nullable Object[] key = new @Nullable Object[table.key().size()];
        for (int i = 0; i < key.length; i++) {
          key[i] = Cell.read(cursor, i);
        }
        last = Optional.of(key);
        if (cursor.longAt(key.length) == KindChange.UNLABELLED) {
          labels.add(new Label(key, hash(cursor, key.length + 1).number()));
        }
      }
    }
    return last;
  }

  /// As INSERT has it: a key with a NULL is placed by the rowid, which is then the table's key.
  private VirtualShard hash(RowCursor cursor, int first) {
    long rowid = table.table().hasRowid() ? cursor.longAt(0) : 0;
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < shardKey.size(); i++) {
      Object value = cursor.valueAt(first + i);
      if (value == null) {
        return KeyHash.ofRowid(rowid);
      }
      values.add(value);
    }
    return values.isEmpty()
        ? KeyHash.ofRowid(rowid)
        : KeyHash.of(values, collations);
  }

  private void write(Epoch epoch, List<Label> labels) {
    List<@Nullable Object> values = new ArrayList<>();
    List<String> tuples = new ArrayList<>();
    for (Label label : labels) {
      List<String> places = new ArrayList<>();
      for (Object value : label.key()) {
        places.add(Cell.placeholder(value));
      }
      tuples.add("(" + String.join(",", places) + ",?)");
      for (Object value : label.key()) {
        values.add(Cell.bound(value));
      }
      values.add(label.virtualShard());
    }
    int width = table.key().size();
    String join =
        IntStream.range(0, width)
            .mapToObj(i -> compared("t.", i) + " = v.column" + (i + 1))
            .collect(Collectors.joining(" AND "));
    long changed =
        epoch.update(
            node,
            "UPDATE %s AS t SET %s = v.column%d FROM (VALUES %s) AS v WHERE %s"
                .formatted(
                    table.name(),
                    MovedTable.VIRTUAL_SHARD,
                    width + 1,
                    String.join(",", tuples),
                    join),
            Collections.unmodifiableList(values).toArray());
    if (changed != labels.size()) {
      throw new MoveFailedException(
          "%d rows of %s were to be labelled, but %d were"
              .formatted(labels.size(), table.table().name(), changed));
    }
  }
}
