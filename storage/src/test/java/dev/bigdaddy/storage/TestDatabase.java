package dev.bigdaddy.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/// Databases with a topology that is a mere list of nodes.
final class TestDatabase {
  static final NodeId ZERO = NodeId.HOME;
  static final NodeId ONE = new NodeId(1);
  static final NodeId TWO = new NodeId(2);

  static final NodeCatalog CATALOG =
      topology -> {
        Set<NodeId> ids = new TreeSet<>();
        try (RowCursor rows = topology.query("SELECT id FROM nodes")) {
          while (rows.next()) {
            ids.add(new NodeId((int) rows.longAt(0)));
          }
        }
        return ids;
      };

  static final List<String> SCHEMA =
      List.of("CREATE TABLE nodes(id INTEGER PRIMARY KEY)", "INSERT INTO nodes VALUES(0),(1),(2)");

  static final StorageSettings SETTINGS =
      StorageSettings.defaults().withBusyTimeout(Duration.ofMillis(300));

  private static final long SPILT_BYTES = 1 << 20;

  private TestDatabase() {}

  static Storage create(Path directory) {
    return create(directory, SETTINGS, Seams.none());
  }

  static Storage create(Path directory, StorageSettings settings, Seams seams) {
    return Storage.create(directory, settings, NodeImage.of(SCHEMA), CATALOG, seams);
  }

  static Storage open(Path directory) {
    return Storage.open(directory, SETTINGS, CATALOG);
  }

  static Storage open(Path directory, Seams seams) {
    return Storage.open(directory, SETTINGS, CATALOG, seams);
  }

  static Seams crash(CrashPoints points) {
    return new Seams(points, UnaryOperator.identity());
  }

  /// Runs the statements on each of the nodes in one epoch.
  static void onAll(Storage storage, Set<NodeId> nodes, String... statements) {
    try (Epoch epoch = storage.begin(nodes)) {
      for (NodeId node : nodes) {
        Arrays.stream(statements).forEach(sql -> epoch.update(node, sql));
      }
      epoch.commit();
    }
  }

  /// Until a statement that writes without end has filled its cache, and writes to the node's WAL.
  static void awaitSpill(Path directory, NodeId node) throws IOException {
    Path wal = directory.resolve("node-" + node.number() + ".db-wal");
    while (Files.size(wal) < SPILT_BYTES) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  static long number(Storage storage, NodeId node, String query) {
    try (ReaderLease reader = storage.reader(node)) {
      return number(reader.connection(), query);
    }
  }

  static long number(SqliteConnection connection, String query, Object... parameters) {
    try (RowCursor row = connection.query(query, parameters)) {
      row.next();
      return row.longAt(0);
    }
  }
}
