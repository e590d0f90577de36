package dev.bigdaddy.storage;

import java.time.Duration;

/// Limits and levels of one open database.
///
/// @param synchronous how soon acknowledged work is safe
/// @param busyTimeout how long to wait for a writer, and SQLite's own busy timeout on readers
/// @param cacheSize `PRAGMA cache_size` of every connection: pages, or KiB if negative
/// @param readersPerNode the most reader connections of one node
/// @param readerTimeout how long to wait for a free reader
/// @param checkpointPages pages of a node's WAL after which it is written back
/// @param logLimit bytes of the commit log after which records are dropped
/// @param recordLimit the most bytes that one epoch may log
public record StorageSettings(
    Synchronous synchronous,
    Duration busyTimeout,
    int cacheSize,
    int readersPerNode,
    Duration readerTimeout,
    int checkpointPages,
    long logLimit,
    long recordLimit) {

  /// A record's length is a Java `int`, with room for its header.
  private static final long LARGEST_RECORD = Integer.MAX_VALUE - 65_536L;

  public StorageSettings {
    if (readersPerNode < 1) {
      throw new IllegalArgumentException("readersPerNode must be at least 1: " + readersPerNode);
    }
    if (checkpointPages < 1) {
      throw new IllegalArgumentException("checkpointPages must be at least 1: " + checkpointPages);
    }
    if (recordLimit < 1 || recordLimit > LARGEST_RECORD) {
      throw new IllegalArgumentException(
          "recordLimit must lie between 1 and " + LARGEST_RECORD + ": " + recordLimit);
    }
    if (logLimit < 0 || busyTimeout.isNegative() || readerTimeout.isNegative()) {
      throw new IllegalArgumentException("negative limit in " + busyTimeout + ", " + logLimit);
    }
  }

  /// Durable, patient, and with SQLite's own cache size.
  public static StorageSettings defaults() {
    return new StorageSettings(
        Synchronous.FULL,
        Duration.ofSeconds(5),
        -2_000,
        64,
        Duration.ofSeconds(5),
        1_000,
        64L << 20,
        1L << 30);
  }

  /// The same with another level.
  public StorageSettings withSynchronous(Synchronous other) {
    return new StorageSettings(
        other,
        busyTimeout,
        cacheSize,
        readersPerNode,
        readerTimeout,
        checkpointPages,
        logLimit,
        recordLimit);
  }

  /// The same with another time to wait for writers.
  public StorageSettings withBusyTimeout(Duration other) {
    return new StorageSettings(
        synchronous,
        other,
        cacheSize,
        readersPerNode,
        readerTimeout,
        checkpointPages,
        logLimit,
        recordLimit);
  }

  /// The same with another cache size.
  public StorageSettings withCacheSize(int other) {
    return new StorageSettings(
        synchronous,
        busyTimeout,
        other,
        readersPerNode,
        readerTimeout,
        checkpointPages,
        logLimit,
        recordLimit);
  }

  /// The same with another number of readers, and another time to wait for one.
  public StorageSettings withReaders(int perNode, Duration timeout) {
    return new StorageSettings(
        synchronous,
        busyTimeout,
        cacheSize,
        perNode,
        timeout,
        checkpointPages,
        logLimit,
        recordLimit);
  }

  /// The same with another point at which a WAL is written back.
  public StorageSettings withCheckpointPages(int other) {
    return new StorageSettings(
        synchronous,
        busyTimeout,
        cacheSize,
        readersPerNode,
        readerTimeout,
        other,
        logLimit,
        recordLimit);
  }

  /// The same with other limits for the commit log and for one of its records.
  public StorageSettings withLogLimits(long log, long record) {
    return new StorageSettings(
        synchronous,
        busyTimeout,
        cacheSize,
        readersPerNode,
        readerTimeout,
        checkpointPages,
        log,
        record);
  }
}
