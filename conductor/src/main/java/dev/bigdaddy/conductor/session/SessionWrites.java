package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.execute.NodeWork;
import dev.bigdaddy.conductor.execute.WriteResult;
import dev.bigdaddy.conductor.plan.Sharing;
import dev.bigdaddy.conductor.plan.StatementPlan.Action;
import dev.bigdaddy.conductor.plan.WritePlan;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.SeenLayouts;
import dev.bigdaddy.storage.StorageException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs a session's INSERTs, UPDATEs and DELETEs: in its open transaction, or each in one of its own,
/// which may share its epoch. Used by one thread at a time.
final class SessionWrites {
  private final LocalConductor conductor;
  private final TransactionControl transactions;
  private final SessionCounters counters;

  SessionWrites(
      LocalConductor conductor, TransactionControl transactions, SessionCounters counters) {
    this.conductor = conductor;
    this.transactions = transactions;
    this.counters = counters;
  }

  /// One execution of a write.
  ///
  /// @param seen what its plan was made of
  /// @param work takes what each node did
  record Call(
      SeenLayouts seen,
      WritePlan plan,
      @Nullable Object[] values,
      SchemaVersion schema,
      List<NodeWork> work,
      Cancellation cancellation) {}

  WriteResult run(Action.Write write, Call call) {
    // As in SQLite, a statement that fails has changed nothing.
    long before = counters.changes();
    long rowid = counters.lastInsertRowid();
    counters.changed(0, 0);
    Transaction open = transactions.open();
    WriteResult result;
    try {
      result = open == null ? autocommit(write.sharing(), call) : run(open, call);
    } catch (BigDaddyException e) {
      if (e.code() == ErrorCode.NOT_SUPPORTED) {
        // It never ran.
        counters.changed(before, 0);
        counters.inserted(rowid);
      }
      throw e;
    } catch (StorageException e) {
      if (e.isBeforeRunning()) {
        counters.changed(before, 0);
      }
      throw e;
    }
    counters.changed(result.changes(), result.totalChanges());
    return result;
  }

  /// Runs an INSERT of one row for each of several values of its parameters, as one statement. The
  /// session's counters are left as by the last of them.
  ///
  /// @return whether that worked; else one of the rows is to blame, and nothing is done
  boolean insertTogether(
      WritePlan.SpreadInsert insert, List<@Nullable Object[]> batch, Call call) {
    long rowid = counters.lastInsertRowid();
    Transaction open = transactions.open();
    Optional<WriteResult> result;
    if (open != null) {
      result = insertTogether(open, insert, batch, call);
    } else {
      try (Transaction alone = transactions.alone(call.schema())) {
        result = insertTogether(alone, insert, batch, call);
        if (result.isPresent()) {
          alone.commit();
        }
      }
    }
    if (result.isEmpty()) {
      counters.inserted(rowid);
      return false;
    }
    counters.changed(1, result.get().totalChanges());
    return true;
  }

  private Optional<WriteResult> insertTogether(
      Transaction open,
      WritePlan.SpreadInsert insert,
      List<@Nullable Object[]> batch,
      Call call) {
    return inContext(
        open, call, context -> conductor.writes().insertTogether(insert, batch, context, call.work()));
  }

  private WriteResult autocommit(Sharing sharing, Call call) {
    if (sharing == Sharing.SHARED) {
      long rowid = counters.lastInsertRowid();
      try (Transaction shared = transactions.sharing(call.schema())) {
        return once(shared, call);
      } catch (LostEpochException e) {
        counters.inserted(rowid);
        call.work().clear();
      }
    }
    try (Transaction alone = transactions.alone(call.schema())) {
      return once(alone, call);
    }
  }

  private WriteResult once(Transaction transaction, Call call) {
    WriteResult result;
    try {
      result = run(transaction, call);
    } catch (StorageException e) {
      try {
        PartialFailure.keepWhatSqliteLeft(transaction, call.plan(), e);
      } catch (StorageException atEnd) {
        notKept(transaction, atEnd, -counters.changes());
        throw atEnd;
      }
      throw e;
    }
    try {
      transaction.commit();
    } catch (StorageException e) {
      notKept(transaction, e, result.totalChanges() - result.changes());
      throw e;
    }
    return result;
  }

  /// SQLite finds a violated deferred foreign key at the statement's end, when what its triggers did is
  /// counted already, and nothing else is.
  ///
  /// @param more what is still missing in `total_changes()`
  private static void notKept(Transaction transaction, StorageException e, long more) {
    if (e.sqliteCode() == Errors.FOREIGN_KEY) {
      transaction.counters().changed(0, more);
    }
  }

  private WriteResult run(Transaction open, Call call) {
    return inContext(
        open,
        call,
        context -> conductor.writes().run(call.plan(), call.values(), context, call.work()));
  }

  private <T> T inContext(Transaction open, Call call, Function<CheckedWrites, T> work) {
    Cancellation cancellation = call.cancellation();
    CheckedWrites context = new CheckedWrites(open, call.seen(), conductor, cancellation);
    try {
      return work.apply(context);
    } catch (StorageException e) {
      // Ids are looked up before the writers are held.
      if (!open.isPinned() && !conductor.published().isCurrent(open.committedSchema(), call.seen())) {
        throw new StaleSchemaException();
      }
      MovedTables.goOnIfOneLeft(open, call.seen(), conductor, e);
      throw e;
    } finally {
      cancellation.written();
    }
  }
}
