package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.DerivedColumns.Derived;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.TableRef;
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
        DerivedColumns.table(columns, TableLayout.reference(new TableName(name), 1)));
  }
}
