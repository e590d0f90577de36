package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.execute.ReadView;
import dev.bigdaddy.conductor.plan.NodeSql;
import dev.bigdaddy.conductor.plan.StatementPlan;
import dev.bigdaddy.conductor.plan.StatementPlan.Action;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.sql.tree.Vacuum;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Runs ATTACH, DETACH and what concerns an attached database alone, all on the session's own
/// connection, where SQLite judges them. Used by one thread at a time.
///
/// Files of a database of ours cannot be attached: whoever writes one without its epochs makes it
/// contradict the others.
final class OwnCommands {
  private static final Set<NodeId> HOME = Set.of(NodeId.HOME);

  private final LocalConductor conductor;
  private final TransactionControl transactions;
  private final SessionTemporaries own;

  OwnCommands(
      LocalConductor conductor, TransactionControl transactions, SessionTemporaries own) {
    this.conductor = conductor;
    this.transactions = transactions;
    this.own = own;
  }

  /// Runs such a statement; gives its rows.
  List<@Nullable Object[]> run(
      StatementPlan plan,
      @Nullable Object[] values,
      SchemaVersion schema,
      Cancellation cancellation) {
    return switch (plan.action()) {
      case Action.Attach(NodeSql file) -> attach(plan, file, values, schema, cancellation);
      case Action.Detach() -> detach(plan, values, cancellation);
      case Action.OwnCommand(Optional<NodeSql> file) -> {
        file.ifPresent(name -> fileOf(name, values));
        if (plan.parsed().statement() instanceof Vacuum && transactions.isOpen()) {
          throw new BigDaddyException(ErrorCode.SQL, "cannot VACUUM from within a transaction");
        }
        yield onOwn(cancellation, connection -> rows(connection, plan, values));
      }
      case Action other -> throw new IllegalStateException("no command of its own: " + other);
    };
  }

  private List<@Nullable Object[]> attach(
      StatementPlan plan,
      NodeSql file,
      @Nullable Object[] values,
      SchemaVersion schema,
      Cancellation cancellation) {
    Optional<Path> unused = fileOf(file, values);
    keepWriter(schema, cancellation);
    return onOwn(
        cancellation,
        connection -> {
          List<@Nullable Object[]> rows = rows(connection, plan, values);
          String attached = SessionAttachments.files(connection).getLast();
          try {
            if (!attached.isEmpty()) {
              NamedFile.refuseOurs(Path.of(attached));
            }
            own.attachments().attachedTo(connection);
          } catch (RuntimeException e) {
            detachLast(connection);
            throw e;
          }
          return rows;
        });
  }

  /// What cannot be understood is not kept.
  private static void detachLast(SqliteConnection connection) {
    try (RowCursor names =
        connection.query("SELECT name FROM pragma_database_list ORDER BY seq DESC LIMIT 1")) {
      names.next();
      connection.update("DETACH ?", names.valueAt(0));
    }
  }

  private List<@Nullable Object[]> detach(
      StatementPlan plan, @Nullable Object[] values, Cancellation cancellation) {
    if (own.writer() == null) {
      try (SqliteConnection nothing = SqliteConnection.inMemory()) {
        return rows(nothing, plan, values);
      }
    }
    return onOwn(
        cancellation,
        connection -> {
          List<@Nullable Object[]> rows = rows(connection, plan, values);
          own.attachments().attachedTo(connection);
          return rows;
        });
  }

  /// The first thing that a session has for itself gives it the home node's writer.
  private void keepWriter(SchemaVersion schema, Cancellation cancellation) {
    if (own.writer() != null || transactions.isOpen()) {
      return;
    }
    try (Transaction alone = transactions.aloneWithoutForeignKeys(schema)) {
      own.keepWriter(new CheckedWrites(alone, conductor, cancellation).writers(HOME, true));
    } finally {
      cancellation.written();
    }
  }

  private interface Work {
    List<@Nullable Object[]> on(SqliteConnection connection);
  }

  /// In a transaction of the session the connection is in one too.
  private List<@Nullable Object[]> onOwn(Cancellation cancellation, Work work) {
    Transaction open = transactions.open();
    if (open == null) {
      try (ReadView view = cancellation.watch(AutocommitView.of(own.read()))) {
        return work.on(view.on(NodeId.HOME));
      }
    }
    try {
      CheckedWrites writes = new CheckedWrites(open, conductor, cancellation);
      own.keepWriter(writes.writers(HOME, true));
      ReadView view = open.ownView();
      return work.on(view.on(NodeId.HOME));
    } finally {
      cancellation.written();
    }
  }

  private static List<@Nullable Object[]> rows(
      SqliteConnection connection, StatementPlan plan, @Nullable Object[] values) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    try (RowCursor cursor = connection.query(plan.parsed().text(), values)) {
      while (cursor.next()) {
        @Nullable Object[] row = new @Nullable Object[cursor.columnCount()];
        for (int i = 0; i < row.length; i++) {
          row[i] = cursor.valueAt(i);
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private Optional<Path> fileOf(NodeSql name, @Nullable Object[] values) {
    return NamedFile.of(conductor.evaluator().evaluate(name, values)[0]);
  }
}
