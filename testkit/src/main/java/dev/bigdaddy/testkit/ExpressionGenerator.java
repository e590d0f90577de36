package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.GeneratedTable.GeneratedColumn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes values and expressions for one statement. Values come from a small pool, so that
/// comparisons often hold; some become parameters.
///
/// Used by one thread, for one statement.
final class ExpressionGenerator {
  private static final int MOST_DEPTH = 3;

  private final Dice dice;
  private final List<@Nullable Object> parameters = new ArrayList<>();

  /// A column as an expression can name it.
  record Scope(String prefix, GeneratedTable table) {
    List<String> names() {
      return table.columns().stream().map(column -> prefix + column.name()).toList();
    }
  }

  ExpressionGenerator(Dice dice) {
    this.dice = dice;
  }

  /// A value, as a literal or as a numbered parameter.
  String value(String type) {
    return bound(rawValue(type));
  }

  /// This value, as a literal or as a numbered parameter.
  String bound(@Nullable Object value) {
    return dice.chance(15) ? parameter(value) : SqlValue.literal(value);
  }

  /// This value as a numbered parameter.
  String parameter(@Nullable Object value) {
    parameters.add(value);
    return "?" + parameters.size();
  }

  @Nullable Object rawValue(String type) {
    if (dice.chance(8)) {
      return null;
    }
    return switch (dice.chance(90) ? type : dice.pick("INTEGER", "REAL", "TEXT", "BLOB")) {
      case "INTEGER" -> Long.valueOf(dice.between(-2, 12));
      case "REAL" -> dice.pick(0.0, -0.0, 0.5, 1.0, 2.0, -2.5, 1e10, 0.1, 7.25, 3.0);
      case "NUMERIC" -> dice.<Object>pick(1L, 2.0, 3.5, "4", "x", 5L, 10L);
      case "BLOB" ->
          dice.pick(new byte[0], new byte[] {0x61}, new byte[] {0x31}, new byte[] {0, 1});
      case "TEXT" ->
          dice.pick("", "a", "A", "b", "B", "a ", "1", "2", "abc", "ABC", "ä", "z'z", "10");
      default -> rare();
    };
  }

  private @Nullable Object rare() {
    return dice.<Object>pick(
        0L,
        1L,
        2L,
        1.0,
        2.5,
        "a",
        "A",
        "1",
        "",
        new byte[] {0x31},
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        9.2e18,
        -1L,
        "b ");
  }

  String column(List<Scope> scopes) {
    return dice.pick(dice.pick(scopes).names());
  }

  /// An expression over the columns of the scopes.
  String expression(List<Scope> scopes, int depth) {
    if (depth >= MOST_DEPTH || dice.chance(45)) {
      return dice.chance(75) ? column(scopes) : value(dice.pick("INTEGER", "TEXT", "REAL"));
    }
    String left = expression(scopes, depth + 1);
    String right = expression(scopes, depth + 1);
    return switch (dice.between(1, 12)) {
      case 1, 2 -> "(" + left + " + " + right + ")";
      case 3 -> left + " - (" + right + ")";
      case 4 -> "(" + left + " || " + right + ")";
      case 5 -> "-(" + left + ")";
      case 6 -> "coalesce(" + left + ", " + right + ")";
      case 7 -> "typeof(" + left + ")";
      case 8 ->
          "CASE WHEN " + predicate(scopes, depth + 1) + " THEN " + left + " ELSE " + right + " END";
      case 9 -> "CAST(" + left + " AS " + dice.pick("INTEGER", "TEXT", "REAL", "BLOB") + ")";
      case 10 ->
          dice.chance(20)
              ? mayFail(left)
              : dice.pick("upper", "lower", "length", "hex", "quote") + "(" + left + ")";
      case 11 -> "(" + left + " * 2) % 5";
      default -> "(" + left + " = " + right + ")";
    };
  }

  /// An expression that fails for some values.
  private String mayFail(String of) {
    return dice.pick("abs(%s)", "json_extract(%s, '$')", "(%s -> '$')").formatted(of);
  }

  /// A condition over the columns of the scopes.
  String predicate(List<Scope> scopes, int depth) {
    if (depth < MOST_DEPTH && dice.chance(35)) {
      String left = predicate(scopes, depth + 1);
      String right = predicate(scopes, depth + 1);
      return switch (dice.between(1, 5)) {
        case 1, 2 -> left + " AND " + right;
        case 3 -> "(" + left + " OR " + right + ")";
        case 4 -> left + " OR " + right;
        default -> "NOT (" + left + ")";
      };
    }
    Scope scope = dice.pick(scopes);
    GeneratedColumn column = dice.pick(scope.table().columns());
    return comparison(scope.prefix() + column.name(), column.type(), scopes, depth);
  }

  private String comparison(String column, String type, List<Scope> scopes, int depth) {
    return switch (dice.between(1, 16)) {
      case 1, 2, 3, 4 -> column + " = " + value(type);
      case 5, 6 -> column + dice.pick(" < ", " > ", " <= ", " >= ", " <> ") + value(type);
      case 7 -> column + " IS NULL";
      case 8 -> column + " IS NOT NULL";
      case 9, 10 -> column + dice.pick(" IN ", " IN ", " NOT IN ") + valueList(type);
      case 11 ->
          column + dice.pick(" BETWEEN ", " NOT BETWEEN ") + value(type) + " AND " + value(type);
      case 12 ->
          column
              + dice.pick(" LIKE ", " NOT LIKE ", " GLOB ")
              + dice.pick("'a%'", "'%1'", "'*'", "'_'");
      case 13 -> column + dice.pick(" IS ", " IS NOT ") + value(type);
      case 14 -> column + " = " + column(scopes);
      case 15 ->
          column
              + " = "
              + value(type)
              + dice.pick(" COLLATE NOCASE", " COLLATE RTRIM", " COLLATE BINARY");
      default -> expression(scopes, depth + 1) + dice.pick(" = ", " < ", " > ") + value(type);
    };
  }

  String valueList(String type) {
    List<String> values = new ArrayList<>();
    int count = dice.between(1, 4);
    for (int i = 0; i < count; i++) {
      values.add(value(type));
    }
    return "(" + String.join(", ", values) + ")";
  }

  /// The finished statement. Values that did not find their way into the text are left out;
  /// numbered parameters become plain or named ones where they stand in order.
  ScriptStatement finish(String sql) {
    List<@Nullable Object> used = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int position = 0;
    for (SqlToken token : SqlTokens.of(sql)) {
      if (token.kind() == SqlToken.Kind.PARAMETER) {
        used.add(parameters.get(Integer.parseInt(token.text().substring(1)) - 1));
        text.append(sql, position, token.start()).append('?').append(used.size());
        position = token.end();
      }
    }
    text.append(sql.substring(position));
    String numbered = text.toString();
    String finished = dice.chance(60) ? replaceParameters(numbered) : numbered;
    return new ScriptStatement(1, finished, used, java.util.Set.of());
  }

  private String replaceParameters(String sql) {
    StringBuilder text = new StringBuilder();
    int position = 0;
    boolean named = dice.chance(30);
    for (SqlToken token : SqlTokens.of(sql)) {
      if (token.kind() == SqlToken.Kind.PARAMETER) {
        text.append(sql, position, token.start());
        text.append(named ? ":p" + token.text().substring(1) : "?");
        position = token.end();
      }
    }
    return text.append(sql.substring(position)).toString();
  }
}
