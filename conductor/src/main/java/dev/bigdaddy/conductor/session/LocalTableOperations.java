package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.TableOperations;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.topology.Job;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// {@link TableOperations} over the nodes of this process: each call in a session of its own. Safe for
/// use by many threads.
final class LocalTableOperations implements TableOperations {
  private final LocalConductor conductor;

  LocalTableOperations(LocalConductor conductor) {
    this.conductor = conductor;
  }

  private <T> T ask(Function<TableCatalog, T> question) {
    try (ClientSession session = conductor.newSession()) {
      return session.catalog(question);
    }
  }

  private static <T> T act(Supplier<T> action) {
    try {
      return action.get();
    } catch (StorageException e) {
      throw Errors.of(e);
    }
  }

  private void want(long job, Job.Wanted wanted) {
    act(
        () -> {
          conductor.published().moves().want(job, wanted);
          return true;
        });
  }

  @Override
  public List<Table> listTables() {
    return ask(TableCatalog::tables);
  }

  @Override
  public Description describe(String table) {
    return ask(catalog -> catalog.describe(table));
  }

  @Override
  public Statistics stats(String table) {
    return ask(catalog -> catalog.kept(table));
  }

  @Override
  public Statistics countedStats(String table) {
    return ask(catalog -> catalog.counted(table));
  }

  @Override
  public List<Index> listIndexes() {
    return ask(TableCatalog::indexes);
  }

  @Override
  public List<Index> listIndexes(String table) {
    return ask(catalog -> catalog.indexes(catalog.layout(table)));
  }

  @Override
  public List<Shard> listShards() {
    return ask(TableCatalog::shards);
  }

  @Override
  public List<Node> listNodes() {
    return ask(TableCatalog::nodes);
  }

  @Override
  public void drop(String table) {
    conductor.sql("DROP TABLE " + SqlText.quote(table));
  }

  @Override
  public void dropIfExists(String table) {
    conductor.sql("DROP TABLE IF EXISTS " + SqlText.quote(table));
  }

  @Override
  public void rename(String table, String newName) {
    conductor.sql(
        "ALTER TABLE " + SqlText.quote(table) + " RENAME TO " + SqlText.quote(newName));
  }

  @Override
  public void setBlockSize(String table, int rows) {
    act(
        () -> {
          conductor.published().moves().setBlockSize(table, rows);
          return true;
        });
  }

  @Override
  public void dropIndex(String index) {
    conductor.sql("DROP INDEX " + SqlText.quote(index));
  }

  @Override
  public void dropIndexIfExists(String index) {
    conductor.sql("DROP INDEX IF EXISTS " + SqlText.quote(index));
  }

  @Override
  public long reshard(String table, int shards) {
    return act(() -> conductor.published().moves().reshard(table, shards));
  }

  @Override
  public long moveShard(String table, int shard, int node) {
    return act(() -> conductor.published().moves().moveShard(table, shard, node));
  }

  @Override
  public long splitShard(String table, int shard) {
    return act(() -> conductor.published().moves().splitShard(table, shard));
  }

  @Override
  public int addNode() {
    return act(() -> conductor.published().moves().addNode());
  }

  @Override
  public List<Long> drainNode(int node) {
    return act(() -> conductor.published().moves().drainNode(node));
  }

  @Override
  public void undrainNode(int node) {
    act(() -> conductor.published().moves().undrainNode(node));
  }

  @Override
  public List<Long> rebalance(Measure measure) {
    return act(() -> conductor.published().moves().rebalance(measure));
  }

  @Override
  public List<Progress> listJobs() {
    return act(() -> conductor.published().moves().list());
  }

  @Override
  public long snapshotConflicts() {
    return conductor.published().conflicts();
  }

  @Override
  public Progress progress(long job) {
    return act(() -> conductor.published().moves().progress(job));
  }

  @Override
  public void pause(long job) {
    want(job, Job.Wanted.PAUSE);
  }

  @Override
  public void resume(long job) {
    want(job, Job.Wanted.RUN);
  }

  @Override
  public void throttle(int rowsPerSecond) {
    conductor.published().moves().throttle(rowsPerSecond);
  }

  @Override
  public void cancel(long job) {
    want(job, Job.Wanted.CANCEL);
  }
}
