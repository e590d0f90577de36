package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.GatheredTable;
import dev.bigdaddy.conductor.plan.KeyedRows;
import dev.bigdaddy.conductor.plan.NotSupported;
import dev.bigdaddy.conductor.plan.Scalar;
import dev.bigdaddy.conductor.plan.WritePlan.Gathered;
import dev.bigdaddy.conductor.plan.WritePlan.Search;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Mark;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.topology.TableKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Gather, execute, apply: the rung of the write ladder that is right for every statement.
///
/// **Why it is exact.** No part of SQLite's semantics of writing is imitated. Under the writers of all
/// nodes concerned, so that nothing moves meanwhile, everything that the statement can read or change
/// is loaded into a scratch database that has the user's own schema: conflict clauses, unique indexes,
/// triggers, views, foreign keys, sequences, generated columns. There SQLite runs the user's statement
/// under the session's switches, inside a transaction if the session has one open, else in autocommit
/// mode. RETURNING, `changes()`, `last_insert_rowid()`, errors, and what remains after an error (the
/// rows before the failing one after OR FAIL, nothing after ABORT, no transaction after ROLLBACK) are
/// SQLite's own. Then the loaded rows are compared with what is there now, value by value as they are
/// stored, and the difference is applied to the nodes as deletions, updates and insertions by key.
///
/// **When it is complete.** SQLite can only open tables that are named by the statement, by a view or
/// trigger that it reaches, or by a foreign key of a table that it writes: these are loaded, and no
/// others exist in the scratch database, so that a table too few would be a loud error and not a
/// guess. What narrows the rows of a table is decided where it is planned, and argued there.
///
/// **Why the difference and not triggers that write it down.** The rows that REPLACE deletes fire
/// nothing unless `recursive_triggers` is on, triggers of ours would be counted by `total_changes()`,
/// and they would turn off optimisations on which the order of rows depends. A comparison sees
/// everything, and costs no more than loading did.
///
/// **Applying** fires nothing: spread tables have no triggers on nodes, those of whole and reference
/// tables are taken away on the home node for the time of the epoch, and nodes enforce no foreign keys
/// where ours do. Deletions come first on every node, so that no row meets one that is about to go; a
/// row that keeps its key, its node and has no other unique key is updated in place. A crash leaves
/// all of it or nothing, since it is all one epoch.
///
/// Safe for use by many threads.
final class GatherWriteExecutor {
  /// A chain that begins with more rows would be given up.
  private static final int MOST_FOUND = 20_000;

  private final ShardExecutor shards;
  private final Scratch.Pool scratches;
  private final Evaluator evaluator;

  GatherWriteExecutor(ShardExecutor shards, Scratch.Pool scratches, Evaluator evaluator) {
    this.shards = shards;
    this.scratches = scratches;
    this.evaluator = evaluator;
  }

  WriteResult run(
      Gathered planned, @Nullable Object[] values, WriteContext context, List<NodeWork> work) {
    Gathered plan = planned;
    if (planned.search().isPresent()) {
      context.goOnAlone();
      plan = search(planned, planned.search().get(), values, context, work);
    }
    if (!plan.temporaries().isEmpty()) {
      // Who shares an epoch does not write through the session's own writer.
      context.goOnAlone();
    }
    Epoch epoch = context.writers(plan.nodes(), false);
    Map<NodeId, NodeWork> perNode = new HashMap<>();
    for (NodeId node : plan.nodes()) {
      NodeWork nodeWork = new NodeWork(tableNames(plan), shardsOn(plan, node), node);
      perNode.put(node, nodeWork);
      work.add(nodeWork);
    }
    try (WriteScratch scratch =
        new WriteScratch(scratches.take(context::watch), plan, shards, context, evaluator)) {
      scratch.load(epoch, values, perNode);
      WriteScratch.Outcome outcome = scratch.run(values);
      if (scratch.hasLostTransaction()) {
        epoch.rollback();
        context.failed(outcome.changes(), outcome.totalChanges());
        throw outcome.failure();
      }
      if (outcome.mayHaveChanged() || !plan.sequences().isEmpty()) {
        apply(plan, scratch, epoch, context, perNode);
      }
      if (outcome.failed()) {
        if (!outcome.failure().isBeforeRunning()) {
          context.failed(outcome.changes(), outcome.totalChanges());
        }
        throw outcome.failure();
      }
      return new WriteResult(outcome.changes(), outcome.totalChanges(), outcome.returning());
    } finally {
      perNode.values().forEach(NodeWork::ended);
    }
  }

  /// Finds the target's rows, under the writers of all that it reads and the rest writes.
  private static Gathered search(
      Gathered plan,
      Search search,
      @Nullable Object[] values,
      WriteContext context,
      List<NodeWork> work) {
    Set<NodeId> nodes = new TreeSet<>(search.nodes());
    nodes.addAll(plan.nodes());
    Epoch unused = context.writers(nodes, false);
    try (RowCursor rows = context.query(search.plan(), values, work)) {
      return switch (search.found()) {
        case Search.Rowids(int index) -> {
          values[index] = rowids(rows);
          yield plan;
        }
        case Search.Keys(String table) -> meeting(plan, table, rows);
      };
    } catch (StorageException failure) {
      // SQLite may never have come upon it.
      throw Failures.areOfTheData(failure) ? new StartOverException(failure) : failure;
    }
  }

  private static String rowids(RowCursor rows) {
    StringJoiner rowids = new StringJoiner(",", "[", "]");
    int count = 0;
    while (rows.next()) {
      rowids.add(Long.toString(rows.longAt(0)));
      requireFew(++count);
    }
    return rowids.toString();
  }

  private static Gathered meeting(Gathered plan, String name, RowCursor rows) {
    List<List<Scalar>> found = new ArrayList<>();
    while (rows.next()) {
      List<Scalar> row = new ArrayList<>(rows.columnCount());
      for (int i = 0; i < rows.columnCount(); i++) {
        Object value = RawText.read(rows, i);
        if (value instanceof RawText) {
          throw StartOverException.because("a key is no valid text");
        }
        row.add(new Scalar.Constant(value));
      }
      found.add(row);
      requireFew(found.size());
    }
    for (GatheredTable table : plan.tables()) {
      if (table.table().name().equals(name)) {
        List<KeyedRows.Lookup> lookups = table.keyed().orElseThrow().lookups();
        return plan.meeting(table.table(), KeyedRows.of(found, lookups));
      }
    }
    throw new IllegalStateException("not gathered: " + name);
  }

  private static void requireFew(int found) {
    if (found > MOST_FOUND) {
      throw StartOverException.because("too many rows are found");
    }
  }

  private static String tableNames(Gathered plan) {
    return String.join(", ", plan.tables().stream().map(t -> t.table().name()).toList());
  }

  private static int shardsOn(Gathered plan, NodeId node) {
    return plan.tables().stream().mapToInt(t -> t.table().layout().shardsOn(node).size()).sum();
  }

  private void apply(
      Gathered plan,
      WriteScratch scratch,
      Epoch epoch,
      WriteContext context,
      Map<NodeId, NodeWork> perNode) {
    List<TableChange> changes = new ArrayList<>();
    for (GatheredTable table : plan.tables()) {
      if (table.written()) {
        TableChange change = scratch.change(table);
        if (!change.isEmpty()) {
          changes.add(change);
        }
      }
    }
    Map<UserTable, WriteScratch.SequenceChange> sequences = scratch.sequenceChanges(changes);
    if (changes.isEmpty() && sequences.isEmpty()) {
      return;
    }
    if (context.isInteractive() && !changes.isEmpty()) {
      refuseActingKeys(epoch);
    }
    Mark mark = epoch.mark();
    try {
      new ChangeApplier(shards, epoch, perNode).apply(changes, plan.homeTriggers());
      sequences.forEach((table, change) -> change.apply(table, epoch));
    } catch (StorageException failure) {
      Undo.to(mark, epoch, failure);
      throw failure;
    }
    epoch.release(mark);
    changes.forEach(change -> claim(change, context));
    // What AUTOINCREMENT remembers may be set by hand.
    sequences.keySet().forEach(table -> context.claims().written(table, OptionalLong.empty()));
  }

  /// A transaction that began while all tables were whole has a home node that enforces foreign keys,
  /// and whose actions what is applied must not set off.
  private static void refuseActingKeys(Epoch epoch) {
    if (!epoch.nodes().contains(NodeId.HOME)) {
      return;
    }
    try (RowCursor row = epoch.on(NodeId.HOME).query("PRAGMA foreign_keys")) {
      if (row.next() && row.longAt(0) != 0) {
        throw NotSupported.of(
            "a gathered write under foreign keys in the transaction that made the first spread or"
                + " reference table");
      }
    }
  }

  /// Ids that SQLite assigned in the scratch database are taken from now on, and those that others
  /// computed meanwhile no longer hold.
  private static void claim(TableChange change, WriteContext context) {
    UserTable table = change.table().table();
    boolean counted =
        table.layout().kind() == TableKind.SPREAD && table.hasRowid();
    if (counted) {
      OptionalLong largest = change.largestRowid();
      context.claims().written(table, largest);
    }
  }
}
