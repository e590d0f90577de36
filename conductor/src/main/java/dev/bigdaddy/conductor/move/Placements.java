package dev.bigdaddy.conductor.move;

import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Storage;
import dev.bigdaddy.topology.TopologySnapshot;

/// What moving rows needs of the Conductor around it.
public interface Placements {

  /// The nodes.
  Storage storage();

  /// What is committed. Whoever holds the topology's writer knows that it stays so.
  SchemaVersion schema();

  /// Waits until all sessions see what is committed now.
  void awaitPublication();

  /// Whether statements run now.
  boolean isInUse();

  /// The present moment in milliseconds since 1970.
  long millis();

  /// Writes another placement into an epoch that holds the topology's writer, commits it, and lets all
  /// sessions see it, with no moment in which one could run a plan of the former placement on what the
  /// commit left.
  void commit(Epoch epoch, TopologySnapshot next);

  /// Waits, for a limited time, until no transaction of several statements holds a snapshot or a writer,
  /// and lets none begin to until what is returned is closed.
  Quiet quiet();

  /// A time without transactions of several statements.
  interface Quiet extends AutoCloseable {
    @Override
    void close();
  }
}
