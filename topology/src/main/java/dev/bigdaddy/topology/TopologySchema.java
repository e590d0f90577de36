package dev.bigdaddy.topology;

import java.util.ArrayList;
import java.util.List;

/// The tables of the topology database.
///
/// Times are milliseconds since 1970. `schema_objects` is the user's own `sqlite_schema`, in the
/// order of creation. Row counts are not here: they are kept on the nodes, in the transaction that
/// changes the rows ({@link RowCounts}).
final class TopologySchema {
  /// Raised when an older program could misread the tables.
  static final int FORMAT = 3;

  /// The function that turns shard keys into virtual shards: XXH3 of the canonical key bytes.
  static final int HASH_VERSION = 1;

  private static final String VIRTUAL_INDEXES =
      """
      CREATE TABLE virtual_indexes(
        index_name TEXT NOT NULL UNIQUE COLLATE NOCASE,
        table_name TEXT NOT NULL COLLATE NOCASE,
        status TEXT NOT NULL CHECK (status IN ('BUILDING', 'READY', 'FAILED')),
        error_message TEXT,
        nodes TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT""";

  private static final String JOBS =
      """
      CREATE TABLE jobs(
        job_id INTEGER PRIMARY KEY AUTOINCREMENT,
        table_name TEXT NOT NULL,
        tables TEXT NOT NULL,
        target TEXT NOT NULL,
        status TEXT NOT NULL,
        wanted TEXT NOT NULL,
        rows_done INTEGER NOT NULL,
        rows_total INTEGER NOT NULL,
        error TEXT NOT NULL,
        retries INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        started_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        next_try_at INTEGER NOT NULL
      ) STRICT""";

  private TopologySchema() {}

  /// Makes the tables of a former format those of this one.
  static List<String> upgrade(long format) {
    List<String> statements = new ArrayList<>();
    if (format < 2) {
      statements.add(JOBS);
      statements.add(VIRTUAL_INDEXES);
      statements.add("ALTER TABLE tables ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0");
      statements.add("UPDATE tables SET updated_at = created_at");
    }
    if (format < 3) {
      statements.add("ALTER TABLE table_shards ADD COLUMN flight_node_id INTEGER");
    }
    statements.add("UPDATE cluster_metadata SET value = " + FORMAT + " WHERE key = 'format'");
    return statements;
  }

  static List<String> tables() {
    return List.of(
        "CREATE TABLE cluster_metadata(key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID",
        """
        CREATE TABLE storage_nodes(
          node_id INTEGER PRIMARY KEY,
          status TEXT NOT NULL CHECK (status IN ('active', 'down', 'draining')),
          created_at INTEGER NOT NULL
        ) STRICT""",
        """
        CREATE TABLE tables(
          table_name TEXT PRIMARY KEY COLLATE NOCASE,
          kind TEXT NOT NULL CHECK (kind IN ('WHOLE', 'SPREAD', 'REFERENCE')),
          num_shards INTEGER NOT NULL,
          block_size INTEGER NOT NULL,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT""",
        """
        CREATE TABLE shard_key_columns(
          table_name TEXT NOT NULL COLLATE NOCASE
            REFERENCES tables ON DELETE CASCADE ON UPDATE CASCADE,
          position INTEGER NOT NULL,
          column_name TEXT NOT NULL,
          PRIMARY KEY (table_name, position)
        ) STRICT, WITHOUT ROWID""",
        """
        CREATE TABLE table_shards(
          table_name TEXT NOT NULL COLLATE NOCASE
            REFERENCES tables ON DELETE CASCADE ON UPDATE CASCADE,
          shard_id INTEGER NOT NULL,
          first_virtual_shard INTEGER NOT NULL,
          last_virtual_shard INTEGER NOT NULL,
          node_id INTEGER NOT NULL,
          status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'pending', 'failed')),
          flight_node_id INTEGER,
          PRIMARY KEY (table_name, shard_id)
        ) STRICT, WITHOUT ROWID""",
        """
        CREATE TABLE schema_objects(
          position INTEGER PRIMARY KEY,
          type TEXT NOT NULL,
          name TEXT NOT NULL,
          table_name TEXT NOT NULL,
          sql TEXT
        ) STRICT""",
        VIRTUAL_INDEXES,
        JOBS);
  }

  /// The first rows.
  static List<String> rows(int nodeCount, int defaultShards, long now) {
    return List.of(
        "INSERT INTO cluster_metadata VALUES ('format', "
            + FORMAT
            + "), ('hash_version', "
            + HASH_VERSION
            + "), ('nodes', "
            + nodeCount
            + "), ('default_shards', "
            + defaultShards
            + "), ('version', 1), ('created_at', "
            + now
            + ")",
        "INSERT INTO storage_nodes VALUES (0, 'active', " + now + ")");
  }
}
