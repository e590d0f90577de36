package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.ExpressionGenerator.Scope;
import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn;
import dev.bigdaddy.testkit.QuerySchema.QueryTable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A query in the making: the database it asks, its parameters, and the features it uses so far.
///
/// Used by one thread, for one statement.
final class QueryDraft {
  private final Dice dice;
  private final QuerySchema schema;
  private final ExpressionGenerator expressions;
  private final Set<Feature> features = EnumSet.noneOf(Feature.class);
  private int aliases;

  /// What stands in FROM.
  ///
  /// @param text the sources and joins, without FROM
  /// @param condition the part of WHERE that a comma join needs; empty if none
  /// @param totalOrder terms that leave no ties; empty if there are none
  /// @param single one table that is no view: then even what depends on the order of rows is
  ///     plain SQLite's
  record From(
      String text, String condition, List<Scope> scopes, String totalOrder, boolean single) {}

  QueryDraft(Dice dice, QuerySchema schema) {
    this.dice = dice;
    this.schema = schema;
    this.expressions = new ExpressionGenerator(dice);
  }

  Dice dice() {
    return dice;
  }

  QuerySchema schema() {
    return schema;
  }

  ExpressionGenerator expressions() {
    return expressions;
  }

  void uses(Feature feature) {
    features.add(feature);
  }

  Set<Feature> features() {
    return features;
  }

  String newAlias() {
    return "t" + ++aliases;
  }

  /// A table: mostly a spread one.
  QueryTable table() {
    List<QueryTable> temporary = schema.placed(QuerySchema.Placement.TEMPORARY);
    if (!temporary.isEmpty() && dice.chance(12)) {
      return temporary.getFirst();
    }
    if (dice.chance(85)) {
      return dice.pick(schema.placed(QuerySchema.Placement.SPREAD));
    }
    return dice.pick(schema.tables());
  }

  String column(List<Scope> scopes) {
    return expressions.column(scopes);
  }

  /// A column whose equal values are identical, or an expression that makes them so.
  String singleForm(List<Scope> scopes) {
    Scope scope = dice.pick(scopes);
    GeneratedColumn column = dice.pick(scope.table().columns());
    String name = scope.prefix() + column.name();
    if (QuerySchema.hasSingleForm(column)) {
      return name;
    }
    return dice.pick("quote(%s)", "typeof(%s)", "hex(%s)").formatted(name);
  }

  /// A column or expression that may stand for a group over this FROM.
  String groupable(From from) {
    return from.single() ? column(from.scopes()) : singleForm(from.scopes());
  }

  /// A value of the common key, as literal or parameter.
  String keyValue() {
    int number = dice.between(1, schema.keys());
    return expressions.bound(schema.family().value(dice, number));
  }

  /// The names of a column list's columns that hold the common key.
  static List<String> keys(Scope scope) {
    List<String> keys = new ArrayList<>();
    for (GeneratedColumn column : scope.table().columns()) {
      if (column.name().equals(QuerySchema.KEY)) {
        keys.add(scope.prefix() + column.name());
      }
    }
    return keys;
  }
}
