package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.Column;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.plan.StatementPlan.Action;
import dev.bigdaddy.conductor.schema.SeenLayouts;
import dev.bigdaddy.conductor.schema.TableHints;
import dev.bigdaddy.sql.Comment;
import dev.bigdaddy.sql.ParsedStatement;
import dev.bigdaddy.sql.tree.TableCommand;
import java.util.List;
import java.util.stream.Stream;

/// The plan of a statement of our own: its answer's columns are known, and that is all.
final class CommandPlan {
  private CommandPlan() {}

  static StatementPlan of(SeenLayouts seen, ParsedStatement parsed, TableCommand command) {
    if (!TableHints.of(parsed.comments().stream().map(Comment::content).toList()).isEmpty()) {
      throw new BigDaddyException(
          ErrorCode.BAD_HINT, "hints belong to CREATE TABLE and CREATE INDEX, not to " + kind(command));
    }
    boolean reads =
        switch (command) {
          case TableCommand.Show _, TableCommand.Describe _, TableCommand.TableStats _ -> true;
          case TableCommand.ModifyBlockSize _,
              TableCommand.Reshard _,
              TableCommand.MoveShard _,
              TableCommand.SplitShard _,
              TableCommand.AddNode _,
              TableCommand.DrainNode _,
              TableCommand.Rebalance _,
              TableCommand.ControlJob _ -> false;
        };
    return new StatementPlan(
        seen,
        parsed,
        new Action.Command(command),
        columns(command),
        List.of(),
        reads,
        kind(command),
        "");
  }

  private static String kind(TableCommand command) {
    return switch (command) {
      case TableCommand.Show show -> "SHOW " + show.subject();
      case TableCommand.Describe _ -> "DESCRIBE";
      case TableCommand.TableStats _ -> "TABLE STATS";
      case TableCommand.ModifyBlockSize _,
          TableCommand.Reshard _,
          TableCommand.MoveShard _,
          TableCommand.SplitShard _ ->
          "ALTER TABLE";
      case TableCommand.AddNode _, TableCommand.DrainNode _, TableCommand.Rebalance _ ->
          "ALTER DATABASE";
      case TableCommand.ControlJob control -> control.control() + " JOB";
    };
  }

  private static List<Column> columns(TableCommand command) {
    return switch (command) {
      case TableCommand.Show show ->
          switch (show.subject()) {
            case TABLES ->
                named(
                    "table_name", "kind", "primary_key", "shard_key", "num_shards",
                    "shard_strategy", "block_size", "created_at", "updated_at");
            case INDEXES ->
                named("index_name", "table_name", "columns", "index_type", "status");
            case SHARDS ->
                named(
                    "table_name", "shard_id", "node_id", "first_virtual_shard",
                    "last_virtual_shard", "status");
            case JOBS ->
                named(
                    "job_id", "type", "table_name", "status", "rows_done", "rows_total", "percent",
                    "rows_per_second", "remaining_ms", "error", "retries", "created_at",
                    "updated_at");
            case NODES -> named("node_id", "status", "shards", "bytes");
          };
      case TableCommand.Describe _ -> named("section", "details");
      case TableCommand.TableStats _ ->
          named("table_name", "total_rows", "total_shards", "avg_rows_per_shard", "shard_stats");
      case TableCommand.Reshard _,
          TableCommand.MoveShard _,
          TableCommand.SplitShard _,
          TableCommand.DrainNode _,
          TableCommand.Rebalance _ ->
          named("change_log_id");
      case TableCommand.AddNode _ -> named("node_id");
      case TableCommand.ModifyBlockSize _, TableCommand.ControlJob _ -> List.of();
    };
  }

  private static List<Column> named(String... names) {
    return Stream.of(names).map(name -> new Column(name, null)).toList();
  }
}
