package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.AlterTable;
import dev.bigdaddy.sql.tree.Analyze;
import dev.bigdaddy.sql.tree.Assignment;
import dev.bigdaddy.sql.tree.Attach;
import dev.bigdaddy.sql.tree.Begin;
import dev.bigdaddy.sql.tree.Commit;
import dev.bigdaddy.sql.tree.ConflictAction;
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
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.InsertSource;
import dev.bigdaddy.sql.tree.Pragma;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Quote;
import dev.bigdaddy.sql.tree.Reindex;
import dev.bigdaddy.sql.tree.Release;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Rollback;
import dev.bigdaddy.sql.tree.Savepoint;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.TableCommand;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.sql.tree.Upsert;
import dev.bigdaddy.sql.tree.Vacuum;
import java.util.List;
import java.util.Optional;

/// Writes statements: tells kinds apart, and writes the small ones and data changes itself.
final class StatementRenderer {
  private final SqlWriter out;
  private final SelectRenderer selects;
  private final ExprRenderer exprs;
  private final SchemaRenderer schema;

  StatementRenderer(SqlWriter out) {
    this.out = out;
    this.selects = new SelectRenderer(out);
    this.exprs = selects.exprs();
    this.schema = new SchemaRenderer(out, selects);
  }

  SelectRenderer selects() {
    return selects;
  }

  ExprRenderer exprs() {
    return exprs;
  }

  void statement(Statement statement) {
    switch (statement) {
      case Select select -> selects.select(select);
      case Insert insert -> insert(insert);
      case Update update -> update(update);
      case Delete delete -> delete(delete);
      case CreateTable create -> schema.createTable(create);
      case CreateTableAs create -> schema.createTableAs(create);
      case CreateIndex create -> schema.createIndex(create);
      case CreateView create -> schema.createView(create);
      case CreateTrigger create -> schema.createTrigger(create, this);
      case CreateVirtualTable create -> schema.createVirtualTable(create);
      case AlterTable alter -> schema.alterTable(alter);
      case Drop drop ->
          out.append("DROP ")
              .append(drop.kind().name())
              .append(drop.ifExists() ? " IF EXISTS " : " ")
              .name(drop.name());
      case Begin begin -> {
        out.append("BEGIN");
        begin.mode().ifPresent(mode -> out.append(" ").append(mode.name()));
        transactionName(begin.name());
      }
      case Commit commit -> {
        out.append("COMMIT");
        transactionName(commit.name());
      }
      case Rollback rollback -> {
        out.append("ROLLBACK");
        transactionName(rollback.name());
        rollback.savepoint().ifPresent(name -> out.append(" TO SAVEPOINT ").name(name));
      }
      case Savepoint savepoint -> out.append("SAVEPOINT ").name(savepoint.name());
      case Release release -> out.append("RELEASE SAVEPOINT ").name(release.name());
      case Pragma pragma -> pragma(pragma);
      case Attach attach -> {
        out.append("ATTACH DATABASE ");
        exprs.expr(attach.file());
        out.append(" AS ");
        exprs.expr(attach.schema());
        selects.optional(" KEY ", attach.key());
      }
      case Detach detach -> {
        out.append("DETACH DATABASE ");
        exprs.expr(detach.schema());
      }
      case Vacuum vacuum -> {
        out.append("VACUUM");
        vacuum.schema().ifPresent(name -> out.append(" ").name(name));
        selects.optional(" INTO ", vacuum.into());
      }
      case Analyze analyze -> {
        out.append("ANALYZE");
        optionalName(analyze.name());
      }
      case Reindex reindex -> {
        out.append("REINDEX");
        optionalName(reindex.name());
      }
      case Explain explain -> {
        out.append(explain.queryPlan() ? "EXPLAIN QUERY PLAN " : "EXPLAIN ");
        statement(explain.statement());
      }
      case TableCommand command -> command(command);
    }
  }

  private void command(TableCommand command) {
    switch (command) {
      case TableCommand.Show show -> {
        out.append("SHOW ").append(show.subject().name());
        show.table().ifPresent(table -> out.append(" FROM ").name(table));
      }
      case TableCommand.Describe describe -> out.append("DESCRIBE ").name(describe.table());
      case TableCommand.TableStats stats ->
          out.append("TABLE STATS ")
              .name(stats.table())
              .append(stats.counted() ? " COUNTED" : "");
      case TableCommand.ModifyBlockSize modify ->
          out.append("ALTER TABLE ")
              .name(modify.table())
              .append(" MODIFY BLOCK_SIZE ")
              .append(modify.size());
      case TableCommand.Reshard reshard ->
          out.append("ALTER TABLE ")
              .name(reshard.table())
              .append(" RESHARD ")
              .append(reshard.shards());
      case TableCommand.MoveShard move ->
          out.append("ALTER TABLE ")
              .name(move.table())
              .append(" MOVE SHARD ")
              .append(move.shard())
              .append(" TO NODE ")
              .append(move.node());
      case TableCommand.SplitShard split ->
          out.append("ALTER TABLE ")
              .name(split.table())
              .append(" SPLIT SHARD ")
              .append(split.shard());
      case TableCommand.AddNode _ -> out.append("ALTER DATABASE ADD NODE");
      case TableCommand.DrainNode drain ->
          out.append("ALTER DATABASE ")
              .append(drain.drain() ? "DRAIN" : "UNDRAIN")
              .append(" NODE ")
              .append(drain.node());
      case TableCommand.Rebalance rebalance ->
          out.append("ALTER DATABASE REBALANCE BY ").append(rebalance.measure().name());
      case TableCommand.ControlJob control ->
          out.append(control.control().name()).append(" JOB ").append(control.job());
    }
  }

  private void optionalName(Optional<QualifiedName> name) {
    name.ifPresent(n -> out.append(" ").name(n));
  }

  private void transactionName(Optional<Identifier> name) {
    name.ifPresent(n -> out.append(" TRANSACTION ").name(n));
  }

  private void pragma(Pragma pragma) {
    out.append("PRAGMA ").name(pragma.name());
    if (pragma.value().isEmpty()) {
      return;
    }
    boolean call = pragma.form() == Pragma.Form.CALL;
    out.append(call ? "(" : " = ");
    switch (pragma.value().get()) {
      case Pragma.Word(Identifier word) -> pragmaWord(word);
      case Pragma.Numeric(boolean negative, String text) ->
          out.appendIf(negative, "-").append(text);
    }
    out.appendIf(call, ")");
  }

  private void pragmaWord(Identifier word) {
    TokenKind kind = TokenKind.ofWord(word.name(), 0, word.name().length());
    boolean keyword =
        switch (kind) {
          case ON, DELETE, DEFAULT -> word.quote() == Quote.NONE;
          default -> false;
        };
    if (keyword) {
      out.append(word.name());
    } else {
      out.name(word);
    }
  }

  private void target(QualifiedName table, Optional<Identifier> alias) {
    out.name(table);
    selects.alias(alias);
  }

  private void insert(Insert insert) {
    selects.with(insert.with());
    out.append("INSERT").conflict(" OR ", insert.onConflict()).append(" INTO ");
    target(insert.table(), insert.alias());
    out.namesInParentheses(insert.columns()).append(" ");
    switch (insert.source()) {
      case InsertSource.DefaultValues _ -> out.append("DEFAULT VALUES");
      case InsertSource.Rows(Select select, _) -> {
        selects.select(select);
        if (!insert.upserts().isEmpty() && wouldTakeOn(select)) {
          throw new IllegalArgumentException(
              "ON CONFLICT would be read as part of the join before it; add WHERE TRUE");
        }
      }
    }
    insert.upserts().forEach(this::upsert);
    returning(insert.returning());
  }

  /// Whether an ON after this select would belong to its FROM clause. The parser never makes such
  /// a tree.
  private static boolean wouldTakeOn(Select select) {
    return select.orderBy().isEmpty()
        && select.limit().isEmpty()
        && lastCore(select)
            instanceof SelectCore.Query(
                _, _, var from, var where, var groupBy, var having, var windows, _)
        && from.isPresent()
        && where.isEmpty()
        && groupBy.isEmpty()
        && having.isEmpty()
        && windows.isEmpty()
        && !(from.get()
            instanceof TableRef.Join(_, _, _, var constraint, _)
            && constraint.isPresent());
  }

  private static SelectCore lastCore(Select select) {
    return select.isCompound() ? select.compound().getLast().core() : select.core();
  }

  private void upsert(Upsert upsert) {
    out.append(" ON CONFLICT ");
    if (!upsert.target().isEmpty()) {
      out.append("(");
      exprs.orderingTerms(upsert.target());
      out.append(")");
      selects.optional(" WHERE ", upsert.targetWhere());
      out.append(" ");
    }
    switch (upsert.action()) {
      case Upsert.Nothing() -> out.append("DO NOTHING");
      case Upsert.DoUpdate(List<Assignment> assignments, Optional<Expr> where) -> {
        out.append("DO UPDATE SET ");
        assignments(assignments);
        selects.optional(" WHERE ", where);
      }
    }
  }

  private void assignments(List<Assignment> assignments) {
    out.list(
        assignments,
        assignment -> {
          switch (assignment) {
            case Assignment.ToColumn(var column, _, _) -> out.name(column);
            case Assignment.ToColumns(var columns, _, _) -> out.namesInParentheses(columns);
          }
          out.append(" = ");
          exprs.expr(assignment.value());
        });
  }

  private void returning(List<ResultColumn> columns) {
    if (!columns.isEmpty()) {
      out.append(" RETURNING ");
      selects.resultColumns(columns);
    }
  }

  private void update(Update update) {
    selects.with(update.with());
    conflictOr("UPDATE", update.onConflict());
    target(update.table(), update.alias());
    selects.indexHint(update.indexHint());
    out.append(" SET ");
    assignments(update.assignments());
    selects.from(update.from());
    selects.optional(" WHERE ", update.where());
    returning(update.returning());
    exprs.orderBy(" ", update.orderBy());
    selects.limit(update.limit());
  }

  private void conflictOr(String verb, Optional<ConflictAction> onConflict) {
    out.append(verb).conflict(" OR ", onConflict).append(" ");
  }

  private void delete(Delete delete) {
    selects.with(delete.with());
    out.append("DELETE FROM ");
    target(delete.table(), delete.alias());
    selects.indexHint(delete.indexHint());
    selects.optional(" WHERE ", delete.where());
    returning(delete.returning());
    exprs.orderBy(" ", delete.orderBy());
    selects.limit(delete.limit());
  }
}
