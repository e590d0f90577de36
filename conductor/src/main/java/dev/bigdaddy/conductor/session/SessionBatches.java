package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BatchException;
import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.execute.NodeWork;
import dev.bigdaddy.conductor.plan.StatementPlan;
import dev.bigdaddy.conductor.plan.StatementPlan.Action;
import dev.bigdaddy.conductor.plan.ExtraValue;
import dev.bigdaddy.conductor.plan.WritePlan.SpreadInsert;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.storage.StorageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Runs a statement once for each entry of a batch.
///
/// Entries of an INSERT of one row into a spread table run together, as an INSERT of many rows would:
/// such a plan says that no trigger, foreign key or conflict clause looks at the rows between two of
/// them, and nothing is returned. If a row is to blame for a failure, nothing is done, and these entries
/// run one by one: the failing one is found, and those before it stay. Used by one thread at a time.
final class SessionBatches {
  /// Entries that run together: their rows are in memory, and hold the writers of their nodes.
  private static final int MOST_TOGETHER = 1_000;

  private final LocalConductor conductor;
  private final TransactionControl transactions;
  private final RunningStatements running;
  private final SessionPlans plans;
  private final SessionWrites writes;

  SessionBatches(
      LocalConductor conductor,
      TransactionControl transactions,
      RunningStatements running,
      SessionPlans plans,
      SessionWrites writes) {
    this.conductor = conductor;
    this.transactions = transactions;
    this.running = running;
    this.plans = plans;
    this.writes = writes;
  }

  /// @param values makes a plan's values of an entry's parameters
  /// @param query runs one entry
  long[] run(
      String text,
      List<@Nullable Object[]> entries,
      BiFunction<StatementPlan, @Nullable Object[], @Nullable Object[]> values,
      BiFunction<String, @Nullable Object[], ResultCursor> query) {
    long[] counts = new long[entries.size()];
    int done = 0;
    int oneByOne = 0;
    try {
      while (done < counts.length) {
        int end = Math.min(done + MOST_TOGETHER, counts.length);
        if (done >= oneByOne && end - done > 1) {
          if (runTogether(text, entries.subList(done, end), values)) {
            Arrays.fill(counts, done, end, 1);
            done = end;
            continue;
          }
          oneByOne = end;
        }
        try (ResultCursor cursor = query.apply(text, entries.get(done))) {
          counts[done] = cursor.rowsAffected();
        }
        done++;
      }
      return counts;
    } catch (BigDaddyException e) {
      throw new BatchException(e, Arrays.copyOf(counts, done));
    }
  }

  private boolean runTogether(
      String text,
      List<@Nullable Object[]> entries,
      BiFunction<StatementPlan, @Nullable Object[], @Nullable Object[]> values) {
    Cancellation statement = running.begin();
    try {
      return runTogether(text, entries, values, statement);
    } catch (StorageException e) {
      throw Errors.of(e, statement);
    } catch (BigDaddyException e) {
      throw e;
    } catch (RuntimeException e) {
      throw Errors.internal(e);
    } finally {
      statement.end();
    }
  }

  private boolean runTogether(
      String text,
      List<@Nullable Object[]> entries,
      BiFunction<StatementPlan, @Nullable Object[], @Nullable Object[]> values,
      Cancellation cancellation) {
    while (true) {
      SchemaVersion schema = transactions.schemaFor(text);
      try {
        StatementPlan plan = plans.get(text, schema);
        if (!(plan.action() instanceof Action.Write(SpreadInsert insert, _))
            || !isPlain(insert)
            || !plan.extras().stream().allMatch(extra -> extra == ExtraValue.Known.NOW)) {
          return false;
        }
        List<@Nullable Object[]> batch = new ArrayList<>(entries.size());
        entries.forEach(entry -> batch.add(values.apply(plan, entry)));
        List<NodeWork> work = new ArrayList<>(1);
        return writes.insertTogether(
            insert,
            batch,
            new SessionWrites.Call(
                plan.seen(), insert, batch.getFirst(), schema, work, cancellation));
      } catch (StaleSchemaException e) {
        conductor.published().awaitPublication();
      } catch (RuntimeException e) {
        transactions.failed(e);
        throw e;
      }
    }
  }

  private static boolean isPlain(SpreadInsert insert) {
    return insert.rows().size() == 1
        && insert.returning().isEmpty()
        && insert.onConflict().isEmpty();
  }
}
