package dev.bigdaddy.sql.tree;

import java.util.Optional;

/// A statement of Big Daddy's own, about tables and where their rows lie. SQLite's grammar has none of
/// them, and calls each a syntax error.
public sealed interface TableCommand extends Statement {

  /// `SHOW TABLES`, `SHOW INDEXES FROM t`, `SHOW SHARDS FROM t`, `SHOW JOBS`, `SHOW NODES`
  record Show(Subject subject, Optional<Identifier> table, Span span) implements TableCommand {}

  /// What SHOW lists.
  enum Subject {
    TABLES,
    INDEXES,
    SHARDS,
    JOBS,
    NODES
  }

  /// `DESCRIBE t`
  record Describe(Identifier table, Span span) implements TableCommand {}

  /// `TABLE STATS t`, `TABLE STATS t COUNTED`
  ///
  /// @param counted whether the rows are counted, rather than taken from the kept counts
  record TableStats(Identifier table, boolean counted, Span span) implements TableCommand {}

  /// `ALTER TABLE t MODIFY BLOCK_SIZE n`
  record ModifyBlockSize(Identifier table, String size, Span span) implements TableCommand {}

  /// `ALTER TABLE t RESHARD n`, or `PRAGMA reshardTable('t', n)`
  record Reshard(Identifier table, String shards, Span span) implements TableCommand {}

  /// `ALTER TABLE t MOVE SHARD s TO NODE n`
  record MoveShard(Identifier table, String shard, String node, Span span)
      implements TableCommand {}

  /// `ALTER TABLE t SPLIT SHARD s`
  record SplitShard(Identifier table, String shard, Span span) implements TableCommand {}

  /// `ALTER DATABASE ADD NODE`
  record AddNode(Span span) implements TableCommand {}

  /// `ALTER DATABASE DRAIN NODE n`, `ALTER DATABASE UNDRAIN NODE n`
  ///
  /// @param drain whether its shards shall leave, rather than new ones may come again
  record DrainNode(boolean drain, String node, Span span) implements TableCommand {}

  /// `ALTER DATABASE REBALANCE [BY ROWS | BY SIZE]`
  record Rebalance(Measure measure, Span span) implements TableCommand {}

  /// What nodes shall have equally much of.
  enum Measure {
    ROWS,
    SIZE
  }

  /// `PAUSE JOB n`, `RESUME JOB n`, `CANCEL JOB n`
  record ControlJob(Control control, String job, Span span) implements TableCommand {}

  /// What is done to a job.
  enum Control {
    PAUSE,
    RESUME,
    CANCEL
  }
}
