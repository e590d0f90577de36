/// What exists and where: nodes, tables, shards and the user's own schema, as immutable versioned
/// snapshots. Kept in a small SQLite database that takes part in commits like any storage node.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.topology;
