package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.plan.Scalar;
import dev.bigdaddy.conductor.plan.WritePlan.KeySource;
import dev.bigdaddy.conductor.plan.WritePlan.SpreadInsert;
import dev.bigdaddy.conductor.routing.KeyHash;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.Shard;
import dev.bigdaddy.topology.VirtualShard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Computes the rows of an INSERT into a spread table: every value, the ids that SQLite would assign,
/// and where each row lies. Safe for use by many threads.
final class InsertRows {
  private final Evaluator evaluator;

  InsertRows(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// One row with all that is known of it before it is inserted.
  static final class Row {
    final @Nullable Object[] values;
    final OptionalLong rowid;
    final boolean assigned;

    /// Whether it has no key, and is placed by its rowid.
    final boolean nullKey;

    final Shard shard;
    final VirtualShard virtualShard;

    /// Where it goes.
    final NodeId node;

    /// Whether rows with its key can lie on two nodes now.
    final boolean inFlight;

    @Nullable Object @Nullable [] returned;

    private Row(
        @Nullable Object[] values,
        OptionalLong rowid,
        boolean assigned,
        boolean nullKey,
        Shard shard,
        VirtualShard virtualShard) {
      this.values = values;
      this.rowid = rowid;
      this.assigned = assigned;
      this.nullKey = nullKey;
      this.shard = shard;
      this.virtualShard = virtualShard;
      this.node = shard.nodeOf(virtualShard);
      this.inFlight = shard.isInFlight(virtualShard);
    }
  }

  /// All rows of a statement.
  ///
  /// @param batch the values of its parameters; several if it shall be as if run once for each
  List<Row> of(SpreadInsert plan, List<@Nullable Object[]> batch, RowidSequences.Ids ids) {
    List<Row> rows = new ArrayList<>(plan.rows().size() * batch.size());
    for (@Nullable Object[] values : batch) {
      for (List<Scalar> scalars : plan.rows()) {
        rows.add(of(plan, scalars, values, ids));
      }
    }
    return rows;
  }

  /// One of its rows.
  Row of(
      SpreadInsert plan,
      List<Scalar> scalars,
      @Nullable Object[] values,
      RowidSequences.Ids ids) {
    UserTable table = plan.table();
    @Nullable Object[] given = new @Nullable Object[scalars.size()];
    // A rival has what the row will have: 9007199254740993 is 9007199254740992.0 in a REAL column.
    boolean asStored = !plan.rivals().isEmpty() || plan.onConflict().isPresent();
    for (int i = 0; i < given.length; i++) {
      Object value = evaluator.evaluate(scalars.get(i), values);
      given[i] = asStored ? stored(table, plan.columns().get(i), value) : value;
    }
    OptionalLong rowid = OptionalLong.empty();
    boolean assigned = false;
    if (plan.rowidName().isPresent()) {
      Object explicit = plan.rowid().isPresent() ? given[plan.rowid().getAsInt()] : null;
      Object converted = evaluator.convert(Affinity.INTEGER, explicit);
      if (converted instanceof Double real && real == Long.MIN_VALUE) {
        // As a rowid SQLite takes this real, too.
        converted = Long.MIN_VALUE;
      }
      if (explicit == null) {
        rowid = OptionalLong.of(ids.next().orElseThrow(() -> noIdLeft(table)));
        assigned = true;
      } else if (converted instanceof Long integer) {
        rowid = OptionalLong.of(integer);
        ids.claim(integer);
      }
    }
    Optional<VirtualShard> byKey = virtualShard(plan, given, rowid, values);
    // A NULL key is placed by rowid; without one, NOT NULL will refuse the row on any node.
    OptionalLong placing = rowid;
    VirtualShard virtualShard = byKey.orElseGet(() -> KeyHash.ofRowid(placing.orElse(0)));
    Shard shard = table.layout().shardOf(virtualShard);
    @Nullable Object[] physical = physical(plan, given, rowid, virtualShard);
    return new Row(physical, rowid, assigned, byKey.isEmpty(), shard, virtualShard);
  }

  private @Nullable Object stored(UserTable table, String column, @Nullable Object value) {
    return table.position(column) < 0
        ? value
        : evaluator.convert(table.column(column).affinity(), value);
  }

  /// SQLite's own words where AUTOINCREMENT has given the largest rowid.
  static BigDaddyException noIdLeft() {
    return new BigDaddyException(ErrorCode.LIMIT, 13, "database or disk is full", -1, null);
  }

  private static BigDaddyException noIdLeft(UserTable table) {
    if (table.autoincrement()) {
      return noIdLeft();
    }
    return new BigDaddyException(
        ErrorCode.NOT_SUPPORTED,
        "the largest rowid of spread table "
            + table.name()
            + " is taken: SQLite would try random ids, which is not supported; give the id");
  }

  private Optional<VirtualShard> virtualShard(
      SpreadInsert plan, @Nullable Object[] given, OptionalLong rowid, @Nullable Object[] values) {
    UserTable table = plan.table();
    List<Affinity> affinities = table.keyAffinities();
    List<Object> key = new ArrayList<>(plan.key().size());
    for (int i = 0; i < plan.key().size(); i++) {
      Object value =
          switch (plan.key().get(i)) {
            case KeySource.Given(int column) -> given[column];
            case KeySource.Default(Scalar scalar) -> evaluator.evaluate(scalar, values);
            case KeySource.Rowid() -> rowid.isPresent() ? (Object) rowid.getAsLong() : null;
          };
      boolean isAlias =
          plan.rowid().isPresent()
              && plan.key().get(i) instanceof KeySource.Given(int column)
              && column == plan.rowid().getAsInt();
      if (isAlias && rowid.isPresent()) {
        value = rowid.getAsLong();
      }
      Object converted = evaluator.convert(affinities.get(i), value);
      if (converted == null) {
        return Optional.empty();
      }
      key.add(converted);
    }
    return Optional.of(KeyHash.of(key, table.keyCollations()));
  }

  /// The row as the node's table takes it: with its rowid and its virtual shard.
  private static @Nullable Object[] physical(
      SpreadInsert plan,
      @Nullable Object[] given,
      OptionalLong rowid,
      VirtualShard virtualShard) {
    boolean addRowid = plan.rowidName().isPresent() && plan.rowid().isEmpty();
    @Nullable Object[] row = Arrays.copyOf(given, given.length + (addRowid ? 2 : 1));
    if (plan.rowid().isPresent() && rowid.isPresent()) {
      row[plan.rowid().getAsInt()] = rowid.getAsLong();
    }
    if (addRowid) {
      row[given.length] = rowid.isPresent() ? (Object) rowid.getAsLong() : null;
    }
    row[row.length - 1] = (long) virtualShard.number();
    return row;
  }
}
