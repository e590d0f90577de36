package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.WritePlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs write plans inside the transaction that the session provides. Safe for use by many threads.
public final class WriteExecutor {
  private final HomeWriteExecutor home = new HomeWriteExecutor();
  private final ReferenceWriteExecutor reference = new ReferenceWriteExecutor(home);
  private final SpreadInsertExecutor inserts;
  private final SpreadChangeExecutor changes;
  private final GatherWriteExecutor gathered;

  /// Uses parts that the caller owns.
  public WriteExecutor(ShardExecutor shards, Scratch.Pool scratches, Evaluator evaluator) {
    this.inserts = new SpreadInsertExecutor(shards, evaluator);
    this.changes = new SpreadChangeExecutor(shards, evaluator);
    this.gathered = new GatherWriteExecutor(shards, scratches, evaluator);
  }

  /// Runs a statement to its end; on failure its own changes are undone and the transaction is as
  /// SQLite would leave it.
  public WriteResult run(
      WritePlan plan, @Nullable Object[] values, WriteContext context, List<NodeWork> work) {
    return switch (plan) {
      case WritePlan.Home write -> home.run(write, values, context, work);
      case WritePlan.SpreadInsert insert -> inserts.run(insert, values, context, work);
      case WritePlan.SpreadChange change -> changes.run(change, values, context, work);
      case WritePlan.Reference write -> reference.run(write, values, context, work);
      case WritePlan.Gathered write -> gathered.run(write, values, context, work);
    };
  }
}
