package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.topology.TableName;
import java.util.List;
import java.util.Optional;

/// Columns whose values no two rows of a table may share, unless one of them is NULL.
///
/// @param columns the columns' names as declared
/// @param collations how each column compares, in the same order
/// @param primary whether it is the primary key
public record UniqueKey(List<String> columns, List<Collation> collations, boolean primary) {
  public UniqueKey {
    columns = List.copyOf(columns);
    collations = List.copyOf(collations);
  }

  /// Whether rows that are equal in this key always have equal values in all those columns, so that
  /// a placement by them puts rivals on the same node.
  public boolean contains(List<String> others, UserTable table) {
    for (String other : others) {
      boolean found = false;
      for (int i = 0; i < columns.size(); i++) {
        boolean sameName = TableName.fold(columns.get(i)).equals(TableName.fold(other));
        found |= sameName && table.column(other).collation().equals(Optional.of(collations.get(i)));
      }
      if (!found) {
        return false;
      }
    }
    return !others.isEmpty();
  }
}
