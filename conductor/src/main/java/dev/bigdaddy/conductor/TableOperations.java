package dev.bigdaddy.conductor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What can be asked about tables and done with them, as a typed interface. All of it can be said in
/// SQL too: `SHOW TABLES`, `DESCRIBE t`, `TABLE STATS t`, `ALTER TABLE t RESHARD n` and so on.
///
/// Sees what is committed; each call is a transaction of its own. Every error is a {@link
/// BigDaddyException}. Safe for use by many threads.
public interface TableOperations {

  /// A table.
  ///
  /// @param kind `whole`, `spread` or `reference`
  /// @param primaryKey empty if none is declared
  /// @param shardKey the columns whose hash places a row; empty if rows are not placed by a column
  /// @param shards how many shards it has now
  /// @param blockSize rows that background work takes at a time
  record Table(
      String name,
      String kind,
      List<String> primaryKey,
      List<String> shardKey,
      int shards,
      int blockSize,
      Instant createdAt,
      Instant updatedAt) {}

  /// A shard of a table.
  ///
  /// @param firstVirtualShard its first virtual shard
  /// @param lastVirtualShard its last virtual shard, inclusive
  /// @param status `active`, or `moving` while its rows leave
  record Shard(
      String table,
      int id,
      int node,
      int firstVirtualShard,
      int lastVirtualShard,
      String status) {}

  /// A column of a table, the hidden one not among them.
  ///
  /// @param defaultValue the text of its DEFAULT
  /// @param primaryKey its place in the primary key from 1, or 0
  record ColumnOfTable(
      String name, String type, boolean notNull, Optional<String> defaultValue, int primaryKey) {}

  /// An index that CREATE INDEX made.
  ///
  /// @param columns the columns or expressions, as written
  /// @param status `ready`
  record Index(String name, String table, List<String> columns, boolean unique, String status) {}

  /// All that is known of one table.
  record Description(
      Table table, List<Shard> shards, List<Index> indexes, List<ColumnOfTable> columns) {}

  /// The rows of one shard.
  record ShardRows(int id, int node, long rows) {}

  /// How many rows a table has, and where.
  record Statistics(String table, long rows, List<ShardRows> shards) {}

  /// A storage node.
  ///
  /// @param status `active`; `draining` while shards leave it, `drained` once none of a spread table is
  ///     left; `unused` if it has no file yet
  /// @param shards how many shards of tables lie on it
  /// @param bytes the size of its file, without what SQLite has not written back yet
  record Node(int id, String status, int shards, OptionalLong bytes) {}

  /// A job: it moves the rows of a table and of all that are placed alike, makes the entries of an
  /// index, or removes those that no row has any more.
  ///
  /// @param kind `reshard`, `index` or `clean`
  /// @param status `pending`, `copying` (an index: `building` or `cleaning`), `verifying`, `switching`, `complete`, `failed`,
  ///     `cancelled`, or `paused`
  /// @param rows rows moved so far
  /// @param rowsToMove rows that had to be moved when it began
  /// @param percent of the rows that have to be moved, 0 to 100
  /// @param rowsPerSecond since it started
  /// @param remaining milliseconds to go at that rate; empty if nothing can be told
  /// @param error what failed last; empty if nothing did
  /// @param retries how often it was tried again
  record Progress(
      long id,
      String kind,
      String table,
      String status,
      long rows,
      long rowsToMove,
      int percent,
      long rowsPerSecond,
      OptionalLong remaining,
      String error,
      int retries,
      Instant createdAt,
      Instant updatedAt) {

    /// Whether nothing of it is left to do.
    public boolean isOver() {
      return status.equals("complete") || status.equals("failed") || status.equals("cancelled");
    }
  }

  /// All tables, in the order in which they were made.
  List<Table> listTables();

  /// One table with its shards, indexes and columns.
  Description describe(String table);

  /// The rows of each shard, as they are kept; those of tables that are not spread are counted.
  Statistics stats(String table);

  /// The rows of each shard, counted.
  Statistics countedStats(String table);

  /// All indexes.
  List<Index> listIndexes();

  /// The indexes of one table.
  List<Index> listIndexes(String table);

  /// All shards of all tables.
  List<Shard> listShards();

  /// All nodes that the database may use.
  List<Node> listNodes();

  /// Drops a table that exists.
  void drop(String table);

  /// Drops a table if it exists.
  void dropIfExists(String table);

  /// Gives a table another name; its rows, shards, indexes and counts stay.
  void rename(String table, String newName);

  /// Sets how many rows background work takes at a time, 1 to 10000.
  void setBlockSize(String table, int rows);

  /// Drops an index that exists.
  void dropIndex(String index);

  /// Drops an index if it exists.
  void dropIndexIfExists(String index);

  /// Begins to spread a table, and all that are placed alike, over another number of shards.
  ///
  /// @return the job's id, at once: the rows move while the table is in use
  long reshard(String table, int shards);

  /// Begins to move a shard of a table, and those of all tables placed alike, to another node.
  ///
  /// @return the job's id, at once
  long moveShard(String table, int shard, int node);

  /// Begins to cut a shard of a table, and those of all tables placed alike, into two of equal range, on
  /// the node where it is.
  ///
  /// @return the job's id, at once
  long splitShard(String table, int shard);

  /// Lets the database use one more node: shards of new tables, and of those that are resharded, lie on
  /// it too. Reference tables get a copy there at once.
  ///
  /// @return its number
  int addNode();

  /// Begins to move all shards of spread tables away from a node, which gets no new ones from now on. If a
  /// job failed or was cancelled, asking again moves the rest.
  ///
  /// @param node any but the home node, which has the whole tables
  /// @return the jobs' ids, at once: one for each colocation group that has shards there
  List<Long> drainNode(int node);

  /// Lets a node get new shards again, where it was drained. What left it does not come back by that.
  void undrainNode(int node);

  /// What nodes shall have equally much of.
  enum Measure {
    /// Rows of spread tables, as they are counted in the topology.
    ROWS,
    /// Bytes of spread tables and their indexes. Asking takes as long as reading them.
    SIZE
  }

  /// Begins to move shards of spread tables from nodes that have much to nodes that have little.
  ///
  /// @return the jobs' ids, at once: one for each colocation group of which shards move; none if the nodes
  ///     have equally much, as far as whole shards allow
  List<Long> rebalance(Measure measure);

  /// All jobs, ended ones too.
  List<Progress> listJobs();

  /// How often, since the database was opened, a transaction's write failed with SQLITE_BUSY_SNAPSHOT
  /// (517): another session had changed what the transaction had read, or rows had moved that it would
  /// write, after they had waited `move_wait` for its end.
  long snapshotConflicts();

  /// How far a job is.
  Progress progress(long job);

  /// Lets a job rest until {@link #resume}.
  void pause(long job);

  /// Lets a paused job go on.
  void resume(long job);

  /// Sets how fast each job moves rows while others use the database, in place of the setting `move_rate`,
  /// until the database is closed. Where nobody else does anything, jobs run as fast as they can.
  ///
  /// @param rowsPerSecond zero for no bound
  /// @throws BigDaddyException with {@link ErrorCode#LIMIT} if it is negative
  void throttle(int rowsPerSecond);

  /// Ends a job between two virtual shards, which leaves a valid layout.
  void cancel(long job);
}
