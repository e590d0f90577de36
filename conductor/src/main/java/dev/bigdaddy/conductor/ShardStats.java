package dev.bigdaddy.conductor;

import java.time.Duration;

/// What one storage node did for one statement.
///
/// @param table the table whose shards were asked; empty for a statement without tables
/// @param shards how many shards of the table on this node the statement could touch
/// @param node the storage node's name, as `node-0`
/// @param rowsReturned rows that left the node
/// @param rowsAffected rows changed on the node
/// @param duration time spent on the node, including the time its rows were read
public record ShardStats(
    String table, int shards, String node, long rowsReturned, long rowsAffected, Duration duration) {}
