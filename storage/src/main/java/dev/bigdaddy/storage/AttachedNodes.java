package dev.bigdaddy.storage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A snapshot's nodes, attached to a private database as well: SQLite itself moves their rows into
/// that database's tables, which is several times faster than through a cursor.
///
/// An attachment pins its node once more. It may be read only if no commit began on the node between
/// the snapshot's pin and this one, so that both see the same instant: {@link Snapshot#attachTo} makes
/// sure of that. It lives within the snapshot, whose readers keep the node from being shut meanwhile.
/// Files are attached read only. Used by one thread.
public final class AttachedNodes implements AutoCloseable {
  private static final String PREFIX = "_bigdaddy_";

  private final SqliteConnection target;
  private final List<String> schemas = new ArrayList<>();

  AttachedNodes(SqliteConnection target) {
    this.target = target;
  }

  /// The name by which the private database knows a node.
  public static String schema(NodeId id) {
    return PREFIX + id.name().replace('-', '_');
  }

  /// Attaches a node and pins it, within the target's open transaction.
  void attach(NodeId id, Path file) {
    String schema = schema(id);
    target.update(
        "ATTACH ?1 AS " + schema, file.toAbsolutePath().toUri().toASCIIString() + "?mode=ro");
    schemas.add(schema);
    target.control("SELECT 1 FROM " + schema + ".sqlite_schema LIMIT 1");
  }

  /// Detaches the nodes. The target's transaction has ended, or is given up here.
  @Override
  public void close() {
    target.closeCursors();
    if (target.inTransaction()) {
      target.control("ROLLBACK");
    }
    for (String schema : schemas) {
      target.update("DETACH " + schema);
    }
    schemas.clear();
  }
}
