package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.plan.Planner;
import dev.bigdaddy.conductor.plan.ReadPlan;
import dev.bigdaddy.conductor.plan.StatementPlan;
import dev.bigdaddy.conductor.plan.StatementPlan.Action;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.sql.ParsedStatement;
import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.sql.tree.AlterTable;
import dev.bigdaddy.sql.tree.Analyze;
import dev.bigdaddy.sql.tree.Drop;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.WriterFlag;
import java.util.ArrayList;
import java.util.List;
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
  private final OwnValues values;

  /// @param flags the session's switches, which may change
  /// @param values gives the values of our own in a statement without parameters
  SessionCommands(
      LocalConductor conductor,
      Set<WriterFlag> flags,
      TransactionControl transactions,
      SessionTemporaries temporaries,
      OwnValues values) {
    this.conductor = conductor;
    this.flags = flags;
    this.transactions = transactions;
    this.temporaries = temporaries;
    this.values = values;
  }

  /// The values of the moment and the session that a plan needs.
  interface OwnValues {
    @Nullable Object[] of(StatementPlan plan);
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
      changeSchema(plan, alone, schema, cancellation);
      transactions.commit(alone);
    }
  }

  private void changeSchema(
      StatementPlan plan, Transaction open, SchemaVersion schema, Cancellation cancellation) {
    try {
      Function<Select, RowCursor> reads = select -> rowsOf(select, schema, cancellation);
      new SchemaChange(conductor, plan.parsed(), cancellation, reads).run(open, schema);
    } finally {
      cancellation.written();
    }
  }

  /// The rows of a SELECT inside another statement.
  private RowCursor rowsOf(Select select, SchemaVersion schema, Cancellation cancellation) {
    ParsedStatement parsed =
        new ParsedStatement(select, SqlRenderer.render(select), List.of(), List.of());
    StatementPlan plan = new Planner(schema, flags).plan(parsed);
    if (!(plan.action() instanceof Action.Read(ReadPlan read))) {
      throw new IllegalStateException("a SELECT that does not read");
    }
    PinnedSource source =
        new PinnedSource(schema, conductor, transactions, cancellation, temporaries);
    @Nullable Object[] own = values.of(plan);
    return conductor.reads().open(read, own, source, schema.shadow(), new ArrayList<>(1));
  }

  /// Runs a statement on the home node as it is.
  void onHome(StatementPlan plan, Cancellation cancellation) {
    Set<NodeId> home = Set.of(NodeId.HOME);
    command(home, cancellation, epoch -> epoch.on(NodeId.HOME).execute(plan.parsed().text()));
  }

  /// Runs ANALYZE or REINDEX on some nodes.
  void maintain(StatementPlan plan, Set<NodeId> nodes, Cancellation cancellation) {
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
