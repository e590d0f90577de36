package dev.bigdaddy.topology;

/// One of the fixed hash buckets of a spread table.
///
/// @param number 0 to 16383
public record VirtualShard(int number) {
  /// How many virtual shards a spread table has; never changes, so index entries never need to.
  public static final int COUNT = 16_384;

  public VirtualShard {
    if (number < 0 || number >= COUNT) {
      throw new IllegalArgumentException("virtual shard out of range: " + number);
    }
  }
}
