package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import java.util.Collections;
import java.util.Optional;

/// Answers `SELECT count(*) FROM t` from the counts that each node keeps of its rows, which change in the
/// transaction that changes the rows: SQLite would walk through a whole tree of the table.
final class KeptCounts {
  private KeptCounts() {}

  /// What each node is asked instead; empty if more is asked than how many rows a spread table has.
  static Optional<NodeSql> of(Scope scope, SelectCore.Query query, PartialAggregates partials) {
    boolean onlyRows =
        query.where().isEmpty()
            && query.groupBy().isEmpty()
            && partials.distinct().isEmpty()
            && partials.parts().stream().allMatch(part -> countsRows(part.expr()));
    if (!onlyRows || !(query.from().orElse(null) instanceof TableRef.Named)) {
      return Optional.empty();
    }
    TableLayout layout = scope.instances().getFirst().table().layout();
    if (layout.kind() != TableKind.SPREAD) {
      return Optional.empty();
    }
    String count = "ifnull(sum(row_count), 0)";
    String name = layout.name().folded().replace("'", "''");
    return Optional.of(
        new NodeSql(
            "SELECT %s FROM %s WHERE table_name = '%s'"
                .formatted(
                    String.join(", ", Collections.nCopies(partials.parts().size(), count)),
                    RowCounts.TABLE,
                    name),
            new int[0]));
  }

  private static boolean countsRows(Expr part) {
    return part instanceof Expr.FunctionCall call
        && call.star()
        && call.filter().isEmpty()
        && call.over().isEmpty()
        && TableName.fold(call.name().name()).equals("count");
  }
}
