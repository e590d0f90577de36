package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.OrderingTerm;
import java.util.ArrayList;
import java.util.List;

/// Which tables can be spread.
public final class Spreadable {
  /// Of the 2,000 columns that SQLite takes, some are needed for what a node adds to a row.
  static final int MOST_COLUMNS = 1_900;

  private Spreadable() {}

  /// Refuses a table that cannot.
  public static void check(UserTable table) {
    for (String column : table.layout().shardKey()) {
      if (table.position(column) < 0) {
        throw new BigDaddyException(
            ErrorCode.NOT_SUPPORTED,
            "not supported yet: dropping the shard key "
                + column
                + " of spread table "
                + table.name());
      }
    }
    if (table.columns().size() > MOST_COLUMNS) {
      throw new BigDaddyException(
          ErrorCode.NOT_SUPPORTED,
          "spread table %s has more than %,d columns: give it SHARDS=1"
              .formatted(table.name(), MOST_COLUMNS));
    }
    if (table.position(UserTable.VIRTUAL_SHARD) >= 0) {
      throw new BigDaddyException(
          ErrorCode.SQL,
          "a spread table cannot have a column of its own named " + UserTable.VIRTUAL_SHARD);
    }
    if (table.hasRowid() && table.rowidName().isEmpty() && table.rowidAlias().isEmpty()) {
      throw new BigDaddyException(
          ErrorCode.NOT_SUPPORTED,
          "spread table "
              + table.name()
              + " hides its rowid behind columns named rowid, oid and _rowid_: give it an INTEGER"
              + " PRIMARY KEY, or SHARDS=1");
    }
    boolean oddCollation =
        table.columns().stream().anyMatch(column -> column.collation().isEmpty());
    if (oddCollation) {
      throw new BigDaddyException(
          ErrorCode.NOT_SUPPORTED,
          "spread table " + table.name() + " uses a collation that is not built in");
    }
  }

  /// Whether rivals under a UNIQUE index always lie on the same node, since it contains the shard key.
  public static boolean isUniqueByPlacement(
      CreateIndex index, UserTable table, List<String> shardKey) {
    List<String> names = new ArrayList<>();
    List<Collation> collations = new ArrayList<>();
    for (OrderingTerm term : index.terms()) {
      if (term.expr().unparenthesized() instanceof Expr.ColumnRef ref
          && table.position(ref.column().name()) >= 0) {
        names.add(ref.column().name());
        collations.add(
            table.column(ref.column().name()).collation().orElse(Collation.BINARY));
      }
    }
    return new UniqueKey(names, collations, false).contains(shardKey, table);
  }
}
