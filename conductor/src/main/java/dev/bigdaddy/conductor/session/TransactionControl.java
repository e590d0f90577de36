package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.plan.ForeignKeyMode;
import dev.bigdaddy.conductor.plan.StatementPlan;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.sql.SqlParser;
import dev.bigdaddy.sql.SqlSyntaxException;
import dev.bigdaddy.sql.tree.Begin;
import dev.bigdaddy.sql.tree.Commit;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Explain;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.Release;
import dev.bigdaddy.sql.tree.Rollback;
import dev.bigdaddy.sql.tree.Savepoint;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.storage.WriterFlag;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The open transaction of a session, if there is one: begins and ends it. Used by one thread at a
/// time.
final class TransactionControl {
  private static final int SQLITE_ABORT_ROLLBACK = 516;

  private final LocalConductor conductor;
  private final Set<WriterFlag> flags;
  private final SessionCounters counters;
  private final SessionTemporaries temporaries;

  /// Those that read through the open transaction.
  private final Set<StatementCursor> cursors = new LinkedHashSet<>();
  private @Nullable Transaction transaction;

  /// Whether the next transaction checks all foreign keys at its end.
  private boolean defersNext;

  /// Whether the next ROLLBACK wants what was done before.
  private boolean rolledBack;

  /// @param flags the session's switches, which may change between transactions
  TransactionControl(
      LocalConductor conductor,
      Set<WriterFlag> flags,
      SessionCounters counters,
      SessionTemporaries temporaries) {
    this.conductor = conductor;
    this.flags = flags;
    this.counters = counters;
    this.temporaries = temporaries;
  }

  boolean isOpen() {
    return transaction != null;
  }

  /// Whether others may wait for the open transaction.
  boolean holdsWriters() {
    Transaction open = transaction;
    return open != null && open.hasWritten();
  }

  /// Whether a text is ROLLBACK, of a whole transaction.
  static boolean isRollback(String text) {
    try {
      return SqlParser.parse(text).statement() instanceof Rollback(_, var savepoint, _)
          && savepoint.isEmpty();
    } catch (SqlSyntaxException e) {
      return false;
    }
  }

  /// Lets the next ROLLBACK succeed without a transaction.
  void rolledBackBefore() {
    rolledBack = true;
  }

  @Nullable Transaction open() {
    return transaction;
  }

  /// A transaction for one statement in autocommit mode.
  Transaction alone(SchemaVersion schema) {
    return make(Transaction.Mode.ALONE, flags, schema);
  }

  /// The same for a statement that cannot violate a foreign key, so that none is checked.
  Transaction aloneWithoutForeignKeys(SchemaVersion schema) {
    Set<WriterFlag> others = EnumSet.noneOf(WriterFlag.class);
    others.addAll(flags);
    others.remove(WriterFlag.FOREIGN_KEYS);
    return make(Transaction.Mode.ALONE, others, schema);
  }

  /// The same, but it may share its epoch with other sessions' statements, unless the session writes
  /// through a connection of its own, or foreign keys are checked at its end.
  Transaction sharing(SchemaVersion schema) {
    return temporaries.writer() == null && !defersNext
        ? make(Transaction.Mode.SHARING, flags, schema)
        : alone(schema);
  }

  /// Notes a cursor that cannot outlive the open transaction.
  void readBy(StatementCursor cursor) {
    if (transaction != null) {
      cursors.add(cursor);
    }
  }

  /// Forgets a cursor that was closed.
  void forget(StatementCursor cursor) {
    cursors.remove(cursor);
  }

  /// The schema that a statement sees.
  SchemaVersion schemaFor(String text) {
    boolean unused = transaction != null && !temporaries.attachments().areNamedIn(text);
    return unused ? seen() : schema();
  }

  /// The schema that the next statement sees, whatever it is.
  SchemaVersion schema() {
    temporaries.refresh(transaction);
    return seen();
  }

  private SchemaVersion seen() {
    Transaction open = transaction;
    if (open == null) {
      return temporaries.over(conductor.schema(), temporaries.objects());
    }
    if (!open.isPinned()) {
      open.schema(conductor.schema());
    }
    return temporaries.over(open.schema(), open.temporary());
  }

  /// A schema that is not committed, or is this session's own, must not get into the shared cache. One
  /// that was committed before the newest may: plans say what they were made of.
  boolean seesCommittedSchema() {
    Transaction open = transaction;
    return open == null
        ? temporaries.isEmpty()
        : !open.changedSchema()
            && open.temporary().isEmpty()
            && temporaries.attachments().isEmpty();
  }

  /// A statement has failed: it is noted if another session, or rows that moved, came first; and where
  /// SQLite rolled back by itself, the session is in autocommit mode again.
  void failed(RuntimeException failure) {
    if (failure instanceof StorageException error
        && error.kind() == StorageException.Kind.BUSY_SNAPSHOT) {
      conductor.published().noteConflict();
    }
    Transaction open = transaction;
    if (open == null) {
      defersNext &= !hasRun(failure);
    } else if (open.isLost()) {
      rollback();
    }
  }

  private static boolean hasRun(RuntimeException failure) {
    return switch (failure) {
      case StorageException e -> !e.isBeforeRunning();
      case BigDaddyException e -> e.code() == ErrorCode.CONSTRAINT;
      default -> true;
    };
  }

  /// What still reads through the transaction that has ended cannot go on.
  private void ended() {
    transaction = null;
    for (StatementCursor cursor : List.copyOf(cursors)) {
      cursor.end(
          new BigDaddyException(
              ErrorCode.SQL,
              SQLITE_ABORT_ROLLBACK,
              "the transaction that this cursor read in has ended",
              -1,
              null));
    }
    cursors.clear();
  }

  /// Runs BEGIN, COMMIT, ROLLBACK, SAVEPOINT or RELEASE.
  ///
  /// @param cancellation stops BEGIN while it waits for writers
  void run(Statement statement, Cancellation cancellation) {
    switch (statement) {
      case Begin begin -> begin(begin, cancellation);
      case Commit _ -> commit();
      case Rollback(_, var savepoint, _) -> {
        if (savepoint.isPresent()) {
          savepointOwner(savepoint.get().name()).rollbackTo(savepoint.get().name());
        } else if (!rolledBack) {
          rollback();
        }
        rolledBack = false;
      }
      case Savepoint savepoint -> {
        if (transaction == null) {
          transaction = interactive();
          transaction.beganBySavepoint();
        }
        transaction.savepoint(savepoint.name().name());
      }
      case Release release -> {
        String name = release.name().name();
        Transaction open = savepointOwner(name);
        boolean commits = open.isBegunBySavepoint(name);
        if (commits) {
          open.checks().require();
        }
        if (commits) {
          // If COMMIT fails, the savepoint is still there.
          commit();
        } else {
          open.release(name);
        }
      }
      case Statement other ->
          throw new IllegalStateException("not a transaction statement: " + other.getClass());
    }
  }

  private Transaction savepointOwner(String name) {
    Transaction open = transaction;
    if (open == null) {
      throw new BigDaddyException(ErrorCode.SQL, "no such savepoint: " + name);
    }
    return open;
  }

  private void begin(Begin begin, Cancellation cancellation) {
    if (transaction != null) {
      throw new BigDaddyException(
          ErrorCode.SQL, "cannot start a transaction within a transaction");
    }
    Transaction opened = interactive();
    if (begin.mode().isPresent() && begin.mode().get() != Begin.Mode.DEFERRED) {
      takeAll(opened, cancellation);
    }
    transaction = opened;
  }

  private void takeAll(Transaction opened, Cancellation cancellation) {
    try {
      cancellation.waiting(
          () -> {
            opened.takeAll();
            return true;
          });
      // Who changed the schema gave these writers back a moment before it is visible.
      conductor.published().awaitPublication();
      opened.schema(conductor.schema());
    } catch (RuntimeException | Error e) {
      // Jobs wait for transactions that have begun.
      opened.close();
      throw e;
    }
  }

  private void commit() {
    Transaction open = transaction;
    if (open == null) {
      throw new BigDaddyException(
          ErrorCode.SQL, "cannot commit - no transaction is active");
    }
    commit(open);
    ended();
  }

  /// Rolls the open transaction back.
  void rollback() {
    Transaction open = transaction;
    if (open == null) {
      throw new BigDaddyException(
          ErrorCode.SQL, "cannot rollback - no transaction is active");
    }
    try {
      open.rollback();
    } finally {
      ended();
    }
  }

  private Transaction interactive() {
    Transaction made = make(Transaction.Mode.INTERACTIVE, flags, conductor.schema());
    defersNext = false;
    return made;
  }

  private Transaction make(
      Transaction.Mode mode, Set<WriterFlag> flags, SchemaVersion schema) {
    Transaction made = newTransaction(mode, flags, schema);
    if (defersNext) {
      made.deferAllKeys(true);
    }
    return made;
  }

  private Transaction newTransaction(
      Transaction.Mode mode, Set<WriterFlag> flags, SchemaVersion schema) {
    return new Transaction(
        conductor.storage(),
        writerFlags(schema),
        mode,
        conductor.published().rowids().claims(),
        counters,
        temporaries,
        schema.shared(),
        conductor.published().gate());
  }

  /// How foreign keys are enforced for the next statement, if they are: a transaction goes on as it
  /// began.
  ForeignKeyMode keyMode(SchemaVersion schema) {
    Transaction open = transaction;
    if (open != null && flags.contains(WriterFlag.FOREIGN_KEYS)) {
      return new ForeignKeyMode(open.enforcesKeys(), open.checks().defersAll());
    }
    ForeignKeyMode mode = ForeignKeyMode.of(schema.user());
    return defersNext ? new ForeignKeyMode(mode.byHome(), true) : mode;
  }

  /// Turns a switch of the open transaction, if there is one.
  void flag(WriterFlag flag, boolean on) {
    if (transaction != null) {
      transaction.flag(flag, on);
    }
  }

  /// Whether the open transaction checks all foreign keys at COMMIT, or the next one is going to.
  boolean defersForeignKeys() {
    return transaction == null ? defersNext : transaction.checks().defersAll();
  }

  /// Switches that. SQLite forgets the switch at the end of the transaction: outside of one, of the next,
  /// which may be that of any statement.
  void deferForeignKeys(boolean on) {
    if (transaction != null) {
      transaction.deferAllKeys(on);
    } else {
      defersNext = on;
    }
  }

  /// A statement has run: outside of a transaction it was one of its own.
  void ran(StatementPlan plan) {
    if (plan.parsed().statement() instanceof Explain(_, Statement explained, _)
        && (explained instanceof Insert
            || explained instanceof Update
            || explained instanceof Delete)) {
      // As if it had run and changed nothing.
      counters.changed(0, 0);
    }
    if (transaction == null && defersNext && plan.isTransaction()) {
      defersNext = false;
    }
  }

  /// Foreign keys that one node cannot enforce, none does.
  private Set<WriterFlag> writerFlags(SchemaVersion schema) {
    Set<WriterFlag> onWriters = EnumSet.noneOf(WriterFlag.class);
    onWriters.addAll(flags);
    if (!schema.user().homeEnforcesForeignKeys()) {
      onWriters.remove(WriterFlag.FOREIGN_KEYS);
    }
    return onWriters;
  }

  /// Commits a transaction, and publishes the schema that it changed.
  void commit(Transaction ending) {
    if (ending.changedSchema()) {
      conductor.published().commit(ending);
    } else {
      ending.commit();
    }
  }
}
