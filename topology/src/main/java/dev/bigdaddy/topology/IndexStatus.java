package dev.bigdaddy.topology;

/// How far a virtual index is.
public enum IndexStatus {
  /// Writers maintain its entries, but those of older rows are still being made: it must not be read.
  BUILDING,
  /// Its entries are complete: statements may be routed by it.
  READY,
  /// Building it failed; writers still maintain its entries, so that it can be built again.
  FAILED
}
