package dev.bigdaddy.storage;

/// Places at which tests kill the process: after every line that writes. Public so that tests of the
/// whole database can name them all.
public enum CrashPoint {
  CREATE_MARKED,
  CREATE_TOPOLOGY_MADE,
  CREATE_NODES_MADE,
  CREATE_LOG_WRITTEN,
  CREATE_LOG_RENAMED,
  NODE_FILE_MADE,
  NODE_FILE_DURABLE,
  ONE_NODE_NUMBERED,
  ONE_NODE_COMMITTED,
  EPOCH_BEFORE_RECORD,
  EPOCH_NUMBERED,
  EPOCH_RECORD_HALF_WRITTEN,
  EPOCH_APPENDED,
  EPOCH_FORCED,
  /// Just before the COMMIT of each node.
  EPOCH_NODE_COMMITTING,
  /// Just after the COMMIT of each node.
  EPOCH_NODE_COMMITTED,
  EPOCH_ALL_COMMITTED,
  RECOVERY_LOG_COPIED,
  RECOVERY_LOG_RENAMED,
  RECOVERY_BEFORE_NODE_COMMIT,
  RECOVERY_NODE_REPEATED,
  RECOVERY_ALL_REPEATED,
  RECOVERY_NODE_CHECKPOINTED,
  RECOVERY_NEW_LOG_WRITTEN,
  RECOVERY_FINISHED,
  NODE_CHECKPOINTED,
  DROP_NODE_DURABLE,
  DROP_LOG_COPIED,
  DROP_LOG_RENAMED,
  /// A whole table has become spread, with rows that are not labelled.
  MOVE_SPREAD,
  /// Rows were given their virtual shards.
  MOVE_BLOCK_LABELLED,
  /// A job's work lists are made.
  MOVE_PREPARED,
  /// Rows were added to a work list.
  MOVE_BLOCK_FILLED,
  /// Just before the commit of rows that move.
  MOVE_BATCH_READY,
  MOVE_BATCH_COMMITTED,
  /// A virtual shard is in flight: it lies on two nodes from now on.
  MOVE_FLIGHT_BEGUN,
  /// A part of a virtual shard in flight has moved.
  MOVE_PART_COMMITTED,
  MOVE_VERIFIED,
  /// The copies of reference tables have left a drained node.
  MOVE_COPIES_LEFT,
  MOVE_ENDED,
  /// Just before the commit of the entries of some rows.
  INDEX_BLOCK_READY,
  INDEX_BLOCK_COMMITTED,
  /// Just before the commit that makes an index ready.
  INDEX_READY_WRITTEN,
  INDEX_READY,
  /// Just before the commit by which an index has failed.
  INDEX_FAILED_WRITTEN
}
