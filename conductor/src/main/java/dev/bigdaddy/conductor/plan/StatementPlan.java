package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.Column;
import dev.bigdaddy.conductor.StatementDescription;
import dev.bigdaddy.conductor.schema.SeenLayouts;
import dev.bigdaddy.sql.ParsedStatement;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.TableCommand;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.TopologySnapshot;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// All that is known of a statement before its parameters: made once, kept in the plan cache.
///
/// @param seen what it was made of, and holds with
/// @param parsed the statement
/// @param action what running it means
/// @param columns the columns of its answer
/// @param extras values of our own behind the user's parameters
/// @param readOnly whether it changes nothing
/// @param kind its keyword
/// @param reason why no cheaper rung of the ladder fitted; empty if the cheapest did
public record StatementPlan(
    SeenLayouts seen,
    ParsedStatement parsed,
    Action action,
    List<Column> columns,
    List<ExtraValue> extras,
    boolean readOnly,
    String kind,
    String reason) {
  public StatementPlan {
    columns = List.copyOf(columns);
    extras = List.copyOf(extras);
  }

  /// The same plan for a version in which all that it was made of still holds.
  public StatementPlan in(TopologySnapshot now) {
    return new StatementPlan(
        seen.in(now), parsed, action, columns, extras, readOnly, kind, reason);
  }

  /// Whether SQLite begins and ends a transaction for it, if none is open: to read the database or its
  /// schema, or to change it.
  public boolean isTransaction() {
    return switch (action) {
      case Action.Read(ReadPlan plan) ->
          plan instanceof ReadPlan.SchemaOnly || TriggerChains.looksAround(parsed.statement());
      case Action.Write _, Action.ChangeSchema _, Action.HomeCommand _, Action.InsertRows _,
              Action.Command _, Action.Maintain _, Action.VacuumInto _, Action.Vacuum _ ->
          true;
      case Action.Control _, Action.SessionPragma _, Action.Hint _, Action.FixedPragma _,
              Action.Attach _, Action.Detach _, Action.OwnCommand _, Action.Explain _ ->
          false;
    };
  }

  /// How many parameters the user gives.
  public int parameterCount() {
    return parsed.parameters().size();
  }

  /// What a client is told of it before it runs.
  public StatementDescription description() {
    List<String> names =
        parsed.parameters().stream().map(parameter -> parameter.name().orElse("")).toList();
    return new StatementDescription(columns, names, readOnly, kind);
  }

  /// What running a statement means.
  public sealed interface Action {
    /// A SELECT.
    record Read(ReadPlan plan) implements Action {}

    /// An INSERT, UPDATE or DELETE.
    ///
    /// @param sharing whether it may share its epoch in autocommit mode
    record Write(WritePlan plan, Sharing sharing) implements Action {}

    /// A statement that changes the schema.
    record ChangeSchema() implements Action {}

    /// BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE.
    record Control() implements Action {}

    /// A PRAGMA that the session answers.
    record SessionPragma() implements Action {}

    /// A PRAGMA that the session answers and that bears on speed only.
    record Hint() implements Action {}

    /// A PRAGMA that can only be set to what it is.
    record FixedPragma() implements Action {}

    /// A statement that the home node runs as it is, outside of row changes.
    record HomeCommand() implements Action {}

    /// An INSERT whose rows are read first.
    ///
    /// @param rows how they are read
    /// @param width how many columns they have
    /// @param rest the INSERT without them
    /// @param nodes the nodes that it writes
    record InsertRows(ReadPlan rows, int width, Insert rest, Set<NodeId> nodes)
        implements Action {
      public InsertRows {
        nodes = Set.copyOf(nodes);
      }
    }

    /// ATTACH.
    ///
    /// @param file what computes the name of the file
    record Attach(NodeSql file) implements Action {}

    /// DETACH.
    record Detach() implements Action {}

    /// A statement about an attached database, which the session's own connection runs as it is.
    ///
    /// @param file what computes the name of a file that it makes
    record OwnCommand(Optional<NodeSql> file) implements Action {}

    /// A statement of our own about tables and jobs.
    record Command(TableCommand command) implements Action {}

    /// ANALYZE or REINDEX on some nodes.
    record Maintain(Set<NodeId> nodes) implements Action {
      public Maintain {
        nodes = Set.copyOf(nodes);
      }
    }

    /// VACUUM INTO.
    ///
    /// @param file what computes the name of the file
    record VacuumInto(NodeSql file) implements Action {}

    /// VACUUM.
    record Vacuum() implements Action {}

    /// EXPLAIN QUERY PLAN.
    record Explain(StatementPlan explained) implements Action {}
  }
}
