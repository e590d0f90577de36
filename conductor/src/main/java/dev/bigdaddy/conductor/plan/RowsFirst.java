package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.StatementPlan.Action;
import dev.bigdaddy.conductor.schema.AttachedDatabase;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.ConflictAction;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.InsertSource;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Plans an INSERT whose rows and whose target nobody sees at once: from temporary or attached
/// tables into a table of several nodes, or from such tables into a temporary or attached one. The
/// rows are read as any SELECT's, and inserted as VALUES, some hundred at a time.
///
///     INSERT INTO spread SELECT a, b FROM temp.t
///     INSERT INTO spread VALUES (?1, ?2), (?3, ?4), …
///
/// Wrong where a failing row must not undo those before it (OR FAIL, OR ROLLBACK), and where the rest
/// of the statement takes parameters or reads such tables itself: into a table of several nodes those are
/// gathered, others are refused.
final class RowsFirst {
  private RowsFirst() {}

  /// Whether a statement is such an INSERT.
  static boolean fits(Statement statement, SchemaVersion version) {
    if (!(statement instanceof Insert insert)
        || !(insert.source() instanceof InsertSource.Rows)) {
      return false;
    }
    TableUses read = TableUses.of(insert, version.user());
    if (isOwn(insert, version)) {
      // Else the session's connection is lent what it reads.
      return read.any(TableKind.SPREAD, version.user())
          && !isOnePiece(rest(insert))
          && !actsOnConflict(insert, version)
          && !TableUses.of(rest(insert), version.user()).any(TableKind.SPREAD, version.user());
    }
    boolean whole =
        version.user().kind(TableName.fold(insert.table().name().name())).orElse(TableKind.WHOLE)
            == TableKind.WHOLE;
    if (whole || read.own().isEmpty()) {
      return false;
    }
    Insert rest = rest(insert);
    // Else it is gathered, with the temporary tables.
    return !isOnePiece(rest)
        && !actsOnConflict(insert, version)
        && TableUses.of(rest, version.user()).own().isEmpty();
  }

  /// Whether it cannot be run in parts.
  private static boolean isOnePiece(Insert rest) {
    return rest.onConflict()
            .filter(action -> action == ConflictAction.FAIL || action == ConflictAction.ROLLBACK)
            .isPresent()
        || Trees.any(rest, node -> node instanceof Expr.Parameter);
  }

  /// What is said of the rows.
  static Insert rest(Insert insert) {
    return new Insert(
        Optional.empty(),
        insert.onConflict(),
        insert.table(),
        insert.alias(),
        insert.columns(),
        new InsertSource.DefaultValues(Span.NONE),
        insert.upserts(),
        insert.returning(),
        insert.span());
  }

  static Action.InsertRows plan(Insert insert, SchemaVersion version, ExtraValues extras) {
    Select rows = rows(insert);
    Insert rest = rest(insert);
    // Values of our own stand behind the user's.
    NodeSql text = NodeText.of(rows);
    ReadPlan read =
        new SelectPlanner(version, extras)
            .plan(rows, TableUses.of(rows, version.user()), text)
            .plan();
    int width = version.shadow().describe(text.text()).columnNames().size();
    return new Action.InsertRows(read, width, rest, nodes(insert, version));
  }

  /// What gives the rows, with the common tables that stand before the INSERT.
  ///
  ///     WITH a AS (…) INSERT INTO t WITH b AS (…) SELECT …
  ///     WITH a AS (…) SELECT * FROM (WITH b AS (…) SELECT …)
  private static Select rows(Insert insert) {
    Select rows = ((InsertSource.Rows) insert.source()).select();
    if (insert.with().isEmpty()) {
      return rows;
    }
    if (rows.with().isPresent()) {
      SelectCore.Query query =
          new SelectCore.Query(
              Optional.empty(),
              List.of(new ResultColumn.Star(Span.NONE)),
              Optional.of(new TableRef.Subquery(rows, Optional.empty(), Span.NONE)),
              Optional.empty(),
              List.of(),
              Optional.empty(),
              List.of(),
              Span.NONE);
      return new Select(
          insert.with(), query, List.of(), List.of(), Optional.empty(), Span.NONE);
    }
    return new Select(
        insert.with(),
        rows.core(),
        rows.compound(),
        rows.orderBy(),
        rows.limit(),
        rows.span());
  }

  private static boolean actsOnConflict(Insert insert, SchemaVersion version) {
    return target(insert, version).filter(ConflictClauses::act).isPresent();
  }

  private static Optional<UserTable> target(Insert insert, SchemaVersion version) {
    String table = TableName.fold(insert.table().name().name());
    Optional<AttachedDatabase> attached = version.user().attached(insert.table());
    if (attached.isPresent()) {
      return attached.get().objects().table(table);
    }
    return version.user().isTemporary(insert.table())
        ? version.user().temporary().table(table)
        : version.user().table(table);
  }

  /// Whether the rows go into what only this session has.
  private static boolean isOwn(Insert insert, SchemaVersion version) {
    return version.user().isTemporary(insert.table())
        || version.user().attached(insert.table()).isPresent();
  }

  private static Set<NodeId> nodes(Insert insert, SchemaVersion version) {
    return isOwn(insert, version)
        ? Set.of(NodeId.HOME)
        : version
            .user()
            .layout(insert.table().name().name())
            .map(TableLayout::nodes)
            .map(Set::copyOf)
            .orElseThrow();
  }
}
