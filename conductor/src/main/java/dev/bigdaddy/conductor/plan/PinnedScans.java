package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.QueryPlan;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.TreeRewriter;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.IndexHint;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Holds nodes to reading a table itself, and not one of its indexes, where a plain file does so, and
/// to scanning an index that has all of a plain file's columns.
///
///     SELECT group_concat(v) FROM t WHERE k = 1
///     SELECT group_concat(v) FROM t NOT INDEXED WHERE k = 1
///
///     SELECT group_concat(computed) FROM t
///     SELECT group_concat(computed) FROM t INDEXED BY t_all
///
/// The order in which rows are met shows in `group_concat`, bare columns, `row_number()`, LIMIT and
/// the representatives of groups. A node's table has a column more than the user's, by which an index
/// can seem narrower than it, and which an index of all others lacks ({@link UserSchema#isSwayed}): only
/// such tables are pinned, since it costs another look at SQLite's plan.
final class PinnedScans {
  private static final Pattern ACCESS =
      Pattern.compile(
          "(?<how>SCAN|SEARCH) (?<table>.+?)(?: USING (?<means>.+?))?(?: (?:LEFT|RIGHT|FULL)-JOIN)?");

  private static final String COVERING = "COVERING INDEX ";

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
    Map<String, IndexHint> hints = hints(plan.get());
    return TreeRewriter.ofTables(
            table ->
                table instanceof TableRef.Named named && isSwayed(named, schema)
                    ? pinned(named, Optional.ofNullable(hints.get(nameOf(named))))
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

  private static TableRef pinned(TableRef.Named table, Optional<IndexHint> hint) {
    return hint.isEmpty()
        ? table
        : new TableRef.Named(table.name(), table.alias(), hint, table.span());
  }

  /// How tables are read, by the names under which they are read in one way only.
  private static Map<String, IndexHint> hints(QueryPlan plan) {
    Map<String, IndexHint> hints = new HashMap<>();
    Set<String> otherwise = new HashSet<>();
    for (String step : plan.all()) {
      Matcher access = ACCESS.matcher(step);
      if (access.matches()) {
        String name = TableName.fold(access.group("table"));
        Optional<IndexHint> hint = hint(access.group("how"), access.group("means"));
        if (hint.isEmpty() || !hint.get().equals(hints.computeIfAbsent(name, _ -> hint.get()))) {
          otherwise.add(name);
        }
      }
    }
    hints.keySet().removeAll(otherwise);
    return hints;
  }

  /// What holds a node to it. A scan of an index is possible anywhere; a search may not be.
  private static Optional<IndexHint> hint(String how, @Nullable String means) {
    if (means == null || means.startsWith("INTEGER PRIMARY KEY")) {
      return Optional.of(new IndexHint.NotIndexed());
    }
    return how.equals("SCAN") && means.startsWith(COVERING)
        ? Optional.of(new IndexHint.IndexedBy(Identifier.of(means.substring(COVERING.length()))))
        : Optional.empty();
  }
}
