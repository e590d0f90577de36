package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.SpreadCopies.Hashing;
import dev.bigdaddy.testkit.SpreadCopies.Kind;
import dev.bigdaddy.testkit.SpreadCopies.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Mistakes that planners of spread tables make, each planted so that the generators can be seen to
/// find it: what a rung must not take down to the nodes, and what order decides.
public enum PlanningFault {
  REFERENCE_TABLE_OUTER_JOINED_ON_EACH_NODE,
  CONSTANT_IN_ON_ROUTES_THE_PRESERVED_SIDE,
  NOT_IN_ON_EACH_NODE,
  CORRELATED_SUBQUERY_READS_ITS_NODE_ONLY,
  DERIVED_TABLE_ON_EACH_NODE,
  CONSTANT_BRANCH_OF_UNION_ALL_ON_EACH_NODE,
  REFERENCE_TABLE_READ_ON_EACH_NODE,
  EQUAL_KEYS_OF_OTHER_TYPES_TAKEN_FOR_COLOCATED,
  NULL_KEYS_TAKEN_FOR_COLOCATED,
  INDEX_ORDER_TAKEN_FOR_ROWID_ORDER,
  TIES_COME_AS_THEY_ARRIVE,
  GROUPS_SHOW_ANY_OF_THEIR_EQUAL_VALUES,
  BARE_COLUMN_OF_ANY_TIED_ROW,
  SUMS_OVERFLOW_IN_ANOTHER_ORDER;

  private static final Pattern OUTER_FROM_REFERENCE =
      Pattern.compile("FROM r1 AS t\\d+ (NATURAL )?(LEFT|FULL) .*");
  private static final Pattern LEFT_JOIN_WITH_CONSTANT =
      Pattern.compile(
          "LEFT (?:OUTER )?JOIN \\w+ AS t\\d+ ON \\(?t\\d+\\.k = t\\d+\\.k AND"
              + " (t\\d+\\.k) = ('[^']*'|[\\d.]+)");
  private static final Pattern JOIN_BY_KEY =
      Pattern.compile(
          "FROM (\\w+) AS t\\d+ (?:INNER |LEFT |LEFT OUTER )?JOIN (\\w+) AS t\\d+"
              + " ON t\\d+\\.k = t\\d+\\.k($| WHERE | ORDER )");
  private static final Pattern JOIN_BY_IS =
      Pattern.compile(
          "FROM (\\w+) AS t\\d+ (?:INNER |LEFT |LEFT OUTER )?JOIN (\\w+) AS t\\d+"
              + " ON t\\d+\\.k IS (?:NOT DISTINCT FROM )?t\\d+\\.k($| WHERE | ORDER )");
  private static final Pattern SPREAD_SOURCE = Pattern.compile(" FROM (p|c1|c2|d1)\\b");
  private static final Pattern ANY_DERIVED =
      Pattern.compile(
          "FROM \\(SELECT (DISTINCT |.* GROUP BY k( HAVING .*)?\\) AS |.* LIMIT \\d+\\) AS "
              + "|.* OVER \\(ORDER BY ).*");
  private static final Set<String> AFTER_ONE_SOURCE =
      Set.of("WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "INDEXED", "NOT");
  private static final Set<String> AGGREGATES =
      Set.of(
          "COUNT", "SUM", "AVG", "TOTAL", "MIN", "MAX", "GROUP_CONCAT", "STRING_AGG",
          "JSON_GROUP_ARRAY", "OVER");

  /// How a query is answered instead.
  sealed interface Misplanned {}

  /// By another query.
  record OtherText(String sql) implements Misplanned {}

  /// By all nodes, each for itself.
  record OnEachNode(String sql) implements Misplanned {}

  /// From rows that come the other way round.
  record InReversedOrder(String sql) implements Misplanned {}

  /// The same, but only whether it fails.
  record FailingInReversedOrder(String sql) implements Misplanned {}

  /// The only table in the outermost FROM, with the name by which columns call it.
  private record Source(String table, String alias) {}

  Hashing hashing() {
    return this == EQUAL_KEYS_OF_OTHER_TYPES_TAKEN_FOR_COLOCATED
        ? Hashing.BY_BYTES
        : Hashing.BY_VALUE;
  }

  /// How the fault plans a query; empty if as it should.
  Optional<Misplanned> misplan(StatementShape shape, Map<String, Table> tables) {
    String sql = shape.sql();
    return switch (this) {
      case REFERENCE_TABLE_OUTER_JOINED_ON_EACH_NODE ->
          pushedIf(isOfRows(shape) && oneLevel(sql) && finds(OUTER_FROM_REFERENCE, sql), sql);
      case CONSTANT_IN_ON_ROUTES_THE_PRESERVED_SIDE -> routedByOn(shape);
      case NOT_IN_ON_EACH_NODE ->
          pushedIf(isOfRows(shape) && oneSource(shape) && sql.contains(" NOT IN (SELECT "), sql);
      case CORRELATED_SUBQUERY_READS_ITS_NODE_ONLY ->
          pushedIf(
              isOfRows(shape)
                  && oneSource(shape)
                  && (sql.contains("EXISTS (SELECT ") || sql.contains("(SELECT count(*)"))
                  && isCorrelated(shape),
              sql);
      case DERIVED_TABLE_ON_EACH_NODE ->
          pushedIf(isOfRows(shape) && !joins(shape) && finds(ANY_DERIVED, sql), sql);
      case CONSTANT_BRANCH_OF_UNION_ALL_ON_EACH_NODE ->
          pushedIf(unionsAll(shape) && hasConstantBranch(sql), sql);
      case REFERENCE_TABLE_READ_ON_EACH_NODE ->
          pushedIf(isOfRows(shape) && oneSource(shape) && oneLevel(sql) && reads(shape, "r1"), sql);
      case EQUAL_KEYS_OF_OTHER_TYPES_TAKEN_FOR_COLOCATED ->
          pushedIf(isOfRows(shape) && oneLevel(sql) && joinsSpread(JOIN_BY_KEY, sql, tables), sql);
      case NULL_KEYS_TAKEN_FOR_COLOCATED ->
          pushedIf(isOfRows(shape) && oneLevel(sql) && joinsSpread(JOIN_BY_IS, sql, tables), sql);
      case INDEX_ORDER_TAKEN_FOR_ROWID_ORDER -> byRowid(shape, tables);
      case TIES_COME_AS_THEY_ARRIVE -> otherTies(shape, tables);
      case GROUPS_SHOW_ANY_OF_THEIR_EQUAL_VALUES ->
          reversedIf(
              oneSource(shape)
                  && (shape.isDistinct() || shape.hasOutside("GROUP", "BY"))
                  && !dependsOnOrder(sql)
                  && !sql.contains("sum(")
                  && !sql.contains("LIMIT"),
              sql);
      case BARE_COLUMN_OF_ANY_TIED_ROW ->
          reversedIf(
              oneSource(shape)
                  && (sql.contains("min(") || sql.contains("max("))
                  && !sql.contains("(SELECT ")
                  && !dependsOnOrder(sql)
                  && !sql.contains("sum(")
                  && !shape.hasOutside("GROUP", "BY"),
              sql);
      case SUMS_OVERFLOW_IN_ANOTHER_ORDER ->
          oneSource(shape) && sql.contains("sum(") && isTotalOnly(shape)
              ? Optional.of(new FailingInReversedOrder(sql))
              : Optional.empty();
    };
  }

  private static Optional<Misplanned> pushedIf(boolean concerned, String sql) {
    return concerned ? Optional.of(new OnEachNode(sql)) : Optional.empty();
  }

  private static Optional<Misplanned> reversedIf(boolean concerned, String sql) {
    return concerned && !sql.contains("rowid") && !sql.contains("oid")
        ? Optional.of(new InReversedOrder(sql))
        : Optional.empty();
  }

  /// Rows that could be put together, if they were right: no aggregates, limits, or compounds.
  private static boolean isOfRows(StatementShape shape) {
    Optional<Integer> from = shape.indexOutside("FROM");
    return shape.verb().equals("SELECT")
        && from.isPresent()
        && !shape.tokens().getFirst().is("WITH")
        && !shape.isCompound()
        && !shape.isDistinct()
        && !shape.hasOutside("GROUP", "BY")
        && !shape.hasOutside("LIMIT")
        && !shape.hasOutside("HAVING")
        && shape.tokens().subList(0, from.get()).stream()
            .noneMatch(
                token ->
                    token.kind() == SqlToken.Kind.WORD
                        && AGGREGATES.contains(token.text().toUpperCase(Locale.ROOT)));
  }

  private static Optional<Source> source(StatementShape shape) {
    Optional<Integer> from = shape.indexOutside("FROM");
    if (from.isEmpty() || shape.isCompound() || shape.tokens().getFirst().is("WITH")) {
      return Optional.empty();
    }
    List<SqlToken> tokens = shape.tokens().subList(from.get() + 1, shape.tokens().size());
    if (tokens.isEmpty() || !tokens.getFirst().isName()) {
      return Optional.empty();
    }
    String table = tokens.getFirst().text();
    boolean named = tokens.size() > 2 && tokens.get(1).is("AS");
    int next = named ? 3 : 1;
    boolean alone =
        tokens.size() == next
            || AFTER_ONE_SOURCE.contains(tokens.get(next).text().toUpperCase(Locale.ROOT));
    return alone
        ? Optional.of(new Source(table, named ? tokens.get(2).text() : table))
        : Optional.empty();
  }

  private static boolean oneLevel(String sql) {
    return !sql.contains("(SELECT ");
  }

  private static boolean joins(StatementShape shape) {
    return shape.hasOutside("JOIN") || shape.isCompound();
  }

  private static boolean oneSource(StatementShape shape) {
    return source(shape).isPresent();
  }

  private static boolean isCorrelated(StatementShape shape) {
    return source(shape)
        .filter(
            outer ->
                finds(
                    Pattern.compile("\\(SELECT [^()]* WHERE [^()]*[=<] " + outer.alias() + "\\."),
                    shape.sql()))
        .isPresent();
  }

  private static boolean finds(Pattern pattern, String sql) {
    return pattern.matcher(sql).find();
  }

  private static boolean unionsAll(StatementShape shape) {
    String sql = shape.sql();
    return sql.contains(" UNION ALL ")
        && oneLevel(sql)
        && !shape.tokens().getFirst().is("WITH")
        && !sql.contains(" JOIN ")
        && !sql.contains(", t")
        && !sql.contains("INTERSECT")
        && !sql.contains("EXCEPT")
        && !sql.replace("UNION ALL", "").contains("UNION")
        && !shape.hasOutside("LIMIT");
  }

  private static boolean hasConstantBranch(String sql) {
    boolean constant = false;
    boolean spread = false;
    for (String branch : sql.split(" UNION ALL ")) {
      constant |= !branch.contains(" FROM ");
      spread |= finds(SPREAD_SOURCE, branch);
    }
    return constant && spread;
  }

  private static boolean reads(StatementShape shape, String table) {
    return source(shape).filter(source -> source.table().equals(table)).isPresent();
  }

  private static boolean joinsSpread(Pattern pattern, String sql, Map<String, Table> tables) {
    Matcher join = pattern.matcher(sql);
    if (!join.find() || sql.indexOf(" JOIN ") != sql.lastIndexOf(" JOIN ")) {
      return false;
    }
    Table left = tables.get(join.group(1));
    Table right = tables.get(join.group(2));
    return left != null && right != null && left.isSpreadBy("k") && right.isSpreadBy("k");
  }

  private static Optional<Misplanned> routedByOn(StatementShape shape) {
    Matcher join = LEFT_JOIN_WITH_CONSTANT.matcher(shape.sql());
    if (!join.find() || shape.isCompound() || shape.sql().contains("(SELECT ")) {
      return Optional.empty();
    }
    String condition = join.group(1) + " = " + join.group(2);
    int from = endOf(shape, "WHERE");
    int until = shape.sql().length();
    for (String word : List.of("GROUP", "HAVING", "ORDER", "LIMIT")) {
      int end = shape.indexOutside(word).map(i -> shape.tokens().get(i).start()).orElse(until);
      until = Math.min(until, end);
    }
    String sql = shape.sql();
    String routed =
        from < 0
            ? sql.substring(0, until) + " WHERE " + condition + " " + sql.substring(until)
            : sql.substring(0, from)
                + " " + condition + " AND (" + sql.substring(from, until) + ") "
                + sql.substring(until);
    return Optional.of(new OtherText(routed));
  }

  private static int endOf(StatementShape shape, String word) {
    return shape.indexOutside(word).map(i -> shape.tokens().get(i).end()).orElse(-1);
  }

  private static Optional<Misplanned> byRowid(StatementShape shape, Map<String, Table> tables) {
    if (!isOfRows(shape) || shape.hasOutside("ORDER")) {
      return Optional.empty();
    }
    return rowid(shape, tables).map(rowid -> new OtherText(shape.sql() + " ORDER BY " + rowid));
  }

  private static Optional<Misplanned> otherTies(StatementShape shape, Map<String, Table> tables) {
    Optional<Integer> limit = shape.indexOutside("LIMIT");
    if (limit.isEmpty()
        || !shape.hasOutside("ORDER", "BY")
        || shape.isDistinct()
        || shape.hasOutside("GROUP", "BY")) {
      return Optional.empty();
    }
    int at = shape.tokens().get(limit.get()).start();
    String sql = shape.sql();
    return rowid(shape, tables)
        .map(rowid -> sql.substring(0, at) + ", " + rowid + " DESC " + sql.substring(at))
        .map(OtherText::new);
  }

  private static Optional<String> rowid(StatementShape shape, Map<String, Table> tables) {
    return source(shape)
        .filter(source -> tables.containsKey(source.table()))
        .filter(source -> Objects.requireNonNull(tables.get(source.table())).hasHiddenRowid())
        .map(source -> source.alias() + ".rowid");
  }

  private static boolean dependsOnOrder(String sql) {
    return sql.contains("group_concat") || sql.contains("json_group") || sql.contains("string_agg");
  }

  private static boolean isTotalOnly(StatementShape shape) {
    return !shape.hasOutside("GROUP", "BY")
        && !shape.sql().contains("(SELECT ")
        && !shape.sql().contains("OVER (");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
