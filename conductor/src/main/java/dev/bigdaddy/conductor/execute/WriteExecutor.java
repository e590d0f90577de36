package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.plan.GatheredTable;
import dev.bigdaddy.conductor.plan.WritePlan;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Runs write plans inside the transaction that the session provides. Safe for use by many threads.
public final class WriteExecutor {
  private final HomeWriteExecutor home = new HomeWriteExecutor();
  private final ReferenceWriteExecutor reference = new ReferenceWriteExecutor(home);
  private final SpreadInsertExecutor inserts;
  private final ConflictInsertExecutor conflicts;
  private final SpreadChangeExecutor changes;
  private final FoundChangeExecutor found;
  private final FoundInsertExecutor foundInserts;
  private final GatherWriteExecutor gathered;
  private final LentWriteExecutor lent;

  /// Uses parts that the caller owns.
  ///
  /// @param heldLimit bytes of rows that are found first on the heap, of each statement
  public WriteExecutor(
      ShardExecutor shards, Scratch.Pool scratches, Evaluator evaluator, long heldLimit) {
    this.inserts = new SpreadInsertExecutor(shards, evaluator);
    this.conflicts = new ConflictInsertExecutor(evaluator);
    this.changes = new SpreadChangeExecutor(shards, evaluator);
    FoundRows rows = new FoundRows(heldLimit);
    this.found = new FoundChangeExecutor(shards, evaluator, rows);
    this.foundInserts = new FoundInsertExecutor(this, rows);
    this.gathered = new GatherWriteExecutor(shards, scratches, evaluator);
    this.lent = new LentWriteExecutor(home, scratches);
  }

  /// Runs a statement to its end; on failure its own changes are undone and the transaction is as
  /// SQLite would leave it.
  public WriteResult run(
      WritePlan plan, @Nullable Object[] values, WriteContext context, List<NodeWork> work) {
    try {
      return runIndexed(plan, values, context, work);
    } catch (StartOverException e) {
      context.goOnAlone();
      return runIndexed(otherwise(plan), values, context, work);
    }
  }

  private static WritePlan otherwise(WritePlan plan) {
    return switch (plan) {
      case WritePlan.SpreadInsert insert -> insert.otherwise().plan();
      case WritePlan.SpreadChange change -> change.otherwise().plan();
      case WritePlan.FoundChange change -> change.otherwise().plan();
      case WritePlan.FoundInsert insert -> insert.otherwise().plan();
      case WritePlan.Gathered gathered -> gathered.search().orElseThrow().otherwise().plan();
      case WritePlan.Home _, WritePlan.Reference _, WritePlan.Lent _ ->
          throw new IllegalStateException("SQLite has done it already");
    };
  }

  /// Runs a part of a statement: if it fails, all of the statement starts over.
  WriteResult runPart(
      WritePlan plan, @Nullable Object[] values, WriteContext context, List<NodeWork> work) {
    return runIndexed(plan, values, context, work);
  }

  private WriteResult runIndexed(
      WritePlan plan, @Nullable Object[] values, WriteContext context, List<NodeWork> work) {
    List<IndexCatalog.Entry> entries = entries(plan, context);
    if (entries.isEmpty()) {
      return runPlan(plan, values, context, work);
    }
    if (!(plan instanceof WritePlan.Gathered)) {
      // They settle before they end, as an error there is one of the statement.
      return runPlan(plan, values, indexed(plan, context, entries), work);
    }
    IndexedWrites indexed = indexed(plan, context, entries);
    WriteResult result;
    try {
      result = runPlan(plan, values, indexed, work);
    } catch (RuntimeException e) {
      indexed.settle();
      throw e;
    }
    indexed.settle();
    return result;
  }

  /// Runs an INSERT of one row once for each of several values of its parameters, at once.
  ///
  /// @return empty if that failed because of one of the rows, and nothing is done
  public Optional<WriteResult> insertTogether(
      WritePlan.SpreadInsert plan,
      List<@Nullable Object[]> batch,
      WriteContext context,
      List<NodeWork> work) {
    List<IndexCatalog.Entry> entries = entries(plan, context);
    WriteContext settling = entries.isEmpty() ? context : indexed(plan, context, entries);
    return inserts.runTogether(plan, batch, settling, work);
  }

  /// Has a table with AUTOINCREMENT begin to count, as an INSERT does that finds no rows.
  ///
  /// @param epoch holds the writers of the table's nodes
  public void startSequence(UserTable table, Epoch epoch) {
    SpreadInsertExecutor.startSequence(table, epoch);
  }

  private static IndexedWrites indexed(
      WritePlan plan, WriteContext context, List<IndexCatalog.Entry> entries) {
    return plan instanceof WritePlan.SpreadInsert insert && insert.onConflict().isEmpty()
        ? IndexedWrites.named(context, entries)
        : IndexedWrites.anywhere(context, entries);
  }

  /// The virtual indexes of which a plan's rows may leave notes for it. Removing rows writes no entries,
  /// but those of UNIQUE indexes go with them.
  private List<IndexCatalog.Entry> entries(WritePlan plan, WriteContext context) {
    IndexCatalog catalog = context.indexes();
    if (catalog.isEmpty()) {
      return List.of();
    }
    return switch (plan) {
      case WritePlan.Home _, WritePlan.Reference _, WritePlan.Lent _, WritePlan.FoundInsert _ ->
          List.of();
      case WritePlan.SpreadInsert insert ->
          insert.onConflict().isPresent()
              ? catalog.of(insert.table().layout().name())
              : inserts.notedIndexes(insert, context);
      case WritePlan.SpreadChange change ->
          catalog.of(change.table().layout().name()).stream()
              .filter(entry -> concerns(change.deletes(), change.assigned(), entry))
              .toList();
      case WritePlan.FoundChange change ->
          catalog.of(change.table().layout().name()).stream()
              .filter(entry -> concerns(change.deletes(), change.assigned(), entry))
              .toList();
      case WritePlan.Gathered gathered ->
          gathered.tables().stream()
              .filter(GatheredTable::written)
              .flatMap(table -> catalog.of(table.table().layout().name()).stream())
              .toList();
    };
  }

  private static boolean concerns(
      boolean deletes, Set<String> assigned, IndexCatalog.Entry entry) {
    return deletes ? entry.unique() : entry.tables().dependsOn(assigned);
  }

  private WriteResult runPlan(
      WritePlan plan, @Nullable Object[] values, WriteContext context, List<NodeWork> work) {
    return switch (plan) {
      case WritePlan.Home write -> home.run(write, values, context, work);
      case WritePlan.SpreadInsert insert ->
          insert.onConflict().isPresent()
              ? conflicts.run(insert, insert.onConflict().get(), values, context, work)
              : inserts.run(insert, values, context, work);
      case WritePlan.SpreadChange change -> changes.run(change, values, context, work);
      case WritePlan.FoundChange change -> found.run(change, values, context, work);
      case WritePlan.FoundInsert insert -> foundInserts.run(insert, values, context, work);
      case WritePlan.Reference write -> reference.run(write, values, context, work);
      case WritePlan.Gathered write -> gathered.run(write, values, context, work);
      case WritePlan.Lent write -> lent.run(write, values, context, work);
    };
  }
}
