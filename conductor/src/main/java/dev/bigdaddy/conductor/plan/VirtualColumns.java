package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.SqlParser;
import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.topology.TableLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The columns of virtual tables as those of ordinary ones, for statements that are only asked what their
/// columns are. SQLite knows them, hidden ones too, which a star does not show.
final class VirtualColumns {
  private VirtualColumns() {}

  /// The virtual tables that a select reads, by folded name; none if a star could show their columns.
  static Map<String, UserTable> in(Select select, SchemaVersion version) {
    boolean shown =
        Trees.any(
            select,
            node ->
                node instanceof SelectCore.Query query
                    && hasStar(query)
                    && standsIn(query, version.user()));
    if (shown) {
      return Map.of();
    }
    Map<String, UserTable> tables = new HashMap<>();
    for (String name : TableUses.of(select, version.user()).tables()) {
      if (version.user().virtualTable(name).isPresent()) {
        tables.put(name, table(name, version));
      }
    }
    return tables;
  }

  private static boolean hasStar(SelectCore.Query query) {
    return query.columns().stream()
        .anyMatch(
            column ->
                column instanceof ResultColumn.Star || column instanceof ResultColumn.TableStar);
  }

  /// Whether FROM names a virtual table, outside of subqueries.
  static boolean standsIn(SelectCore.Query query, UserSchema schema) {
    return query.from().stream().anyMatch(from -> standsIn(from, schema));
  }

  private static boolean standsIn(TableRef from, UserSchema schema) {
    return switch (from) {
      case TableRef.Named named ->
          schema.virtualTable(named.name().name().name()).isPresent();
      case TableRef.Join join -> standsIn(join.left(), schema) || standsIn(join.right(), schema);
      case TableRef.Parenthesized parenthesized -> standsIn(parenthesized.inner(), schema);
      case TableRef.Function _, TableRef.Subquery _ -> false;
    };
  }

  private static UserTable table(String name, SchemaVersion version) {
    TableLayout layout = version.user().layout(name).orElseThrow();
    List<String> columns =
        version
            .shadow()
            .use(
                connection -> {
                  List<String> found = new ArrayList<>();
                  try (RowCursor rows =
                      connection.query("SELECT name, type FROM pragma_table_xinfo(?)", name)) {
                    while (rows.next()) {
                      String column = Objects.requireNonNull(rows.textAt(0));
                      found.add(SqlText.quote(column) + " " + rows.textAt(1));
                    }
                  }
                  return found;
                });
    String definition =
        "CREATE TABLE " + SqlText.quote(name) + "(" + String.join(", ", columns) + ")";
    return new UserTable((CreateTable) SqlParser.parse(definition).statement(), layout);
  }
}
