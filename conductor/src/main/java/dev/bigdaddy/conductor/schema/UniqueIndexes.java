package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.topology.TableKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// UNIQUE indexes of spread tables: those that rows on different nodes could violate together, and those
/// whose rivals are placed alike.
public final class UniqueIndexes {
  private UniqueIndexes() {}

  /// Whether rivals can lie on different nodes: not if the index contains the shard key.
  public static boolean isAcrossNodes(CreateIndex index, UserTable table) {
    return index.unique()
        && table.layout().kind() == TableKind.SPREAD
        && !Spreadable.isUniqueByPlacement(index, table, table.layout().shardKey());
  }

  /// The indexes among some whose rivals lie on one node, as keys, in the order in which SQLite looks at
  /// them: the newest first. Those that are none of plain columns are left out.
  public static List<UniqueKey> byPlacement(List<CreateIndex> indexes, UserTable table) {
    return indexes.reversed().stream()
        .filter(index -> index.unique() && !isAcrossNodes(index, table))
        .flatMap(index -> key(index, table).stream())
        .toList();
  }

  /// What a UNIQUE index means, if it is one of all rows and of plain columns.
  public static Optional<UniqueKey> key(CreateIndex index, UserTable table) {
    List<String> names = new ArrayList<>();
    List<Collation> collations = new ArrayList<>();
    for (OrderingTerm term : index.terms()) {
      if (!(term.expr().unparenthesized() instanceof Expr.ColumnRef ref)
          || table.position(ref.column().name()) < 0) {
        return Optional.empty();
      }
      UserColumn column = table.column(ref.column().name());
      if (column.generated() || column.collation().isEmpty()) {
        return Optional.empty();
      }
      names.add(column.name());
      collations.add(column.collation().get());
    }
    return index.where().isPresent()
        ? Optional.empty()
        : Optional.of(new UniqueKey(names, collations, false));
  }

  /// Those of a table.
  public static List<CreateIndex> acrossNodes(UserSchema schema, UserTable table) {
    return schema.indexes(table.name()).stream()
        .filter(index -> isAcrossNodes(index, table))
        .toList();
  }
}
