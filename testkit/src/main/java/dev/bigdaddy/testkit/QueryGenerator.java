package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.ExpressionGenerator.Scope;
import dev.bigdaddy.testkit.QueryDraft.From;
import dev.bigdaddy.testkit.QuerySchema.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes queries of all forms over one database.
///
/// What SQLite leaves open (a LIMIT in a subquery without a total order, the order inside
/// group_concat over a join) is not asked for.
///
/// Used by one thread, for one statement.
final class QueryGenerator {
  private final QueryDraft draft;
  private final Dice dice;
  private final FromGenerator froms;
  private final ConditionGenerator conditions;
  private final AggregateGenerator aggregates;
  private final LimitGenerator limits;

  /// A query.
  ///
  /// @param parts the queries it is the sum of, if it is one
  record Generated(
      ScriptStatement statement, Set<Feature> features, PartitionCheck.@Nullable Parts parts) {}

  QueryGenerator(Dice dice, QuerySchema schema) {
    this.dice = dice;
    draft = new QueryDraft(dice, schema);
    froms = new FromGenerator(draft);
    conditions = new ConditionGenerator(draft);
    aggregates = new AggregateGenerator(draft);
    limits = new LimitGenerator(draft);
  }

  Generated query() {
    if (dice.chance(2)) {
      return partitioned();
    }
    ScriptStatement statement = draft.expressions().finish(text());
    if (draft.schema().readsTemporary(statement.sql())) {
      draft.uses(Feature.TEMPORARY_TABLE);
    }
    if (!statement.parameters().isEmpty()) {
      draft.uses(Feature.PARAMETER);
    }
    return new Generated(statement, Set.copyOf(draft.features()), null);
  }

  private String text() {
    int form = dice.between(1, 100);
    if (form <= 9) {
      return lookup();
    }
    if (form <= 19) {
      return rows(froms.any());
    }
    if (form <= 24) {
      return aggregates.total(froms.any());
    }
    if (form <= 31) {
      return aggregates.grouped(froms.any());
    }
    if (form <= 53) {
      return rows(froms.join());
    }
    if (form <= 60) {
      return aggregates.total(froms.join());
    }
    if (form <= 68) {
      return aggregates.grouped(froms.join());
    }
    if (form <= 76) {
      return compound();
    }
    if (form <= 84) {
      return new WindowGenerator(draft).query(dice.chance(70) ? froms.single() : froms.join());
    }
    return form <= 95 ? commonTable() : rare();
  }

  /// One table by its key: most often on one node.
  private String lookup() {
    draft.uses(Feature.KEY_LOOKUP);
    From from = froms.single();
    String key = QueryDraft.keys(from.scopes().getFirst()).getFirst();
    String condition =
        switch (dice.between(1, 6)) {
          case 1, 2, 3 -> key + " = " + draft.keyValue();
          case 4 -> key + " IN (" + draft.keyValue() + ", " + draft.keyValue() + ")";
          case 5 -> draft.keyValue() + " = " + key;
          default -> key + " = " + draft.keyValue() + " AND " + conditions.condition(from.scopes());
        };
    if (dice.chance(25)) {
      From filtered =
          new From(from.text(), condition, from.scopes(), from.totalOrder(), from.single());
      return dice.chance(50) ? aggregates.total(filtered) : aggregates.grouped(filtered);
    }
    String more = from.condition().isEmpty() ? "" : " AND " + from.condition();
    return "SELECT "
        + items(from)
        + " FROM "
        + from.text()
        + " WHERE "
        + condition
        + more
        + order(from, 40)
        + limits.limit(15);
  }

  private String rows(From from) {
    boolean distinct = dice.chance(14);
    String items = distinct ? distinctItems(from) : items(from);
    if (distinct) {
      draft.uses(Feature.DISTINCT);
    }
    String order =
        distinct
            ? (dice.chance(60) ? " ORDER BY 1" + dice.pick("", " DESC") : "")
            : order(from, 65);
    return "SELECT "
        + (distinct ? "DISTINCT " : "")
        + items
        + " FROM "
        + from.text()
        + conditions.where(from, 55)
        + order
        + limits.limit(order.isEmpty() ? 8 : 30);
  }

  private String items(From from) {
    if (dice.chance(12)) {
      return "*";
    }
    List<String> items = new ArrayList<>();
    int count = dice.between(1, 3);
    for (int i = 0; i < count; i++) {
      items.add(item(from) + (dice.chance(12) ? " AS c" + i : ""));
    }
    return String.join(", ", items);
  }

  private String item(From from) {
    List<Scope> scopes = from.scopes();
    int kind = dice.between(1, 100);
    if (kind <= 5) {
      return conditions.value(scopes);
    }
    if (kind <= 8) {
      draft.uses(Feature.JSON);
      return dice.pick(
              "json_array(typeof(%s), 1)",
              "json_extract(json_array(length(%s), 2), '$[0]')",
              "json_array(quote(%s)) ->> 0")
          .formatted(draft.column(scopes));
    }
    if (kind <= 10) {
      draft.uses(Feature.DATE_FUNCTION);
      return "date('2024-01-01', length(" + draft.column(scopes) + ") || ' days')";
    }
    if (kind <= 12) {
      return volatileItem(scopes);
    }
    Scope scope = dice.pick(scopes);
    if (kind <= 17 && scope.table().rowids() != GeneratedTable.Rowids.NONE) {
      draft.uses(Feature.ROWID);
      return scope.prefix() + dice.pick("rowid", "rowid", "_rowid_", "oid");
    }
    return kind <= 75 ? draft.column(scopes) : draft.expressions().expression(scopes, 1);
  }

  /// What each evaluation, moment or session gives otherwise, so that nobody sees which.
  private String volatileItem(List<Scope> scopes) {
    if (dice.chance(35)) {
      draft.uses(Feature.SESSION_VALUE);
      return dice.pick("changes()", "last_insert_rowid()", "total_changes()");
    }
    draft.uses(Feature.RANDOM_OR_NOW);
    return dice.pick(
            "typeof(random())",
            "random() IS %s",
            "length(randomblob(3)) + length(%s)",
            "strftime('%%Y', 'now') > %s",
            "datetime('now') = CURRENT_TIMESTAMP",
            "date('now', length(%s) || ' days') > '2020'")
        .formatted(draft.column(scopes));
  }

  private String distinctItems(From from) {
    List<String> items = new ArrayList<>();
    int count = dice.between(1, 2);
    for (int i = 0; i < count; i++) {
      items.add(draft.groupable(from));
    }
    return String.join(", ", items);
  }

  private String order(From from, int percent) {
    if (!dice.chance(percent)) {
      return "";
    }
    draft.uses(Feature.ORDER_BY);
    if (!from.totalOrder().isEmpty() && dice.chance(35)) {
      if (from.totalOrder().contains("rowid")) {
        draft.uses(Feature.ROWID);
      }
      return " ORDER BY " + from.totalOrder() + dice.pick("", " DESC");
    }
    List<String> terms = new ArrayList<>();
    int count = dice.between(1, 2);
    for (int i = 0; i < count; i++) {
      terms.add(orderTerm(from));
    }
    if (!from.totalOrder().isEmpty() && dice.chance(40)) {
      terms.add(from.totalOrder());
    }
    return " ORDER BY " + String.join(", ", terms);
  }

  private String orderTerm(From from) {
    String term = draft.column(from.scopes());
    if (dice.chance(5)) {
      draft.uses(Feature.SUBQUERY_IN_A_LATER_CLAUSE);
      draft.uses(Feature.ORDER_BY_EXPRESSION);
      term = conditions.value(from.scopes());
    } else if (dice.chance(12)) {
      draft.uses(Feature.ORDER_BY_POSITION_OR_ALIAS);
      term = "1";
    } else if (dice.chance(20)) {
      draft.uses(Feature.ORDER_BY_EXPRESSION);
      term =
          dice.pick("length(%s)", "coalesce(%s, 0)", "%s || ''", "typeof(%s)", "%s IS NULL")
              .formatted(term);
    }
    if (dice.chance(10)) {
      draft.uses(Feature.COLLATE);
      term += dice.pick(" COLLATE NOCASE", " COLLATE RTRIM");
    }
    term += dice.pick("", "", " DESC", " ASC");
    if (dice.chance(12)) {
      draft.uses(Feature.NULLS_FIRST_LAST);
      term += dice.pick(" NULLS LAST", " NULLS FIRST");
    }
    return term;
  }

  private String compound() {
    draft.uses(Feature.COMPOUND);
    int count = dice.chance(75) ? 2 : 3;
    int columns = dice.chance(75) ? 1 : 2;
    if (columns > 1) {
      draft.uses(Feature.COMPOUND_OF_SEVERAL_COLUMNS);
    }
    List<String> branches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      branches.add(branch(columns));
    }
    StringBuilder sql = new StringBuilder(branches.getFirst());
    for (String branch : branches.subList(1, count)) {
      sql.append(dice.pick(" UNION ALL ", " UNION ALL ", " UNION ", " INTERSECT ", " EXCEPT "))
          .append(branch);
    }
    if (dice.chance(55)) {
      draft.uses(Feature.ORDER_BY);
      draft.uses(Feature.ORDER_BY_POSITION_OR_ALIAS);
      String limit = limits.limit(40);
      if (!limit.isEmpty()) {
        draft.uses(Feature.COMPOUND_WITH_LIMIT);
      }
      sql.append(" ORDER BY 1").append(dice.pick("", " DESC", " COLLATE NOCASE", " NULLS LAST"));
      sql.append(columns > 1 && dice.chance(60) ? dice.pick(", 2", ", 2 DESC") : "");
      sql.append(limit);
    }
    return sql.toString();
  }

  private String branch(int columns) {
    String second = columns > 1 ? ", 1" : "";
    int kind = dice.between(1, 100);
    if (kind <= 10) {
      draft.uses(Feature.VALUES);
      return "VALUES (%s%s), (%s%s)"
          .formatted(draft.keyValue(), second, draft.expressions().value("TEXT"), second);
    }
    if (kind <= 16) {
      return "SELECT " + draft.expressions().value("INTEGER") + second;
    }
    if (kind <= 24) {
      From from = froms.any();
      draft.uses(Feature.GROUP_BY);
      String key = draft.singleForm(from.scopes());
      return "SELECT %s%s FROM %s%s GROUP BY %s"
          .formatted(
              key,
              columns > 1 ? ", count(*)" : "",
              from.text(),
              conditions.where(from, 50),
              key);
    }
    From from = kind <= 70 ? froms.single() : kind <= 78 ? froms.any() : froms.join();
    return "SELECT "
        + draft.singleForm(from.scopes())
        + (columns > 1 ? ", " + draft.singleForm(from.scopes()) : "")
        + " FROM "
        + from.text()
        + conditions.where(from, 50);
  }

  private String commonTable() {
    return new CommonTableGenerator(draft, froms, conditions).query();
  }

  private String rare() {
    int kind = dice.between(1, 100);
    if (kind <= 40) {
      draft.uses(Feature.SCHEMA_TABLE);
      return dice.pick(
          "SELECT type, name, tbl_name FROM sqlite_schema ORDER BY name",
          "SELECT sql FROM sqlite_schema WHERE type = 'table' ORDER BY name",
          "SELECT name, type, pk FROM pragma_table_info('p')",
          "SELECT count(*) FROM sqlite_master WHERE name LIKE 'c%'",
          "SELECT name FROM pragma_index_list('c1') ORDER BY 1",
          "SELECT name, hidden FROM pragma_table_xinfo('d1')");
    }
    if (kind <= 50) {
      draft.uses(Feature.SCHEMA_TABLE);
      return dice.pick(
              "SELECT s.name, count(t.k) FROM sqlite_schema AS s LEFT JOIN %s AS t ON t.k = s.name"
                  + " WHERE s.type = 'table' GROUP BY s.name ORDER BY 1",
              "SELECT k FROM %s WHERE k NOT IN (SELECT name FROM sqlite_schema) ORDER BY k LIMIT 5",
              "SELECT count(*), (SELECT count(*) FROM pragma_table_info('p')) FROM %s",
              "SELECT s.rowid, s.name, count(t.k) FROM sqlite_schema AS s JOIN %s AS t ON s.rowid > t.k"
                  + " GROUP BY s.rowid ORDER BY 1",
              "SELECT s.name, i.name, (SELECT count(*) FROM %s AS t WHERE t.k > i.cid) FROM sqlite_schema"
                  + " AS s JOIN pragma_table_info(s.name) AS i ORDER BY s.name, i.cid",
              "SELECT (SELECT max(seqno) FROM pragma_index_info(s.name)), t.k FROM sqlite_schema AS s,"
                  + " %s AS t WHERE s.type = 'index' ORDER BY s.name, t.k, t.rowid LIMIT 9",
              "SELECT t.k, f.fkid FROM %s AS t LEFT JOIN pragma_foreign_key_check AS f ON f.rowid = t.k"
                  + " ORDER BY 1, 2",
              "SELECT user_version, count(*) FROM %s, pragma_user_version WHERE k > user_version",
              "SELECT k, f.foreign_keys FROM %s LEFT JOIN pragma_foreign_keys AS f ON f.foreign_keys <"
                  + " typeof(k) ORDER BY 1, 2",
              "SELECT count(*), min(integrity_check) FROM %s, pragma_integrity_check",
              "SELECT \"changes() >= 0\", count(*) FROM (SELECT changes() >= 0, k FROM %s) GROUP BY 1")
          .formatted(draft.table().table().name());
    }
    if (kind <= 58) {
      draft.uses(Feature.VALUES);
      return "VALUES (1, "
          + draft.expressions().value("TEXT")
          + "), ("
          + draft.keyValue()
          + ", 2)"
          + dice.pick("", " UNION ALL VALUES (3, 4)");
    }
    draft.uses(Feature.TABLE_VALUED_FUNCTION);
    draft.uses(Feature.JSON);
    String table = dice.pick(draft.schema().placed(Placement.SPREAD)).table().name();
    return dice.pick(
        "SELECT j.value, count(*) FROM %s AS t, json_each('[1,2,\"a\",null]') AS j WHERE j.value = t.k OR j.key = 0 GROUP BY j.key",
        "SELECT t.k, j.key FROM %s AS t JOIN json_each('{\"a\":1,\"b\":2}') AS j ON j.value = length(t.k)",
        "SELECT count(*) FROM %s WHERE k IN (SELECT value FROM json_each('[1,2,3,\"k4\"]'))",
        "SELECT (SELECT group_concat(j.value) FROM json_each(json_array(typeof(t.k), 2)) AS j) FROM %s AS t")
        .formatted(table);
  }

  /// A query and the three that it is the sum of.
  private Generated partitioned() {
    From from = dice.chance(60) ? froms.join() : froms.any();
    List<String> items = new ArrayList<>();
    int count = dice.between(1, 3);
    for (int i = 0; i < count; i++) {
      items.add(draft.column(from.scopes()));
    }
    String start = "SELECT " + String.join(", ", items) + " FROM " + from.text() + " WHERE ";
    String first = from.condition().isEmpty() ? "" : "(" + from.condition() + ") AND ";
    String condition = "(" + conditions.condition(from.scopes()) + ")";
    ExpressionGenerator expressions = draft.expressions();
    return new Generated(
        expressions.finish(start + first + "1"),
        Set.copyOf(draft.features()),
        new PartitionCheck.Parts(
            expressions.finish(start + first + condition),
            expressions.finish(start + first + "NOT " + condition),
            expressions.finish(start + first + condition + " IS NULL")));
  }
}
