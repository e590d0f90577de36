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
import dev.bigdaddy.sql.tree.CommonTable;
import dev.bigdaddy.sql.tree.CompoundTerm;
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
import dev.bigdaddy.sql.tree.ForeignKey;
import dev.bigdaddy.sql.tree.Frame;
import dev.bigdaddy.sql.tree.FrameBound;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.IndexHint;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.InsertSource;
import dev.bigdaddy.sql.tree.JoinConstraint;
import dev.bigdaddy.sql.tree.Limit;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.Over;
import dev.bigdaddy.sql.tree.Pragma;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Reindex;
import dev.bigdaddy.sql.tree.Release;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Rollback;
import dev.bigdaddy.sql.tree.Savepoint;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableCommand;
import dev.bigdaddy.sql.tree.TableConstraint;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.TypeName;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.sql.tree.Upsert;
import dev.bigdaddy.sql.tree.Vacuum;
import dev.bigdaddy.sql.tree.Window;
import dev.bigdaddy.sql.tree.With;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What lies right below each kind of node, in the order of the text.
final class Children {
  private final List<Node> to;
  private final boolean withNames;

  /// Whether names count.
  enum Names {
    INCLUDED,
    LEFT_OUT
  }

  /// @param to where children are added
  Children(List<Node> to, Names names) {
    this.to = to;
    this.withNames = names == Names.INCLUDED;
  }

  private Children add(Node child) {
    if (withNames || !(child instanceof Identifier || child instanceof QualifiedName)) {
      to.add(child);
    }
    return this;
  }

  private Children add(Optional<? extends Node> child) {
    return child.isPresent() ? add(child.get()) : this;
  }

  private Children add(Collection<? extends Node> children) {
    for (Node child : children) {
      add(child);
    }
    return this;
  }

  /// Adds the children of a node.
  void of(Node node) {
    switch (node) {
      case Statement statement -> ofStatement(statement);
      case Expr expr -> ofExpr(expr);
      case TableRef table -> ofTable(table);
      case SelectCore.Query query -> {
        add(query.columns()).add(query.from()).add(query.where()).add(query.groupBy());
        add(query.having());
        query.windows().forEach(w -> add(w.name()).add(w.window()));
      }
      case SelectCore.Values values -> values.rows().forEach(this::add);
      case ResultColumn.Star _ -> {}
      case ResultColumn.TableStar star -> add(star.table());
      case ResultColumn.Computed column -> add(column.expr()).add(column.alias());
      case Identifier _ -> {}
      case QualifiedName name -> add(name.schema()).add(name.name());
      case TypeName type -> add(type.words());
      case OrderingTerm term -> add(term.expr());
      case Limit limit -> ofLimit(limit);
      case With with -> add(with.tables());
      case CommonTable table -> add(table.name()).add(table.columns()).add(table.select());
      case CompoundTerm term -> add(term.core());
      case JoinConstraint.On on -> add(on.condition());
      case JoinConstraint.Using using -> add(using.columns());
      case Window window ->
          add(window.base()).add(window.partitionBy()).add(window.orderBy()).add(window.frame());
      case Frame frame -> add(frame.start()).add(frame.end());
      case FrameBound bound -> ofBound(bound);
      case ColumnDefinition column ->
          add(column.name()).add(column.type()).add(column.constraints());
      case ColumnConstraint constraint -> ofColumnConstraint(constraint);
      case TableConstraint constraint -> ofTableConstraint(constraint);
      case ForeignKey key -> {
        add(key.table()).add(key.columns());
        for (ForeignKey.Argument argument : key.arguments()) {
          switch (argument) {
            case ForeignKey.Match(Identifier name) -> add(name);
            case ForeignKey.On _ -> {}
          }
        }
      }
      case Assignment.ToColumn to -> add(to.column()).add(to.value());
      case Assignment.ToColumns to -> add(to.columns()).add(to.value());
      case Upsert upsert -> ofUpsert(upsert);
      case InsertSource.Rows rows -> add(rows.select());
      case InsertSource.DefaultValues _ -> {}
      case AlterAction action -> ofAlterAction(action);
    }
  }

  private void ofStatement(Statement statement) {
    switch (statement) {
      case Select s ->
          add(s.with()).add(s.core()).add(s.compound()).add(s.orderBy()).add(s.limit());
      case Insert s -> {
        add(s.with()).add(s.table()).add(s.alias()).add(s.columns()).add(s.source());
        add(s.upserts()).add(s.returning());
      }
      case Update s -> {
        add(s.with()).add(s.table()).add(s.alias());
        s.indexHint().ifPresent(this::ofIndexHint);
        add(s.assignments()).add(s.from()).add(s.where()).add(s.returning());
        add(s.orderBy()).add(s.limit());
      }
      case Delete s -> {
        add(s.with()).add(s.table()).add(s.alias());
        s.indexHint().ifPresent(this::ofIndexHint);
        add(s.where()).add(s.returning()).add(s.orderBy()).add(s.limit());
      }
      case CreateTable s -> add(s.name()).add(s.columns()).add(s.constraints());
      case CreateTableAs s -> add(s.name()).add(s.select());
      case CreateIndex s -> add(s.name()).add(s.table()).add(s.terms()).add(s.where());
      case CreateView s -> add(s.name()).add(s.columns()).add(s.select());
      case CreateTrigger s ->
          add(s.name()).add(s.updateOf()).add(s.table()).add(s.when()).add(s.body());
      case CreateVirtualTable s -> add(s.name()).add(s.module());
      case Drop s -> add(s.name());
      case AlterTable s -> add(s.table()).add(s.action());
      case Begin s -> add(s.name());
      case Commit s -> add(s.name());
      case Rollback s -> add(s.name()).add(s.savepoint());
      case Savepoint s -> add(s.name());
      case Release s -> add(s.name());
      case Pragma s -> {
        add(s.name());
        if (s.value().isPresent() && s.value().get() instanceof Pragma.Word(Identifier word)) {
          add(word);
        }
      }
      case Attach s -> add(s.file()).add(s.schema()).add(s.key());
      case Detach s -> add(s.schema());
      case Vacuum s -> add(s.schema()).add(s.into());
      case Analyze s -> add(s.name());
      case Reindex s -> add(s.name());
      case Explain s -> add(s.statement());
      case TableCommand s -> ofTableCommand(s);
    }
  }

  private void ofTableCommand(TableCommand command) {
    switch (command) {
      case TableCommand.Show s -> add(s.table());
      case TableCommand.Describe s -> add(s.table());
      case TableCommand.TableStats s -> add(s.table());
      case TableCommand.ModifyBlockSize s -> add(s.table());
      case TableCommand.Reshard s -> add(s.table());
      case TableCommand.MoveShard s -> add(s.table());
      case TableCommand.SplitShard s -> add(s.table());
      case TableCommand.AddNode _,
          TableCommand.DrainNode _,
          TableCommand.Rebalance _,
          TableCommand.ControlJob _ -> {}
    }
  }

  private void ofExpr(Expr expr) {
    switch (expr) {
      case Expr.Literal _, Expr.Parameter _ -> {}
      case Expr.ColumnRef e -> add(e.schema()).add(e.table()).add(e.column());
      case Expr.Parenthesized e -> add(e.operand());
      case Expr.Unary e -> add(e.operand());
      case Expr.Binary e -> add(e.left()).add(e.right());
      case Expr.NullTest e -> add(e.operand());
      case Expr.Like e -> add(e.value()).add(e.pattern()).add(e.escape());
      case Expr.Between e -> add(e.value()).add(e.low()).add(e.high());
      case Expr.InList e -> add(e.value()).add(e.elements());
      case Expr.InSelect e -> add(e.value()).add(e.select());
      case Expr.InTable e -> {
        add(e.value()).add(e.table());
        e.arguments().ifPresent(this::add);
      }
      case Expr.Exists e -> add(e.select());
      case Expr.ScalarSubquery e -> add(e.select());
      case Expr.Collate e -> add(e.operand()).add(e.collation());
      case Expr.Cast e -> add(e.operand()).add(e.type());
      case Expr.Case e -> {
        add(e.operand());
        e.whens().forEach(when -> add(when.condition()).add(when.result()));
        add(e.otherwise());
      }
      case Expr.FunctionCall e -> {
        add(e.name()).add(e.arguments()).add(e.orderBy()).add(e.filter());
        if (e.over().isPresent()) {
          switch (e.over().get()) {
            case Over.Named(Identifier name) -> add(name);
            case Over.Inline(Window window) -> add(window);
          }
        }
      }
      case Expr.RowValue e -> add(e.elements());
      case Expr.Raise e -> add(e.message());
    }
  }

  private void ofTable(TableRef table) {
    switch (table) {
      case TableRef.Named t -> {
        add(t.name()).add(t.alias());
        t.indexHint().ifPresent(this::ofIndexHint);
      }
      case TableRef.Function t -> add(t.name()).add(t.arguments()).add(t.alias());
      case TableRef.Subquery t -> add(t.select()).add(t.alias());
      case TableRef.Parenthesized t -> add(t.inner()).add(t.alias());
      case TableRef.Join t -> add(t.left()).add(t.right()).add(t.constraint());
    }
  }

  private void ofIndexHint(IndexHint hint) {
    switch (hint) {
      case IndexHint.IndexedBy(Identifier index) -> add(index);
      case IndexHint.NotIndexed() -> {}
    }
  }

  private void ofLimit(Limit limit) {
    switch (limit.spelling()) {
      case OFFSET -> add(limit.count()).add(limit.offset());
      case COMMA -> add(limit.offset()).add(limit.count());
    }
  }

  private void ofBound(FrameBound bound) {
    switch (bound) {
      case FrameBound.Preceding b -> add(b.distance());
      case FrameBound.Following b -> add(b.distance());
      case FrameBound.UnboundedPreceding _,
              FrameBound.CurrentRow _,
              FrameBound.UnboundedFollowing _ -> {}
    }
  }

  private void ofColumnConstraint(ColumnConstraint constraint) {
    switch (constraint) {
      case ColumnConstraint.Name c -> add(c.name());
      case ColumnConstraint.Nullable _,
              ColumnConstraint.NotNull _,
              ColumnConstraint.PrimaryKey _,
              ColumnConstraint.Unique _,
              ColumnConstraint.Deferral _ -> {}
      case ColumnConstraint.Check c -> add(c.condition());
      // A bare word is no column.
      case ColumnConstraint.Default c ->
          add(c.value() instanceof Expr.ColumnRef word ? word.column() : c.value());
      case ColumnConstraint.Collation c -> add(c.collation());
      case ColumnConstraint.References c -> add(c.foreignKey());
      case ColumnConstraint.Generated c -> add(c.expr());
    }
  }

  private void ofTableConstraint(TableConstraint constraint) {
    switch (constraint) {
      case TableConstraint.Name c -> add(c.name());
      case TableConstraint.PrimaryKey c -> add(c.columns());
      case TableConstraint.Unique c -> add(c.columns());
      case TableConstraint.Check c -> add(c.condition());
      case TableConstraint.ForeignKeys c -> add(c.columns()).add(c.foreignKey());
    }
  }

  private void ofUpsert(Upsert upsert) {
    add(upsert.target()).add(upsert.targetWhere());
    switch (upsert.action()) {
      case Upsert.Nothing() -> {}
      case Upsert.DoUpdate(var assignments, var where) -> add(assignments).add(where);
    }
  }

  private void ofAlterAction(AlterAction action) {
    switch (action) {
      case AlterAction.RenameTo a -> add(a.name());
      case AlterAction.RenameColumn a -> add(a.from()).add(a.to());
      case AlterAction.AddColumn a -> add(a.column());
      case AlterAction.DropColumn a -> add(a.column());
      case AlterAction.SetNotNull a -> add(a.column());
      case AlterAction.DropNotNull a -> add(a.column());
      case AlterAction.AddCheck a -> add(a.name()).add(a.condition());
      case AlterAction.DropConstraint a -> add(a.name());
    }
  }
}
