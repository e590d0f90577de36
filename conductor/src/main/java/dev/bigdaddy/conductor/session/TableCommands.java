package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.TableOperations.Description;
import dev.bigdaddy.conductor.TableOperations.Index;
import dev.bigdaddy.conductor.TableOperations.Measure;
import dev.bigdaddy.conductor.TableOperations.Progress;
import dev.bigdaddy.conductor.TableOperations.Shard;
import dev.bigdaddy.conductor.TableOperations.ShardRows;
import dev.bigdaddy.conductor.TableOperations.Statistics;
import dev.bigdaddy.conductor.TableOperations.Table;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.TableCommand;
import dev.bigdaddy.topology.Job;
import dev.bigdaddy.topology.TableLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs the statements of our own: the rows of their answers. Used once, by one thread.
final class TableCommands {
  private final TableCatalog catalog;
  private final LocalConductor conductor;
  private final boolean inTransaction;
  private final Json json;

  TableCommands(TableCatalog catalog, LocalConductor conductor, boolean inTransaction) {
    this.catalog = catalog;
    this.conductor = conductor;
    this.json = new Json(conductor.evaluator());
    this.inTransaction = inTransaction;
  }

  List<@Nullable Object[]> run(TableCommand command) {
    return switch (command) {
      case TableCommand.Show show -> show(show);
      case TableCommand.Describe(var table, _) -> describe(catalog.describe(table.name()));
      case TableCommand.TableStats(var table, boolean counted, _) ->
          stats(counted ? catalog.counted(table.name()) : catalog.kept(table.name()));
      case TableCommand.ModifyBlockSize(var table, String size, _) -> {
        refuseInTransaction("ALTER TABLE … MODIFY BLOCK_SIZE");
        conductor.published().moves().setBlockSize(table.name(), number(size));
        yield List.of();
      }
      case TableCommand.Reshard(var table, String shards, _) -> {
        refuseInTransaction("a resharding");
        yield row(conductor.published().moves().reshard(table.name(), number(shards)));
      }
      case TableCommand.MoveShard(var table, String shard, String node, _) -> {
        refuseInTransaction("a move of a shard");
        yield row(conductor.published().moves().moveShard(table.name(), number(shard), number(node)));
      }
      case TableCommand.SplitShard(var table, String shard, _) -> {
        refuseInTransaction("a split of a shard");
        yield row(conductor.published().moves().splitShard(table.name(), number(shard)));
      }
      case TableCommand.AddNode _ -> {
        refuseInTransaction("ALTER DATABASE");
        yield row((long) conductor.published().moves().addNode());
      }
      case TableCommand.DrainNode(boolean drain, String node, _) -> {
        refuseInTransaction("ALTER DATABASE");
        yield drain
            ? rows(conductor.published().moves().drainNode(number(node)))
            : rows(conductor.published().moves().undrainNode(number(node)));
      }
      case TableCommand.Rebalance(var measure, _) -> {
        refuseInTransaction("ALTER DATABASE");
        yield rows(conductor.published().moves().rebalance(measure(measure)));
      }
      case TableCommand.ControlJob(var control, String job, _) -> {
        refuseInTransaction(control + " JOB");
        conductor.published().moves().want(number(job), wanted(control));
        yield List.of();
      }
    };
  }

  private static Job.Wanted wanted(TableCommand.Control control) {
    return switch (control) {
      case PAUSE -> Job.Wanted.PAUSE;
      case RESUME -> Job.Wanted.RUN;
      case CANCEL -> Job.Wanted.CANCEL;
    };
  }

  private static Measure measure(TableCommand.Measure measure) {
    return switch (measure) {
      case ROWS -> Measure.ROWS;
      case SIZE -> Measure.SIZE;
    };
  }

  private static List<@Nullable Object[]> rows(List<Long> ids) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    ids.forEach(id -> rows.add(new @Nullable Object[] {id}));
    return rows;
  }

  private void refuseInTransaction(String what) {
    if (inTransaction) {
      throw new BigDaddyException(
          ErrorCode.SQL, "cannot start " + what + " within a transaction");
    }
  }

  private static long number(String digits) {
    return Long.parseLong(digits);
  }

  private static List<@Nullable Object[]> row(@Nullable Object... values) {
    return List.<@Nullable Object[]>of(values);
  }

  private List<@Nullable Object[]> show(TableCommand.Show show) {
    Optional<TableLayout> table =
        show.table().map(Identifier::name).map(catalog::layout);
    List<@Nullable Object[]> rows = new ArrayList<>();
    switch (show.subject()) {
      case TABLES -> catalog.tables().forEach(each -> rows.add(row(each)));
      case INDEXES ->
          table.map(catalog::indexes).orElseGet(catalog::indexes).forEach(i -> rows.add(row(i)));
      case SHARDS ->
          table.map(catalog::shards).orElseGet(catalog::shards).forEach(s -> rows.add(row(s)));
      case JOBS -> conductor.published().moves().list().forEach(job -> rows.add(row(job)));
      case NODES ->
          catalog
              .nodes()
              .forEach(
                  node ->
                      rows.add(
                          new @Nullable Object[] {
                            (long) node.id(),
                            node.status(),
                            (long) node.shards(),
                            node.bytes().isPresent() ? node.bytes().getAsLong() : null
                          }));
    }
    return rows;
  }

  private @Nullable Object[] row(Table table) {
    return new @Nullable Object[] {
      table.name(),
      table.kind(),
      json.names(table.primaryKey()),
      json.names(table.shardKey()),
      (long) table.shards(),
      strategy(table),
      (long) table.blockSize(),
      table.createdAt().toString(),
      table.updatedAt().toString()
    };
  }

  private static @Nullable String strategy(Table table) {
    return table.kind().equals("spread") ? "hash" : null;
  }

  private @Nullable Object[] row(Index index) {
    return new @Nullable Object[] {
      index.name(), index.table(), json.text(index.columns()), type(index), index.status()
    };
  }

  private static String type(Index index) {
    return index.unique() ? "unique" : "hash";
  }

  private static @Nullable Object[] row(Shard shard) {
    return new @Nullable Object[] {
      shard.table(),
      (long) shard.id(),
      (long) shard.node(),
      (long) shard.firstVirtualShard(),
      (long) shard.lastVirtualShard(),
      shard.status()
    };
  }

  private static @Nullable Object[] row(Progress job) {
    return new @Nullable Object[] {
      job.id(),
      job.kind(),
      job.table(),
      job.status(),
      job.rows(),
      job.rowsToMove(),
      (long) job.percent(),
      job.rowsPerSecond(),
      job.remaining().isPresent() ? job.remaining().getAsLong() : null,
      job.error().isEmpty() ? null : job.error(),
      (long) job.retries(),
      job.createdAt().toString(),
      job.updatedAt().toString()
    };
  }

  private List<@Nullable Object[]> describe(Description description) {
    Table table = description.table();
    Map<String, @Nullable Object> about = new LinkedHashMap<>();
    about.put("table_name", table.name());
    about.put("kind", table.kind());
    about.put("primary_key", json.names(table.primaryKey()));
    about.put("shard_key", json.names(table.shardKey()));
    about.put("shard_strategy", strategy(table));
    about.put("num_shards", table.shards());
    about.put("block_size", table.blockSize());
    about.put("created_at", table.createdAt().toString());
    about.put("updated_at", table.updatedAt().toString());
    return List.of(
        new @Nullable Object[] {"TABLE_INFO", json.text(about)},
        section("SHARDS", "shards", description.shards().stream().map(s -> shard(s)).toList()),
        section("INDEXES", "indexes", description.indexes().stream().map(i -> index(i)).toList()),
        new @Nullable Object[] {
          "COLUMNS",
          json.text(
              Map.of("columns", description.columns().stream().map(c -> column(c)).toList()))
        });
  }

  private @Nullable Object[] section(
      String name, String what, List<Map<String, @Nullable Object>> parts) {
    Map<String, @Nullable Object> section = new LinkedHashMap<>();
    section.put("total_" + what, parts.size());
    section.put(what, parts);
    return new @Nullable Object[] {name, json.text(section)};
  }

  private static Map<String, @Nullable Object> shard(Shard shard) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("shard_id", shard.id());
    map.put("node_id", shard.node());
    map.put("status", shard.status());
    return map;
  }

  private static Map<String, @Nullable Object> index(Index index) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("index_name", index.name());
    map.put("columns", index.columns());
    map.put("index_type", type(index));
    map.put("status", index.status());
    return map;
  }

  private static Map<String, @Nullable Object> column(
      dev.bigdaddy.conductor.TableOperations.ColumnOfTable column) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("name", column.name());
    map.put("type", column.type());
    map.put("notnull", column.notNull());
    map.put("default_value", column.defaultValue().orElse(null));
    map.put("primary_key", column.primaryKey() > 0);
    return map;
  }

  private List<@Nullable Object[]> stats(Statistics statistics) {
    List<Map<String, @Nullable Object>> shards = new ArrayList<>();
    for (ShardRows shard : statistics.shards()) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("shard_id", shard.id());
      map.put("node_id", shard.node());
      map.put("row_count", shard.rows());
      map.put("status", "active");
      shards.add(map);
    }
    // Each copy of a reference table has all of them.
    long all = statistics.shards().stream().mapToLong(ShardRows::rows).sum();
    long average = Math.round((double) all / shards.size());
    return row(
        statistics.table(), statistics.rows(), (long) shards.size(), average, json.text(shards));
  }
}
