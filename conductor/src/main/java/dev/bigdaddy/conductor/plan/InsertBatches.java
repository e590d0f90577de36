package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.InsertSource;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TypeName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/// Plans of an INSERT whose rows are read first, for as many rows at a time as there are: `VALUES (?1, ?2),
/// (?3, ?4), …`. Safe for use by many threads.
public final class InsertBatches {
  private static final TypeName TEXT =
      new TypeName("TEXT", List.of(Identifier.of("TEXT")), List.of(), Span.NONE);

  private final Insert rest;
  private final int width;
  private final Planner planner;
  private final Map<Integer, WritePlan> plans = new HashMap<>();

  /// Plans an INSERT with its parameters.
  interface Planner {
    WritePlan plan(Statement insert, int parameters);
  }

  /// @param rest the INSERT without its rows
  /// @param width how many values a row has
  InsertBatches(Insert rest, int width, Planner planner) {
    this.rest = rest;
    this.width = width;
    this.planner = planner;
  }

  /// How many values a row has.
  public int width() {
    return width;
  }

  /// The plan for some rows.
  public synchronized WritePlan of(int rows) {
    WritePlan known = plans.get(rows);
    if (known == null) {
      known = planner.plan(withValues(rest, width, rows, _ -> false), rows * width);
      plans.put(rows, known);
    }
    return known;
  }

  /// An INSERT of rows of parameters.
  ///
  /// @param asText whether the bytes in a place, counted over all rows, stand for text
  public static Insert withValues(Insert rest, int width, int rows, IntPredicate asText) {
    List<List<Expr>> values = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      List<Expr> places = new ArrayList<>();
      for (int column = 0; column < width; column++) {
        int place = row * width + column;
        Expr value = Expr.Parameter.numbered(place + 1);
        places.add(
            asText.test(place) ? new Expr.Cast(value, Optional.of(TEXT), Span.NONE) : value);
      }
      values.add(places);
    }
    return new Insert(
        rest.with(),
        rest.onConflict(),
        rest.table(),
        rest.alias(),
        rest.columns(),
        new InsertSource.Rows(Select.of(new SelectCore.Values(values, Span.NONE)), Span.NONE),
        rest.upserts(),
        rest.returning(),
        Span.NONE);
  }
}
