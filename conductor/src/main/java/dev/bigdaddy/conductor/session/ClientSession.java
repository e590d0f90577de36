package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Explanation;
import dev.bigdaddy.conductor.QueryResult;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.StatementDescription;
import dev.bigdaddy.conductor.execute.ConvertedCursor;
import dev.bigdaddy.conductor.execute.NodeWork;
import dev.bigdaddy.conductor.execute.PlanExplanation;
import dev.bigdaddy.conductor.execute.RowListCursor;
import dev.bigdaddy.conductor.execute.WriteResult;
import dev.bigdaddy.conductor.plan.Planner;
import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.conductor.plan.StatementPlan;
import dev.bigdaddy.conductor.plan.StatementPlan.Action;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.sql.SqlParser;
import dev.bigdaddy.sql.tree.TableCommand;
import dev.bigdaddy.storage.ColumnOrigin;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.storage.WriterFlag;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A client's conversation with the database. Used by one thread at a time; only {@link #cancel()} is
/// for any thread.
final class ClientSession implements Session {
  private static final Logger LOG = System.getLogger("dev.bigdaddy.conductor");
  private static final String OWN_OBJECTS = "temporary objects and attached databases need";

  private static final @Nullable Object[] NO_PARAMETERS = {};

  private final LocalConductor conductor;
  private final Set<WriterFlag> flags = EnumSet.noneOf(WriterFlag.class);
  private final RunningStatements running;
  private final Set<StatementCursor> openCursors = new LinkedHashSet<>();

  private final SessionCounters counters = new SessionCounters();
  private final BoundValues values;
  private final SessionTemporaries temporaries = new SessionTemporaries();
  private final TransactionControl transactions;
  private final SessionSettings settings;
  private final SessionCommands commands;
  private final OwnCommands ownCommands;
  private final SessionPlans plans;
  private final SessionWrites writes;
  private final SessionBatches batches;
  private final IdleLimit idle;
  private String correlationId = "";
  private boolean closed;

  /// Whether it lives for one statement.
  private boolean once;

  /// What belongs to one execution of a plan.
  private record Execution(Cancellation cancellation, boolean cacheHit) {}

  ClientSession(LocalConductor conductor, boolean foreignKeys) {
    this.conductor = conductor;
    this.running = new RunningStatements(conductor);
    this.settings = new SessionSettings(conductor);
    this.transactions = new TransactionControl(conductor, flags, counters, temporaries);
    this.values = new BoundValues(conductor, counters, text -> runQuery(text, NO_PARAMETERS));
    this.commands =
        new SessionCommands(conductor, flags, transactions, temporaries, counters, values);
    this.ownCommands = new OwnCommands(conductor, transactions, temporaries);
    this.plans = new SessionPlans(conductor.plans(), transactions, flags);
    this.writes = new SessionWrites(conductor, transactions, counters);
    this.batches = new SessionBatches(conductor, transactions, running, plans, writes);
    this.idle =
        new IdleLimit(
            conductor.deadlines(),
            conductor.limits().idleTimeout(),
            transactions::holdsWriters,
            transactions::rollback);
    if (foreignKeys) {
      flags.add(WriterFlag.FOREIGN_KEYS);
    }
  }

  @Override
  public QueryResult sql(String text, @Nullable Object... parameters) {
    return QueryResult.of(query(text, parameters), conductor.limits().resultLimit());
  }

  @Override
  public ResultCursor query(String text, @Nullable Object... parameters) {
    return inside(
        () -> {
          checkOpen();
          tellOfRollback(text);
          return runQuery(text, parameters);
        });
  }

  @Override
  public long[] batch(String text, List<@Nullable Object[]> entries) {
    return inside(
        () -> {
          checkOpen();
          tellOfRollback(text);
          return batches.run(text, entries, values::of, this::runQuery);
        });
  }

  /// A call of the client's: while it lasts the session is not idle.
  private <T> T inside(Supplier<T> call) {
    idle.enter();
    try {
      return call.get();
    } finally {
      idle.leave();
    }
  }

  /// The same of one that runs no statement.
  private <T> T answer(Supplier<T> question) {
    return inside(
        () -> {
          try {
            checkOpen();
            return question.get();
          } catch (StorageException e) {
            throw Errors.of(e);
          }
        });
  }

  /// Who wants nothing but the rollback has it already.
  private void tellOfRollback(String text) {
    BigDaddyException notice = idle.notice();
    if (notice != null && !TransactionControl.isRollback(text)) {
      throw notice;
    }
    if (notice != null) {
      transactions.rolledBackBefore();
    }
  }

  private ResultCursor runQuery(String text, @Nullable Object[] parameters) {
    Cancellation statement = running.begin();
    boolean started = false;
    try {
      ResultCursor cursor = run(text, parameters, statement);
      started = true;
      return cursor;
    } catch (StorageException e) {
      throw Errors.of(e, statement);
    } catch (BigDaddyException e) {
      throw e;
    } catch (RuntimeException e) {
      throw Errors.internal(e);
    } finally {
      if (!started) {
        statement.end();
      }
    }
  }

  /// Runs a statement in a session that lives for it only.
  ResultCursor queryOnce(String text, @Nullable Object[] parameters) {
    once = true;
    boolean kept = false;
    try {
      ResultCursor cursor = query(text, parameters);
      if (transactions.isOpen()) {
        throw needsSession("a transaction needs");
      }
      if (temporaries.writer() != null) {
        throw needsSession(OWN_OBJECTS);
      }
      kept = true;
      return cursor;
    } finally {
      if (!kept) {
        close();
      }
    }
  }

  private static BigDaddyException needsSession(String what) {
    return new BigDaddyException(
        ErrorCode.MISUSE,
        what + " a session: open one with session(), since each call of sql() is one of its own");
  }

  private ResultCursor run(
      String text, @Nullable Object[] parameters, Cancellation cancellation) {
    if (!correlationId.isEmpty() && LOG.isLoggable(Level.DEBUG)) {
      LOG.log(Level.DEBUG, "{0}: {1}", correlationId, text);
    }
    while (true) {
      SchemaVersion schema = transactions.schemaFor(text);
      try {
        StatementPlan cached = plans.find(text, schema);
        StatementPlan plan = cached == null ? plans.make(text, schema) : cached;
        @Nullable Object[] bound = values.of(plan, parameters);
        ResultCursor cursor =
            run(plan, bound, schema, new Execution(cancellation, cached != null));
        transactions.ran(plan);
        return cursor;
      } catch (StaleSchemaException e) {
        // Another session changed the schema between planning and reading: plan again.
        conductor.published().awaitPublication();
      } catch (RuntimeException e) {
        transactions.failed(e);
        throw e;
      }
    }
  }

  private ResultCursor run(
      StatementPlan plan, @Nullable Object[] values, SchemaVersion schema, Execution execution) {
    Cancellation cancellation = execution.cancellation();
    return switch (plan.action()) {
      case Action.Read(ReadPlan read) -> read(plan, read, values, schema, execution);
      case Action.Write write -> write(plan, write, values, schema, execution);
      case Action.ChangeSchema() -> {
        commands.changeSchema(plan, schema, cancellation);
        yield rows(plan, List.of(), execution);
      }
      case Action.Control() -> {
        transactions.run(plan.parsed().statement(), cancellation);
        yield rows(plan, List.of(), execution);
      }
      case Action.SessionPragma() ->
          rows(plan, SessionPragmas.run(plan, this, transactions), execution);
      case Action.InsertRows insert -> {
        WriteResult done = commands.insertRows(insert, values, schema, cancellation);
        RowCursor returned = inMemory(plan, done.returning());
        yield opened(plan, returned, done.changes(), List.of(), execution);
      }
      case Action.Attach _ when once -> throw needsSession(OWN_OBJECTS);
      case Action.Attach _, Action.Detach _, Action.OwnCommand _ ->
          rows(plan, ownCommands.run(plan, values, schema, cancellation), execution);
      case Action.Hint() -> rows(plan, settings.hint(plan.parsed().text()), execution);
      case Action.FixedPragma() -> rows(plan, settings.fixed(plan.parsed()), execution);
      case Action.HomeCommand _,
          Action.Maintain _,
          Action.VacuumInto _,
          Action.Vacuum _ -> {
        commands.run(plan, values, schema, cancellation);
        yield rows(plan, List.of(), execution);
      }
      case Action.Command(TableCommand command) ->
          rows(
              plan,
              new CatalogReader(conductor, transactions, cancellation, temporaries).run(command, schema),
              execution);
      case Action.Explain _ ->
          rows(plan, PlanExplanation.rows(explanation(plan, schema, values)), execution);
    };
  }

  /// Asks about tables, as this session sees them.
  <T> T catalog(Function<TableCatalog, T> question) {
    return inside(
        () -> {
          Cancellation cancellation = running.begin();
          try {
            return new CatalogReader(conductor, transactions, cancellation, temporaries)
                .ask(question);
          } finally {
            cancellation.end();
          }
        });
  }

  private Explanation explanation(String text, @Nullable Object[] parameters) {
    SchemaVersion schema = transactions.schema();
    StatementPlan plan = plans.make(text, schema);
    boolean known = parameters.length == plan.parameterCount();
    return explanation(plan, schema, known ? values.of(plan, parameters) : null);
  }

  private Explanation explanation(
      StatementPlan plan, SchemaVersion schema, @Nullable Object @Nullable [] values) {
    return new PlanExplanation(schema, conductor.evaluator(), values).of(plan);
  }

  private ResultCursor read(
      StatementPlan plan,
      ReadPlan read,
      @Nullable Object[] values,
      SchemaVersion schema,
      Execution execution) {
    checkCursors();
    List<NodeWork> work = new ArrayList<>(1);
    PinnedSource source =
        new PinnedSource(
            schema,
            plan.seen(),
            conductor,
            transactions,
            execution.cancellation(),
            temporaries);
    RowCursor rows;
    try {
      rows = conductor.reads().open(read, values, source, schema.shadow(), work);
    } catch (StorageException e) {
      if (source.mayBeStale()) {
        throw new StaleSchemaException();
      }
      throw e;
    }
    if (source.mayBeStale()) {
      rows.close();
      throw new StaleSchemaException();
    }
    RowCursor guarded =
        transactions.isOpen() ? new GuardedCursor(rows, idle, execution.cancellation()) : rows;
    StatementCursor cursor = opened(plan, guarded, 0, work, execution);
    if (source.hasOpened()) {
      transactions.readBy(cursor);
    }
    return cursor;
  }

  private ResultCursor write(
      StatementPlan plan,
      Action.Write write,
      @Nullable Object[] values,
      SchemaVersion schema,
      Execution execution) {
    List<NodeWork> work = new ArrayList<>(1);
    WriteResult result =
        writes.run(
            write,
            new SessionWrites.Call(
                plan.seen(), write.plan(), values, schema, work, execution.cancellation()));
    RowCursor rows = inMemory(plan, result.returning());
    return opened(plan, rows, result.changes(), work, execution);
  }

  private ResultCursor rows(
      StatementPlan plan, List<@Nullable Object[]> rows, Execution execution) {
    return opened(plan, inMemory(plan, rows), 0, List.of(), execution);
  }

  private RowCursor inMemory(StatementPlan plan, List<@Nullable Object[]> rows) {
    List<String> names = plan.columns().stream().map(column -> column.name()).toList();
    return new ConvertedCursor(new RowListCursor(names, rows), conductor.evaluator());
  }

  private StatementCursor opened(
      StatementPlan plan, RowCursor rows, long affected, List<NodeWork> work, Execution execution) {
    StatementCursor cursor =
        new StatementCursor(
            plan.columns(),
            rows,
            affected,
            work,
            execution.cancellation(),
            () -> conductor.plans().stats(execution.cacheHit()),
            this::forget);
    openCursors.add(cursor);
    if (!(plan.action() instanceof Action.Read)) {
      execution.cancellation().end();
    }
    return cursor;
  }

  private void forget(StatementCursor cursor) {
    cursor.cancellation().end();
    openCursors.remove(cursor);
    transactions.forget(cursor);
  }

  @Override
  public StatementDescription describe(String text) {
    return answer(() -> plans.get(text, transactions.schema()).description());
  }

  @Override
  public List<ColumnOrigin> origins(String text) {
    if (describe(text).columns().isEmpty()) {
      return List.of();
    }
    return answer(
        () -> new Planner(transactions.schema(), flags).origins(SqlParser.parse(text)));
  }

  @Override
  public Explanation explain(String text, @Nullable Object... parameters) {
    return answer(() -> explanation(text, parameters));
  }

  @Override
  public boolean inTransaction() {
    return transactions.isOpen() || idle.hasExpired();
  }

  @Override
  public long lastInsertRowid() {
    return counters.lastInsertRowid();
  }

  @Override
  public long changes() {
    return counters.changes();
  }

  @Override
  public long totalChanges() {
    return counters.totalChanges();
  }

  @Override
  public void correlationId(String id) {
    correlationId = id;
  }

  @Override
  public void cancelLatest() {
    running.cancelLatest();
  }

  @Override
  public void cancel() {
    running.cancel();
  }

  @Override
  public void statementTimeout(Duration limit) {
    running.timeout(limit);
  }

  /// Turns a switch of this session.
  void flag(WriterFlag flag, boolean on) {
    transactions.flag(flag, on);
    boolean unused = on ? flags.add(flag) : flags.remove(flag);
  }

  /// The switches that this session's statements run under.
  Set<WriterFlag> flags() {
    return flags;
  }

  private void checkCursors() {
    int limit = conductor.limits().openCursors();
    if (openCursors.size() >= limit) {
      throw new BigDaddyException(
          ErrorCode.LIMIT,
          "the session has %d open cursors already (open_cursors)".formatted(limit));
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new BigDaddyException(ErrorCode.MISUSE, "the session is closed");
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    idle.enter();
    try {
      for (StatementCursor cursor : List.copyOf(openCursors)) {
        cursor.end(new BigDaddyException(ErrorCode.MISUSE, "the session is closed"));
      }
    } finally {
      rollbackAtClose();
      boolean unused = idle.takeNotice();
      idle.leave();
    }
  }

  private void rollbackAtClose() {
    try {
      if (transactions.isOpen()) {
        transactions.rollback();
      }
    } catch (StorageException e) {
      throw Errors.of(e);
    } finally {
      temporaries.close();
      settings.close();
    }
  }
}
