package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.AlterAction;
import dev.bigdaddy.sql.tree.AlterTable;
import dev.bigdaddy.sql.tree.Analyze;
import dev.bigdaddy.sql.tree.Assignment;
import dev.bigdaddy.sql.tree.Attach;
import dev.bigdaddy.sql.tree.Begin;
import dev.bigdaddy.sql.tree.ColumnConstraint;
import dev.bigdaddy.sql.tree.ColumnDefinition;
import dev.bigdaddy.sql.tree.Commit;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.sql.tree.CreateTableAs;
import dev.bigdaddy.sql.tree.CreateTrigger;
import dev.bigdaddy.sql.tree.CreateView;
import dev.bigdaddy.sql.tree.CreateVirtualTable;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Detach;
import dev.bigdaddy.sql.tree.Drop;
import dev.bigdaddy.sql.tree.Explain;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.InsertSource;
import dev.bigdaddy.sql.tree.Limit;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.Pragma;
import dev.bigdaddy.sql.tree.Reindex;
import dev.bigdaddy.sql.tree.Release;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Rollback;
import dev.bigdaddy.sql.tree.Savepoint;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableConstraint;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.TableCommand;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.sql.tree.Upsert;
import dev.bigdaddy.sql.tree.Vacuum;
import dev.bigdaddy.sql.tree.With;
import java.util.List;
import java.util.Optional;

/// Rewrites what lies below a statement, and keeps the statement itself if nothing changed.
// Sameness of objects is the point: what did not change is kept.
@SuppressWarnings({"ReferenceEquality", "OptionalEquality"})
final class StatementRewriter {
  private final TreeRewriter to;

  StatementRewriter(TreeRewriter to) {
    this.to = to;
  }

  Statement rewrite(Statement statement) {
    return switch (statement) {
      case Select s -> to.rewrite(s);
      case Insert s -> insert(s);
      case Update s -> update(s);
      case Delete s -> delete(s);
      case CreateTable s -> createTable(s);
      case CreateTableAs s -> {
        Select select = to.rewrite(s.select());
        yield select == s.select()
            ? s
            : new CreateTableAs(s.temporary(), s.ifNotExists(), s.name(), select, s.span());
      }
      case CreateIndex s -> {
        List<OrderingTerm> terms = terms(s.terms());
        Optional<Expr> where = expr(s.where());
        yield terms == s.terms() && where == s.where()
            ? s
            : new CreateIndex(
                s.unique(), s.ifNotExists(), s.name(), s.table(), terms, where, s.span());
      }
      case CreateView s -> {
        Select select = to.rewrite(s.select());
        yield select == s.select()
            ? s
            : new CreateView(
                s.temporary(), s.ifNotExists(), s.name(), s.columns(), select, s.span());
      }
      case CreateTrigger s -> createTrigger(s);
      case AlterTable s -> {
        AlterAction action = alterAction(s.action());
        yield action == s.action() ? s : new AlterTable(s.table(), action, s.span());
      }
      case Attach s -> {
        Expr file = to.rewrite(s.file());
        Expr schema = to.rewrite(s.schema());
        Optional<Expr> key = expr(s.key());
        yield file == s.file() && schema == s.schema() && key == s.key()
            ? s
            : new Attach(file, schema, key, s.span());
      }
      case Detach s -> {
        Expr schema = to.rewrite(s.schema());
        yield schema == s.schema() ? s : new Detach(schema, s.span());
      }
      case Vacuum s -> {
        Optional<Expr> into = expr(s.into());
        yield into == s.into() ? s : new Vacuum(s.schema(), into, s.span());
      }
      case Explain s -> {
        Statement explained = to.rewrite(s.statement());
        yield explained == s.statement()
            ? s
            : new Explain(s.queryPlan(), explained, s.span());
      }
      case CreateVirtualTable _, Drop _, Begin _, Commit _, Rollback _, Savepoint _ -> statement;
      case Release _, Pragma _, Analyze _, Reindex _, TableCommand _ -> statement;
    };
  }

  private Optional<Expr> expr(Optional<Expr> expr) {
    return TreeRewriter.optional(expr, to::rewrite);
  }

  private List<OrderingTerm> terms(List<OrderingTerm> terms) {
    return TreeRewriter.list(terms, to::rewrite);
  }

  private Optional<With> with(Optional<With> with) {
    return TreeRewriter.optional(with, to::rewrite);
  }

  private Statement insert(Insert s) {
    Optional<With> with = with(s.with());
    InsertSource source = source(s.source());
    List<Upsert> upserts = TreeRewriter.list(s.upserts(), this::upsert);
    List<ResultColumn> returning = to.columns(s.returning());
    boolean same =
        with == s.with()
            && source == s.source()
            && upserts == s.upserts()
            && returning == s.returning();
    return same
        ? s
        : new Insert(
            with, s.onConflict(), s.table(), s.alias(), s.columns(), source, upserts, returning,
            s.span());
  }

  private InsertSource source(InsertSource source) {
    return switch (source) {
      case InsertSource.Rows rows -> {
        Select select = to.rewrite(rows.select());
        yield select == rows.select() ? rows : new InsertSource.Rows(select, rows.span());
      }
      case InsertSource.DefaultValues defaults -> defaults;
    };
  }

  private Upsert upsert(Upsert upsert) {
    List<OrderingTerm> target = terms(upsert.target());
    Optional<Expr> targetWhere = expr(upsert.targetWhere());
    Upsert.Action action =
        switch (upsert.action()) {
          case Upsert.Nothing nothing -> nothing;
          case Upsert.DoUpdate update -> {
            List<Assignment> assignments = assignments(update.assignments());
            Optional<Expr> where = expr(update.where());
            yield assignments == update.assignments() && where == update.where()
                ? update
                : new Upsert.DoUpdate(assignments, where);
          }
        };
    boolean same =
        target == upsert.target()
            && targetWhere == upsert.targetWhere()
            && action == upsert.action();
    return same ? upsert : new Upsert(target, targetWhere, action, upsert.span());
  }

  private List<Assignment> assignments(List<Assignment> assignments) {
    return TreeRewriter.list(
        assignments,
        assignment -> {
          Expr value = to.rewrite(assignment.value());
          if (value == assignment.value()) {
            return assignment;
          }
          return switch (assignment) {
            case Assignment.ToColumn(var column, _, var span) ->
                new Assignment.ToColumn(column, value, span);
            case Assignment.ToColumns(var columns, _, var span) ->
                new Assignment.ToColumns(columns, value, span);
          };
        });
  }

  private Statement update(Update s) {
    Optional<With> with = with(s.with());
    List<Assignment> assignments = assignments(s.assignments());
    Optional<TableRef> from = TreeRewriter.optional(s.from(), to::rewrite);
    Optional<Expr> where = expr(s.where());
    List<ResultColumn> returning = to.columns(s.returning());
    List<OrderingTerm> orderBy = terms(s.orderBy());
    Optional<Limit> limit = TreeRewriter.optional(s.limit(), to::rewrite);
    boolean same =
        with == s.with()
            && assignments == s.assignments()
            && from == s.from()
            && where == s.where()
            && returning == s.returning()
            && orderBy == s.orderBy()
            && limit == s.limit();
    return same
        ? s
        : new Update(
            with, s.onConflict(), s.table(), s.alias(), s.indexHint(), assignments, from, where,
            returning, orderBy, limit, s.span());
  }

  private Statement delete(Delete s) {
    Optional<With> with = with(s.with());
    Optional<Expr> where = expr(s.where());
    List<ResultColumn> returning = to.columns(s.returning());
    List<OrderingTerm> orderBy = terms(s.orderBy());
    Optional<Limit> limit = TreeRewriter.optional(s.limit(), to::rewrite);
    boolean same =
        with == s.with()
            && where == s.where()
            && returning == s.returning()
            && orderBy == s.orderBy()
            && limit == s.limit();
    return same
        ? s
        : new Delete(
            with, s.table(), s.alias(), s.indexHint(), where, returning, orderBy, limit,
            s.span());
  }

  private Statement createTable(CreateTable s) {
    List<ColumnDefinition> columns = TreeRewriter.list(s.columns(), this::column);
    List<TableConstraint> constraints =
        TreeRewriter.list(s.constraints(), this::tableConstraint);
    return columns == s.columns() && constraints == s.constraints()
        ? s
        : new CreateTable(
            s.temporary(), s.ifNotExists(), s.name(), columns, constraints, s.options(),
            s.span());
  }

  private ColumnDefinition column(ColumnDefinition column) {
    List<ColumnConstraint> constraints =
        TreeRewriter.list(column.constraints(), this::columnConstraint);
    return constraints == column.constraints()
        ? column
        : new ColumnDefinition(column.name(), column.type(), constraints, column.span());
  }

  private ColumnConstraint columnConstraint(ColumnConstraint constraint) {
    return switch (constraint) {
      case ColumnConstraint.Check c -> {
        Expr condition = to.rewrite(c.condition());
        yield condition == c.condition() ? c : new ColumnConstraint.Check(condition, c.span());
      }
      case ColumnConstraint.Default c -> {
        // A bare word is no column.
        Expr value = c.value() instanceof Expr.ColumnRef word ? word : to.rewrite(c.value());
        yield value == c.value() ? c : new ColumnConstraint.Default(value, c.span());
      }
      case ColumnConstraint.Generated c -> {
        Expr expr = to.rewrite(c.expr());
        yield expr == c.expr()
            ? c
            : new ColumnConstraint.Generated(expr, c.storage(), c.span());
      }
      case ColumnConstraint.Name _,
              ColumnConstraint.Nullable _,
              ColumnConstraint.NotNull _,
              ColumnConstraint.PrimaryKey _,
              ColumnConstraint.Unique _,
              ColumnConstraint.Collation _,
              ColumnConstraint.References _,
              ColumnConstraint.Deferral _ ->
          constraint;
    };
  }

  private TableConstraint tableConstraint(TableConstraint constraint) {
    return switch (constraint) {
      case TableConstraint.PrimaryKey c -> {
        List<OrderingTerm> columns = terms(c.columns());
        yield columns == c.columns()
            ? c
            : new TableConstraint.PrimaryKey(
                columns, c.autoincrement(), c.onConflict(), c.span());
      }
      case TableConstraint.Unique c -> {
        List<OrderingTerm> columns = terms(c.columns());
        yield columns == c.columns()
            ? c
            : new TableConstraint.Unique(columns, c.onConflict(), c.span());
      }
      case TableConstraint.Check c -> {
        Expr condition = to.rewrite(c.condition());
        yield condition == c.condition()
            ? c
            : new TableConstraint.Check(condition, c.onConflict(), c.span());
      }
      case TableConstraint.Name _, TableConstraint.ForeignKeys _ -> constraint;
    };
  }

  private Statement createTrigger(CreateTrigger s) {
    Optional<Expr> when = expr(s.when());
    List<Statement> body = TreeRewriter.list(s.body(), to::rewrite);
    return when == s.when() && body == s.body()
        ? s
        : new CreateTrigger(
            s.temporary(), s.ifNotExists(), s.name(), s.time(), s.event(), s.updateOf(),
            s.table(), s.forEachRow(), when, body, s.span());
  }

  private AlterAction alterAction(AlterAction action) {
    return switch (action) {
      case AlterAction.AddColumn a -> {
        ColumnDefinition column = column(a.column());
        yield column == a.column() ? a : new AlterAction.AddColumn(column, a.span());
      }
      case AlterAction.AddCheck a -> {
        Expr condition = to.rewrite(a.condition());
        yield condition == a.condition()
            ? a
            : new AlterAction.AddCheck(a.name(), condition, a.onConflict(), a.span());
      }
      case AlterAction.RenameTo _,
              AlterAction.RenameColumn _,
              AlterAction.DropColumn _,
              AlterAction.SetNotNull _,
              AlterAction.DropNotNull _,
              AlterAction.DropConstraint _ ->
          action;
    };
  }
}
