package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.AlterAction;
import dev.bigdaddy.sql.tree.AlterTable;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.Drop;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.Job;
import dev.bigdaddy.topology.Jobs;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import java.util.Optional;

/// Schema changes that cannot be made while rows of their table move.
final class MoveConflicts {
  private MoveConflicts() {}

  /// Refuses such a change; the epoch holds the topology. A job knows its tables by their names.
  /// While a virtual shard is in flight, no node can tell that a new UNIQUE index holds.
  static void refuse(Statement statement, Epoch epoch, UserSchema schema) {
    Optional<Identifier> table =
        switch (statement) {
          case CreateIndex create when create.unique() && isInFlight(create, schema) ->
              Optional.of(create.table());
          case Drop drop when drop.kind() == Drop.Kind.TABLE -> Optional.of(drop.name().name());
          case AlterTable(var altered, AlterAction.RenameTo _, _) -> Optional.of(altered.name());
          case Statement _ -> Optional.empty();
        };
    Optional<Job> job =
        table.flatMap(
            name -> Jobs.openOn(epoch.on(NodeId.TOPOLOGY), new TableName(name.name())));
    if (job.isPresent()) {
      throw new BigDaddyException(
          ErrorCode.JOB_RUNNING,
          "job "
              + job.get().id()
              + " moves rows of "
              + table.orElseThrow().name()
              + ": wait until it is complete, or CANCEL JOB "
              + job.get().id());
    }
    if (statement instanceof CreateIndex create && create.unique() && isInFlight(create, schema)) {
      // The job that left it so has failed.
      throw new BigDaddyException(
          ErrorCode.JOB_RUNNING,
          "a virtual shard of %s is in flight: reshard it first".formatted(create.table().name()));
    }
  }

  private static boolean isInFlight(CreateIndex create, UserSchema schema) {
    return schema.layout(create.table().name()).filter(TableLayout::isInFlight).isPresent();
  }
}
