package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.plan.WritePlan.Rival;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Keeps keys unique over nodes that cannot see each other's rows: a row's own node enforces its
/// constraints there, and all others are asked, under their writers, for a rival.
final class RivalCheck {
  private static final int SQLITE_CONSTRAINT_PRIMARYKEY = 1555;
  private static final int SQLITE_CONSTRAINT_UNIQUE = 2067;

  private RivalCheck() {}

  /// Fails with SQLite's own error if another node holds a row with the same key.
  static void onOtherNodes(
      UserTable table,
      Rival rival,
      @Nullable Object[] key,
      NodeId own,
      Collection<NodeId> nodes,
      Epoch epoch) {
    for (NodeId node : nodes) {
      if (node.equals(own)) {
        continue;
      }
      try (RowCursor rows = epoch.on(node).query(rival.check(), key)) {
        if (rows.next()) {
          throw violation(table, rival);
        }
      }
    }
  }

  private static BigDaddyException violation(UserTable table, Rival rival) {
    String columns =
        rival.key().columns().stream()
            .map(column -> table.name() + "." + column)
            .collect(Collectors.joining(", "));
    return new BigDaddyException(
        ErrorCode.CONSTRAINT,
        rival.key().primary() ? SQLITE_CONSTRAINT_PRIMARYKEY : SQLITE_CONSTRAINT_UNIQUE,
        "UNIQUE constraint failed: " + columns,
        -1,
        null);
  }
}
