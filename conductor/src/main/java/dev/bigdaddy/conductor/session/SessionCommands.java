package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.execute.WriteContext;
import dev.bigdaddy.conductor.execute.WriteResult;
import dev.bigdaddy.conductor.plan.NodeSql;
import dev.bigdaddy.conductor.plan.Planner;
import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.conductor.plan.StatementPlan;
import dev.bigdaddy.conductor.plan.StatementPlan.Action;
import dev.bigdaddy.conductor.plan.WritePlan;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.ParsedStatement;
import dev.bigdaddy.sql.SqlParser;
import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.sql.tree.AlterTable;
import dev.bigdaddy.sql.tree.Analyze;
import dev.bigdaddy.sql.tree.Drop;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Mark;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.storage.WriterFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs a session's statements that change the schema or look after the nodes. Used by one thread at a
/// time.
final class SessionCommands {
  private final LocalConductor conductor;
  private final Set<WriterFlag> flags;
  private final TransactionControl transactions;
  private final SessionTemporaries temporaries;
  private final SessionCounters counters;
  private final BoundValues values;

  /// @param flags the session's switches, which may change
  SessionCommands(
      LocalConductor conductor,
      Set<WriterFlag> flags,
      TransactionControl transactions,
      SessionTemporaries temporaries,
      SessionCounters counters,
      BoundValues values) {
    this.conductor = conductor;
    this.flags = flags;
    this.transactions = transactions;
    this.temporaries = temporaries;
    this.counters = counters;
    this.values = values;
  }

  /// Runs a statement that changes the schema.
  void changeSchema(StatementPlan plan, SchemaVersion schema, Cancellation cancellation) {
    Transaction open = transactions.open();
    if (open != null) {
      changeSchema(plan, open, schema, cancellation);
      return;
    }
    Statement statement = plan.parsed().statement();
    boolean touchesRows = statement instanceof Drop || statement instanceof AlterTable;
    try (Transaction alone =
        touchesRows
            ? transactions.alone(schema)
            : transactions.aloneWithoutForeignKeys(schema)) {
      long before = counters.totalChanges();
      changeSchema(plan, alone, schema, cancellation);
      try {
        transactions.commit(alone);
      } catch (StorageException e) {
        if (e.sqliteCode() == Errors.FOREIGN_KEY) {
          // The rows of a table that was to be dropped are all there.
          counters.changed(0, before - counters.totalChanges());
        }
        throw e;
      }
    }
  }

  private void changeSchema(
      StatementPlan plan, Transaction open, SchemaVersion schema, Cancellation cancellation) {
    try {
      Function<Select, RowCursor> reads = select -> rowsOf(select, schema, cancellation);
      new SchemaChange(conductor, plan.parsed(), schema, flags, cancellation, reads).run(open);
    } finally {
      cancellation.written();
    }
  }

  /// The rows of a SELECT inside another statement.
  private RowCursor rowsOf(Select select, SchemaVersion schema, Cancellation cancellation) {
    ParsedStatement parsed =
        new ParsedStatement(select, SqlRenderer.render(select), List.of(), List.of());
    StatementPlan plan = new Planner(schema, flags, transactions.keyMode(schema)).plan(parsed);
    if (!(plan.action() instanceof Action.Read(ReadPlan read))) {
      throw new IllegalStateException("a SELECT that does not read");
    }
    @Nullable Object[] bound = values.of(plan, new @Nullable Object[0]);
    return rowsOf(read, bound, schema, cancellation);
  }

  private RowCursor rowsOf(
      ReadPlan read,
      @Nullable Object[] values,
      SchemaVersion schema,
      Cancellation cancellation) {
    PinnedSource source =
        new PinnedSource(
            schema, schema.user().seen(), conductor, transactions, cancellation, temporaries);
    return conductor.reads().open(read, values, source, schema.shadow(), new ArrayList<>(1));
  }

  /// Runs an INSERT whose rows are read first.
  WriteResult insertRows(
      Action.InsertRows insert,
      @Nullable Object[] values,
      SchemaVersion schema,
      Cancellation cancellation) {
    long before = counters.changes();
    counters.changed(0, 0);
    Transaction open = transactions.open();
    WriteResult result;
    try {
      if (open != null) {
        result = insertRows(insert, values, schema, open, cancellation);
      } else {
        try (Transaction alone = transactions.alone(schema)) {
          result = insertRows(insert, values, schema, alone, cancellation);
          alone.commit();
        }
      }
    } catch (BigDaddyException e) {
      if (e.code() == ErrorCode.NOT_SUPPORTED) {
        // It never ran.
        counters.changed(before, 0);
      }
      throw e;
    }
    counters.changed(result.changes(), result.totalChanges());
    return result;
  }

  private WriteResult insertRows(
      Action.InsertRows insert,
      @Nullable Object[] values,
      SchemaVersion schema,
      Transaction transaction,
      Cancellation cancellation) {
    CheckedWrites context = CheckedWrites.inParts(transaction, conductor, cancellation);
    try {
      Epoch epoch = context.writers(insert.nodes(), false);
      Mark mark = epoch.mark();
      try (RowCursor rows = rowsOf(insert.rows(), values, schema, cancellation)) {
        RowInserts inserts =
            new RowInserts(insert, (text, row) -> insert(text, row, schema, context));
        WriteResult result = inserts.run(rows);
        if (inserts.foundNone()) {
          startSequence(insert, schema, epoch);
        }
        epoch.release(mark);
        return result;
      } catch (RuntimeException e) {
        if (epoch.isOpen() && !epoch.isLost()) {
          epoch.rollbackTo(mark);
          epoch.release(mark);
        }
        throw e;
      }
    } finally {
      cancellation.written();
    }
  }

  private void startSequence(Action.InsertRows insert, SchemaVersion schema, Epoch epoch) {
    QualifiedName name = insert.rest().table();
    boolean shared =
        !schema.user().isTemporary(name) && schema.user().attached(name).isEmpty();
    Optional<UserTable> table =
        shared ? schema.user().table(name.name().name()) : Optional.empty();
    table
        .filter(UserTable::autoincrement)
        .ifPresent(counted -> conductor.writes().startSequence(counted, epoch));
  }

  private WriteResult insert(
      String text, @Nullable Object[] row, SchemaVersion schema, WriteContext context) {
    StatementPlan plan = new Planner(schema, flags, transactions.keyMode(schema)).plan(SqlParser.parse(text));
    if (!(plan.action() instanceof Action.Write(WritePlan write, _))) {
      throw new IllegalStateException("no INSERT: " + text);
    }
    return conductor.writes().run(write, values.of(plan, row), context, new ArrayList<>(1));
  }

  /// Runs what looks after the nodes.
  void run(
      StatementPlan plan,
      @Nullable Object[] values,
      SchemaVersion schema,
      Cancellation cancellation) {
    switch (plan.action()) {
      case Action.HomeCommand() -> onHome(plan, cancellation);
      case Action.Maintain(Set<NodeId> nodes) -> maintain(plan, nodes, cancellation);
      case Action.VacuumInto(NodeSql file) ->
          VacuumInto.run(
              conductor,
              transactions.isOpen(),
              conductor.evaluator().evaluate(file, values)[0]);
      case Action.Vacuum() -> Maintenance.vacuum(conductor, schema, transactions.isOpen());
      case Action other -> throw new IllegalStateException("no command: " + other);
    }
  }

  private void onHome(StatementPlan plan, Cancellation cancellation) {
    Set<NodeId> home = Set.of(NodeId.HOME);
    command(home, cancellation, epoch -> epoch.on(NodeId.HOME).execute(plan.parsed().text()));
  }

  private void maintain(StatementPlan plan, Set<NodeId> nodes, Cancellation cancellation) {
    command(
        nodes,
        cancellation,
        epoch -> {
          String text = plan.parsed().text();
          if (plan.parsed().statement() instanceof Analyze) {
            Maintenance.analyze(epoch, nodes, text, transactions.schema().user());
          } else {
            Maintenance.reindex(epoch, nodes, text);
          }
        });
  }

  private void command(
      Set<NodeId> nodes, Cancellation cancellation, Consumer<Epoch> work) {
    Transaction open = transactions.open();
    boolean home = nodes.equals(Set.of(NodeId.HOME));
    try {
      if (open != null) {
        work.accept(new CheckedWrites(open, conductor, cancellation).writers(nodes, home));
        return;
      }
      try (Transaction alone = transactions.alone(conductor.schema())) {
        work.accept(new CheckedWrites(alone, conductor, cancellation).writers(nodes, home));
        alone.commit();
      }
    } finally {
      cancellation.written();
    }
  }
}
