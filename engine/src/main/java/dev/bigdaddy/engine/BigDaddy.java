package dev.bigdaddy.engine;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.Conductor;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Explanation;
import dev.bigdaddy.conductor.QueryResult;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.TableOperations;
import dev.bigdaddy.conductor.build.IndexRepair;
import dev.bigdaddy.conductor.session.Errors;
import dev.bigdaddy.conductor.session.LocalConductor;
import dev.bigdaddy.conductor.session.PublishedSchema;
import dev.bigdaddy.jobs.JobRunner;
import dev.bigdaddy.storage.EpochFigures;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.ReaderLease;
import dev.bigdaddy.storage.Storage;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.storage.StorageSettings;
import dev.bigdaddy.storage.Synchronous;
import dev.bigdaddy.topology.NewerTopologyException;
import dev.bigdaddy.topology.Topology;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One running database in this process: opens it, recovers it, wires its parts, closes it.
///
/// Safe for use by many threads. Closing it waits for no session: what is open then fails.
public final class BigDaddy implements Conductor, AutoCloseable {
  private final PublishedSchema schema;
  private final LocalConductor conductor;
  private final Storage storage;
  private final InstantSource clock;
  private final JobRunner jobs;

  private BigDaddy(
      PublishedSchema schema, LocalConductor.Options options, Storage storage, InstantSource clock) {
    this.schema = schema;
    this.conductor = new LocalConductor(schema, options);
    this.storage = storage;
    this.clock = clock;
    this.jobs = new JobRunner(schema.moves(), schema.placements(), clock);
    schema.onChange(jobs::schemaChanged);
  }

  /// Opens the database in a directory, and creates it if the directory does not exist or is empty.
  ///
  /// @throws BigDaddyException if it cannot be opened; nothing is then created or changed
  public static BigDaddy open(Path directory, Settings settings) {
    return open(directory, settings, InstantSource.system());
  }

  /// As {@link #open(Path, Settings)}, with the clock that statements read as `'now'`.
  public static BigDaddy open(Path directory, Settings settings, InstantSource clock) {
    try {
      boolean exists = Storage.isDatabase(directory);
      StorageSettings storageSettings = storageSettings(settings);
      Storage storage =
          exists
              ? Storage.open(directory, storageSettings, Topology.catalog())
              : Storage.create(
                  directory,
                  storageSettings,
                  Topology.newTopology(settings.nodes(), settings.defaultShards(), clock),
                  Topology.catalog());
      return start(storage, settings, clock);
    } catch (StorageException e) {
      throw Errors.of(e);
    } catch (NewerTopologyException e) {
      throw new BigDaddyException(
          ErrorCode.NEWER_VERSION,
          ErrorCode.NEWER_VERSION.sqliteCode(),
          String.valueOf(e.getMessage()),
          -1,
          e);
    }
  }

  private static BigDaddy start(Storage storage, Settings settings, InstantSource clock) {
    try {
      Topology.upgrade(storage);
      Topology topology;
      try (ReaderLease reader = storage.reader(NodeId.TOPOLOGY)) {
        topology = Topology.load(reader.connection(), clock);
      }
      return new BigDaddy(
          new PublishedSchema(storage, topology, clock, settings.limits()),
          options(settings),
          storage,
          clock);
    } catch (RuntimeException e) {
      storage.close();
      throw e;
    }
  }

  private static LocalConductor.Options options(Settings settings) {
    return new LocalConductor.Options(
        settings.parallelism(), settings.foreignKeys(), settings.busyTimeout(), settings.limits());
  }

  private static StorageSettings storageSettings(Settings settings) {
    Synchronous level =
        switch (settings.synchronous()) {
          case FULL -> Synchronous.FULL;
          case NORMAL -> Synchronous.NORMAL;
          case OFF -> Synchronous.OFF;
        };
    return StorageSettings.defaults()
        .withSynchronous(level)
        .withBusyTimeout(settings.busyTimeout())
        .withCacheSize(settings.cacheSize())
        .withReaders(settings.readersPerNode(), StorageSettings.defaults().readerTimeout());
  }

  /// How well statements share epochs, and with them the disk's fsyncs.
  public EpochFigures epochFigures() {
    return storage.epochFigures();
  }

  @Override
  public QueryResult sql(String text, @Nullable Object... parameters) {
    return conductor.sql(text, parameters);
  }

  @Override
  public ResultCursor query(String text, @Nullable Object... parameters) {
    return conductor.query(text, parameters);
  }

  @Override
  public Explanation explain(String text, @Nullable Object... parameters) {
    return conductor.explain(text, parameters);
  }

  @Override
  public TableOperations tables() {
    return conductor.tables();
  }

  @Override
  public Session session() {
    return conductor.session();
  }

  /// Another Conductor over the same nodes, with plans, caches and limits of its own: for work that shall
  /// not take those of others. What one changes the others see with their next statement.
  ///
  /// @param settings its limits, its parallelism, and how its sessions begin; what concerns the nodes
  ///     stays as the database was opened
  /// @return to be closed before the database is, or after it
  public LocalConductor newConductor(Settings settings) {
    return new LocalConductor(schema, options(settings));
  }

  /// Writes what is committed back from the WALs into the nodes' files, as far as readers allow, and
  /// drops the part of the commit log that no node needs any more. Happens by itself too.
  public void checkpoint() {
    try {
      storage.checkpoint();
    } catch (StorageException e) {
      throw Errors.of(e);
    }
  }

  /// Reads all files, as of one instant, and tells what must not be there: damage, half schema
  /// changes, misplaced rows, wrong counts, values that are not unique, unequal copies.
  ///
  /// @return nothing, if all is well
  public List<Finding> check() {
    try {
      return DatabaseCheck.of(storage, clock);
    } catch (StorageException e) {
      throw Errors.of(e);
    }
  }

  /// As {@link #check()}, and looks for rows whose foreign keys lead nowhere, which is no damage: SQLite
  /// lets them in while foreign keys are not enforced.
  public List<Finding> verify() {
    List<Finding> findings = new ArrayList<>(check());
    findings.addAll(new ForeignKeyCheck(this).run());
    return findings;
  }

  /// Counts the rows of spread tables anew, where the kept counts are wrong.
  ///
  /// @return the names of these tables
  public List<String> repairRowCounts() {
    try {
      return schema.moves().repairRowCounts();
    } catch (StorageException e) {
      throw Errors.of(e);
    }
  }

  /// Makes the copies of reference tables anew that are not what the home node has, whose copy is the
  /// one that all writes begin with.
  ///
  /// @return these copies, as `table on node-2`
  public List<String> repairCopies() {
    try {
      return schema.moves().repairCopies();
    } catch (StorageException e) {
      throw Errors.of(e);
    }
  }

  /// Makes the entries of virtual indexes anew where some are missing or surplus.
  ///
  /// @return the names of these indexes
  public List<String> repairIndexes() {
    try {
      return new IndexRepair(schema.placements()).run();
    } catch (StorageException e) {
      throw Errors.of(e);
    }
  }

  /// Deletes what a killed process left and nothing needs any more: files of nodes that the topology does
  /// not know, and what jobs that have ended made on nodes.
  ///
  /// @return the names of these
  public List<String> repairDebris() {
    try {
      return Debris.remove(storage);
    } catch (StorageException e) {
      throw Errors.of(e);
    }
  }

  @Override
  public void close() {
    try {
      jobs.close();
      schema.close();
      conductor.close();
    } catch (StorageException e) {
      throw Errors.of(e);
    }
  }
}
