package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.AlterAction;
import dev.bigdaddy.sql.tree.AlterTable;
import dev.bigdaddy.sql.tree.ColumnConstraint;
import dev.bigdaddy.sql.tree.ColumnDefinition;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.sql.tree.CreateTableAs;
import dev.bigdaddy.sql.tree.CreateTrigger;
import dev.bigdaddy.sql.tree.CreateView;
import dev.bigdaddy.sql.tree.CreateVirtualTable;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.ForeignKey;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableConstraint;

/// Writes CREATE and ALTER.
final class SchemaRenderer {
  private final SqlWriter out;
  private final SelectRenderer selects;
  private final ExprRenderer exprs;

  SchemaRenderer(SqlWriter out, SelectRenderer selects) {
    this.out = out;
    this.selects = selects;
    this.exprs = selects.exprs();
  }

  private SqlWriter create(boolean temporary, String what, boolean ifNotExists) {
    return out.append(temporary ? "CREATE TEMP " : "CREATE ")
        .append(what)
        .append(ifNotExists ? " IF NOT EXISTS " : " ");
  }

  void createTable(CreateTable table) {
    create(table.temporary(), "TABLE", table.ifNotExists()).name(table.name()).append("(");
    out.list(table.columns(), this::column);
    boolean comma = true;
    for (TableConstraint constraint : table.constraints()) {
      out.append(comma ? ", " : " ");
      tableConstraint(constraint);
      comma = !(constraint instanceof TableConstraint.Name(_, boolean alone, _)) || alone;
    }
    out.append(")").appendIf(!table.options().isEmpty(), " ");
    out.list(table.options(), out::words);
  }

  void createTableAs(CreateTableAs table) {
    create(table.temporary(), "TABLE", table.ifNotExists()).name(table.name()).append(" AS ");
    selects.select(table.select());
  }

  void createIndex(CreateIndex index) {
    create(false, index.unique() ? "UNIQUE INDEX" : "INDEX", index.ifNotExists());
    out.name(index.name()).append(" ON ").name(index.table()).append("(");
    exprs.orderingTerms(index.terms());
    out.append(")");
    selects.optional(" WHERE ", index.where());
  }

  void createView(CreateView view) {
    create(view.temporary(), "VIEW", view.ifNotExists()).name(view.name());
    out.namesInParentheses(view.columns()).append(" AS ");
    selects.select(view.select());
  }

  void createVirtualTable(CreateVirtualTable table) {
    create(false, "VIRTUAL TABLE", table.ifNotExists()).name(table.name());
    out.append(" USING ").name(table.module());
    table
        .arguments()
        .ifPresent(a -> out.append("(").append(String.join(",", a)).append(")"));
  }

  void createTrigger(CreateTrigger trigger, StatementRenderer statements) {
    create(trigger.temporary(), "TRIGGER", trigger.ifNotExists()).name(trigger.name());
    trigger.time().ifPresent(time -> out.append(" ").words(time));
    out.append(" ").append(trigger.event().name());
    if (!trigger.updateOf().isEmpty()) {
      out.append(" OF ").names(trigger.updateOf());
    }
    out.append(" ON ").name(trigger.table());
    out.appendIf(trigger.forEachRow(), " FOR EACH ROW");
    selects.optional(" WHEN ", trigger.when());
    out.append(" BEGIN ");
    for (Statement step : trigger.body()) {
      statements.statement(step);
      out.append("; ");
    }
    out.append("END");
  }

  private void column(ColumnDefinition column) {
    out.name(column.name());
    column.type().ifPresent(type -> out.append(" ").append(type.text()));
    for (ColumnConstraint constraint : column.constraints()) {
      out.append(" ");
      columnConstraint(constraint);
    }
  }

  private void columnConstraint(ColumnConstraint constraint) {
    switch (constraint) {
      case ColumnConstraint.Name(var name, _) -> out.append("CONSTRAINT ").name(name);
      case ColumnConstraint.Nullable(var onConflict, _) ->
          out.append("NULL").conflict(" ON CONFLICT ", onConflict);
      case ColumnConstraint.NotNull(var onConflict, _) ->
          out.append("NOT NULL").conflict(" ON CONFLICT ", onConflict);
      case ColumnConstraint.PrimaryKey key -> {
        out.append("PRIMARY KEY");
        key.direction().ifPresent(direction -> out.append(" ").append(direction.name()));
        out.conflict(" ON CONFLICT ", key.onConflict());
        out.appendIf(key.autoincrement(), " AUTOINCREMENT");
      }
      case ColumnConstraint.Unique(var onConflict, _) ->
          out.append("UNIQUE").conflict(" ON CONFLICT ", onConflict);
      case ColumnConstraint.Check(Expr condition, _) -> check(condition);
      case ColumnConstraint.Default(Expr value, _) -> defaultValue(value);
      case ColumnConstraint.Collation(var collation, _) ->
          out.append("COLLATE ").name(collation);
      case ColumnConstraint.References(ForeignKey foreignKey, _) -> foreignKey(foreignKey);
      case ColumnConstraint.Deferral(var deferrable, _) -> deferrable(deferrable);
      case ColumnConstraint.Generated(Expr expr, var storage, _) -> {
        // Not GENERATED ALWAYS: after a type or another `AS (…)` SQLite takes GENERATED for a name.
        out.append("AS (");
        exprs.expr(expr);
        out.append(")");
        storage.ifPresent(kind -> out.append(" ").append(kind.name()));
      }
    }
  }

  private void check(Expr condition) {
    out.append("CHECK (");
    exprs.expr(condition);
    out.append(")");
  }

  /// A bare word keeps its quotes: it is no column.
  private void defaultValue(Expr value) {
    out.append("DEFAULT ");
    if (value instanceof Expr.ColumnRef(_, _, var word, _)) {
      out.name(word);
    } else if (isDefaultTerm(value)) {
      exprs.expr(value);
    } else {
      out.append("(");
      exprs.expr(value);
      out.append(")");
    }
  }

  private static boolean isDefaultTerm(Expr value) {
    return switch (value) {
      case Expr.Literal _, Expr.Parenthesized _ -> true;
      case Expr.Unary unary ->
          switch (unary.operator()) {
            case PLUS, MINUS -> unary.operand() instanceof Expr.Literal;
            case NOT, BIT_NOT -> false;
          };
      default -> false;
    };
  }

  private void foreignKey(ForeignKey key) {
    out.append("REFERENCES ").name(key.table()).namesInParentheses(key.columns());
    for (ForeignKey.Argument argument : key.arguments()) {
      switch (argument) {
        case ForeignKey.On(var event, var action) ->
            out.append(" ON ").append(event.name()).append(" ").words(action);
        case ForeignKey.Match(var name) -> out.append(" MATCH ").name(name);
      }
    }
  }

  private void deferrable(ForeignKey.Deferrable deferrable) {
    out.appendIf(deferrable.negated(), "NOT ").append("DEFERRABLE");
    deferrable.initially().ifPresent(i -> out.append(" INITIALLY ").append(i.name()));
  }

  private void tableConstraint(TableConstraint constraint) {
    switch (constraint) {
      case TableConstraint.Name(var name, _, _) -> out.append("CONSTRAINT ").name(name);
      case TableConstraint.PrimaryKey key -> {
        out.append("PRIMARY KEY (");
        exprs.orderingTerms(key.columns());
        out.appendIf(key.autoincrement(), " AUTOINCREMENT").append(")");
        out.conflict(" ON CONFLICT ", key.onConflict());
      }
      case TableConstraint.Unique unique -> {
        out.append("UNIQUE (");
        exprs.orderingTerms(unique.columns());
        out.append(")").conflict(" ON CONFLICT ", unique.onConflict());
      }
      case TableConstraint.Check(Expr condition, var onConflict, _) -> {
        check(condition);
        out.conflict(" ON CONFLICT ", onConflict);
      }
      case TableConstraint.ForeignKeys keys -> {
        out.append("FOREIGN KEY ").namesInParentheses(keys.columns()).append(" ");
        foreignKey(keys.foreignKey());
        keys.deferrable()
            .ifPresent(
                deferrable -> {
                  out.append(" ");
                  deferrable(deferrable);
                });
      }
    }
  }

  void alterTable(AlterTable alter) {
    out.append("ALTER TABLE ").name(alter.table()).append(" ");
    switch (alter.action()) {
      case AlterAction.RenameTo(var name, _) -> out.append("RENAME TO ").name(name);
      case AlterAction.RenameColumn(var from, var to, _) ->
          out.append("RENAME COLUMN ").name(from).append(" TO ").name(to);
      case AlterAction.AddColumn(ColumnDefinition column, _) -> {
        out.append("ADD COLUMN ");
        column(column);
      }
      case AlterAction.DropColumn(var column, _) -> out.append("DROP COLUMN ").name(column);
      case AlterAction.SetNotNull(var column, var onConflict, _) ->
          out.append("ALTER COLUMN ")
              .name(column)
              .append(" SET NOT NULL")
              .conflict(" ON CONFLICT ", onConflict);
      case AlterAction.DropNotNull(var column, _) ->
          out.append("ALTER COLUMN ").name(column).append(" DROP NOT NULL");
      case AlterAction.AddCheck check -> {
        out.append("ADD ");
        check.name().ifPresent(name -> out.append("CONSTRAINT ").name(name).append(" "));
        check(check.condition());
        out.conflict(" ON CONFLICT ", check.onConflict());
      }
      case AlterAction.DropConstraint(var name, _) ->
          out.append("DROP CONSTRAINT ").name(name);
    }
  }
}
