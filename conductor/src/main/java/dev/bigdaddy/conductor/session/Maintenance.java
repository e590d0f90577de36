package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.TableKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Work on all nodes that changes no answer: ANALYZE, REINDEX, VACUUM.
final class Maintenance {
  private static final List<String> FIGURES = List.of("sqlite_stat1", "sqlite_stat4");

  private Maintenance() {}

  /// Runs ANALYZE on some nodes, each for its own rows. The figures of our own tables are none of the
  /// user's business.
  static void analyze(Epoch epoch, Set<NodeId> nodes, String text, UserSchema schema) {
    for (NodeId node : nodes) {
      run(epoch, node, text, nodes);
      for (String table : FIGURES) {
        boolean exists =
            schema.topology().schema().stream().anyMatch(object -> object.name().equals(table));
        if (exists) {
          run(epoch, node, "DELETE FROM main." + table + " WHERE tbl GLOB '_bigdaddy_*'", nodes);
        }
      }
    }
  }

  /// Runs REINDEX on some nodes.
  static void reindex(Epoch epoch, Set<NodeId> nodes, String text) {
    for (NodeId node : nodes) {
      run(epoch, node, text, nodes);
    }
  }

  /// What only the home node does needs no record.
  private static void run(Epoch epoch, NodeId node, String text, Set<NodeId> nodes) {
    if (nodes.equals(Set.of(NodeId.HOME))) {
      epoch.on(node).execute(text);
    } else {
      epoch.update(node, text);
    }
  }

  /// Runs VACUUM on every node, one after the other.
  ///
  /// VACUUM numbers the rows of a table anew that has no index and no INTEGER PRIMARY KEY. By the rowid
  /// rows of a spread table are placed, and the copies of a reference table are kept alike, so such a
  /// table gets an index for that time. A crash may leave the index behind, which only costs its space.
  static void vacuum(LocalConductor conductor, SchemaVersion schema, boolean inTransaction) {
    if (inTransaction) {
      throw new BigDaddyException(ErrorCode.SQL, "cannot VACUUM from within a transaction");
    }
    for (NodeId node : schema.user().topology().createdNodes()) {
      List<String> makes = new ArrayList<>();
      List<String> drops = new ArrayList<>();
      for (UserTable table : schema.user().tables()) {
        if (table.layout().nodes().contains(node) && wouldBeRenumbered(table)) {
          String index = SqlText.quote("_bigdaddy_rowids_" + table.name());
          drops.add("DROP INDEX IF EXISTS " + index + ";");
          String column = SqlText.quote(table.columns().getFirst().name());
          makes.add(
              "CREATE INDEX " + index + " ON " + SqlText.quote(table.name()) + "(" + column + ");");
        }
      }
      String dropAll = String.join("", drops);
      conductor.storage().maintain(node, dropAll + String.join("", makes) + "VACUUM;" + dropAll);
    }
    conductor.published().rowids().forget();
  }

  private static boolean wouldBeRenumbered(UserTable table) {
    return table.layout().kind() != TableKind.WHOLE
        && table.hasRowid()
        && table.rowidAlias().isEmpty();
  }
}
