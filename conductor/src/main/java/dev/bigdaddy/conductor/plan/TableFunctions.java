package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.DerivedColumns.Derived;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.TreeRewriter;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Table-valued functions whose rows depend on their arguments only, so that every node can call them.
final class TableFunctions {
  private static final Set<String> KNOWN =
      Set.of("json_each", "json_tree", "jsonb_each", "jsonb_tree");

  private static final List<String> COLUMNS =
      List.of("key", "value", "type", "atom", "id", "parent", "fullkey", "path");

  private TableFunctions() {}

  /// The statement with calls where such a function is named like a table, which asks for its arguments by
  /// their columns.
  ///
  ///     SELECT value FROM t, json_each WHERE json = t.items
  ///     SELECT value FROM t, json_each() WHERE json = t.items
  static Select called(Select select, TableUses uses, UserSchema schema) {
    if (uses.tables().stream().noneMatch(KNOWN::contains)) {
      return select;
    }
    Set<String> common = Trees.commonTables(select);
    Select called =
        TreeRewriter.ofTables(table -> called(table, common, schema)).rewrite(select);
    return called.equals(select) ? select : called;
  }

  private static TableRef called(TableRef table, Set<String> common, UserSchema schema) {
    return table instanceof TableRef.Named(QualifiedName name, var alias, _, Span span)
            && isFunction(name, common, schema)
        ? new TableRef.Function(name, List.of(), alias, span)
        : table;
  }

  private static boolean isFunction(QualifiedName name, Set<String> common, UserSchema schema) {
    String folded = TableName.fold(name.name().name());
    return name.schema().isEmpty()
        && KNOWN.contains(folded)
        && !common.contains(folded)
        && !schema.hasTable(folded)
        && schema.view(folded).isEmpty()
        && !schema.temporary().has(folded)
        && schema.attached(name).isEmpty();
  }

  /// The columns of a call; empty for a function that is not known here, or reads tables itself.
  static Optional<UserTable> table(TableRef.Function function) {
    String name = TableName.fold(function.name().name().name());
    boolean readsTables =
        Trees.any(
            function,
            node ->
                node instanceof Expr.ScalarSubquery
                    || node instanceof Expr.Exists
                    || node instanceof Expr.InSelect
                    || node instanceof Expr.InTable);
    if (!KNOWN.contains(name) || readsTables) {
      return Optional.empty();
    }
    List<Derived> columns =
        COLUMNS.stream()
            .map(
                column ->
                    new Derived(
                        column, Affinity.NONE, false, Collation.BINARY, false, Optional.empty()))
            .toList();
    return Optional.of(
        DerivedColumns.table(columns, TableLayout.reference(new TableName(name), List.of(NodeId.HOME))));
  }
}
