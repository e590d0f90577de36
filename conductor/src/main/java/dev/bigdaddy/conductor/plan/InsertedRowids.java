package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.TreeRewriter;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.Upsert;
import dev.bigdaddy.topology.TableName;
import java.util.Optional;

/// Replaces `last_insert_rowid()` in the RETURNING clause of an INSERT by what it is there, the rowid of
/// the row that was just inserted. Triggers do not show: SQLite puts the value back behind each.
///
///     INSERT INTO t(a) VALUES (1), (2) RETURNING last_insert_rowid()
///     INSERT INTO t(a) VALUES (1), (2) RETURNING rowid
///
/// Everywhere else in a statement it is what it was before ({@link SessionValues}).
final class InsertedRowids {
  private InsertedRowids() {}

  static Statement in(Statement statement, UserSchema schema) {
    if (!(statement instanceof Insert insert)
        || insert.returning().stream().noneMatch(column -> Trees.any(column, InsertedRowids::isAsked))) {
      return statement;
    }
    Optional<UserTable> table = target(insert.table(), schema).filter(UserTable::hasRowid);
    if (table.isEmpty()) {
      return statement;
    }
    boolean updates =
        insert.upserts().stream().anyMatch(upsert -> upsert.action() instanceof Upsert.DoUpdate);
    Optional<String> rowid = table.get().rowidAlias().or(table.get()::rowidName);
    boolean inside =
        insert.returning().stream()
            .anyMatch(
                column ->
                    Trees.any(
                        column,
                        node -> node instanceof Select && Trees.any(node, InsertedRowids::isAsked)));
    if (updates || inside || rowid.isEmpty()) {
      throw NotSupported.of(
          "last_insert_rowid() in RETURNING of an upsert with DO UPDATE, or in a subquery there");
    }
    TreeRewriter rewriter = TreeRewriter.ofExprs(expr -> isAsked(expr) ? Expr.ColumnRef.of(rowid.get()) : expr);
    return new Insert(
        insert.with(),
        insert.onConflict(),
        insert.table(),
        insert.alias(),
        insert.columns(),
        insert.source(),
        insert.upserts(),
        insert.returning().stream().map(column -> changed(column, rewriter)).toList(),
        insert.span());
  }

  private static ResultColumn changed(ResultColumn column, TreeRewriter rewriter) {
    return column instanceof ResultColumn.Computed(Expr expr, var alias, var span)
        ? new ResultColumn.Computed(rewriter.rewrite(expr), alias, span)
        : column;
  }

  private static boolean isAsked(Node node) {
    return SessionValues.isLastInsertRowid(node);
  }

  private static Optional<UserTable> target(QualifiedName name, UserSchema schema) {
    String folded = TableName.fold(name.name().name());
    if (schema.isTemporary(name)) {
      return schema.temporary().table(folded);
    }
    return schema.attached(name).isPresent()
        ? schema.attached(name).get().objects().table(folded)
        : schema.table(folded);
  }
}
