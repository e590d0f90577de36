package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.execute.WriteContext;
import dev.bigdaddy.conductor.execute.WriteExecutor;
import dev.bigdaddy.conductor.execute.WriteResult;
import dev.bigdaddy.conductor.plan.GatherWritePlanner;
import dev.bigdaddy.conductor.plan.WritePlan.Gathered;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.ParsedStatement;
import dev.bigdaddy.sql.tree.Drop;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.storage.WriterFlag;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What DROP TABLE does to rows where foreign keys are enforced: SQLite first deletes those of the
/// table, which fails, or changes other tables, as DELETE would, and counts them.
///
/// Where the home node enforces all foreign keys, its own DROP TABLE does it. Else SQLite drops the
/// table in a scratch database with all that its foreign keys concern, and what that did to other tables
/// is applied; then the nodes drop it. Used once, by one thread.
final class DropUnderKeys {
  private final Transaction transaction;
  private final boolean deletes;
  private final Optional<Gathered> gathered;
  private long totalBefore;

  /// @param flags the session's switches
  DropUnderKeys(
      ParsedStatement parsed, UserSchema schema, Set<WriterFlag> flags, Transaction transaction) {
    this.transaction = transaction;
    if (parsed.statement() instanceof Drop drop && drop.kind() == Drop.Kind.TABLE) {
      String table = drop.name().name().name();
      this.deletes =
          GatherWritePlanner.deletesBeforeDrop(
              table, schema, flags, transaction.checks().defersAll());
      this.gathered =
          deletes && !transaction.enforcesKeys()
              ? Optional.of(GatherWritePlanner.ofDrop(table, parsed.text(), schema, flags))
              : Optional.empty();
    } else {
      this.deletes = false;
      this.gathered = Optional.empty();
    }
  }

  /// The nodes whose rows it can read or change.
  Set<NodeId> nodes() {
    return gathered.map(Gathered::nodes).orElse(Set.of());
  }

  /// What comes before the table is dropped.
  void before(Epoch epoch, WriteExecutor writes, WriteContext context) {
    if (!deletes) {
      return;
    }
    totalBefore = epoch.on(NodeId.HOME).totalChanges();
    if (gathered.isPresent()) {
      WriteResult result =
          writes.run(gathered.get(), new @Nullable Object[0], context, new ArrayList<>(1));
      transaction.counters().changed(result.changes(), result.totalChanges());
    }
  }

  /// As in SQLite, a statement that fails has changed nothing; one that does not prepare leaves what the
  /// one before changed.
  void failed(RuntimeException failure) {
    boolean prepared = !(failure instanceof StorageException error) || !error.isBeforeRunning();
    if (deletes && prepared) {
      transaction.counters().changed(0, 0);
    }
  }

  /// What comes after it.
  void after(Epoch epoch) {
    if (deletes && gathered.isEmpty()) {
      SqliteConnection home = epoch.on(NodeId.HOME);
      transaction.counters().changed(
          home.changesSince(totalBefore), home.totalChanges() - totalBefore);
    }
  }
}
