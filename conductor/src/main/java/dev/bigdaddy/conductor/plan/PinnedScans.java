package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.QueryPlan;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.TreeRewriter;
import dev.bigdaddy.sql.tree.IndexHint;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableName;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Holds nodes to reading a table itself, and not one of its indexes, where a plain file does so.
///
///     SELECT group_concat(v) FROM t WHERE k = 1
///     SELECT group_concat(v) FROM t NOT INDEXED WHERE k = 1
///
/// The order in which rows are met shows in `group_concat`, bare columns, `row_number()`, LIMIT and
/// the representatives of groups. A node's table has a column more than the user's, by which an index
/// can seem narrower than it ({@link UserSchema#isSwayed}): only such tables are pinned, since it
/// costs another look at SQLite's plan.
final class PinnedScans {
  private static final Pattern ACCESS =
      Pattern.compile("(?:SCAN|SEARCH) (.+?)(?: USING (.+?))?(?: (?:LEFT|RIGHT|FULL)-JOIN)?");

  private PinnedScans() {}

  /// The statement as nodes run it.
  ///
  /// @param plan SQLite's plan for the statement on one plain file
  static Select in(Select select, Later<QueryPlan> plan, UserSchema schema) {
    boolean concerned =
        schema.hasSwayed()
            && Trees.any(
                select, node -> node instanceof TableRef.Named table && isSwayed(table, schema));
    if (!concerned) {
      return select;
    }
    Set<String> scanned = scannedThemselves(plan.get());
    return scanned.isEmpty()
        ? select
        : TreeRewriter.ofTables(
                table ->
                    table instanceof TableRef.Named named
                            && isSwayed(named, schema)
                            && scanned.contains(nameOf(named))
                        ? pinned(named)
                        : table)
            .rewrite(select);
  }

  private static boolean isSwayed(TableRef.Named table, UserSchema schema) {
    return table.indexHint().isEmpty() && schema.isSwayed(table.name().name().name());
  }

  /// The name that SQLite's plan shows a table by.
  private static String nameOf(TableRef.Named table) {
    return TableName.fold(
        table
            .alias()
            .map(alias -> alias.name())
            .orElseGet(
                () ->
                    table.name().schema().map(in -> in.name() + ".").orElse("")
                        + table.name().name().name()));
  }

  private static TableRef pinned(TableRef.Named table) {
    return new TableRef.Named(
        table.name(), table.alias(), Optional.of(new IndexHint.NotIndexed()), table.span());
  }

  /// The names under which tables are read without an index wherever they are read.
  private static Set<String> scannedThemselves(QueryPlan plan) {
    Set<String> themselves = new HashSet<>();
    Set<String> byIndex = new HashSet<>();
    for (String step : plan.all()) {
      Matcher access = ACCESS.matcher(step);
      if (access.matches()) {
        String means = access.group(2);
        boolean index = means != null && !means.startsWith("INTEGER PRIMARY KEY");
        (index ? byIndex : themselves).add(TableName.fold(access.group(1)));
      }
    }
    themselves.removeAll(byIndex);
    return themselves;
  }
}
