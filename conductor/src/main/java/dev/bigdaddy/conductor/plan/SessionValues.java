package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.sql.TreeRewriter;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Replaces what depends on the session or the moment by parameters, since a statement may run on
/// connections of other sessions, and on several nodes at slightly different moments.
///
///     SELECT last_insert_rowid(), datetime('now')
///     SELECT ?1, datetime(?2)
final class SessionValues {
  private static final Map<String, ExtraValue> FUNCTIONS =
      Map.of(
          "changes", ExtraValue.Known.CHANGES,
          "total_changes", ExtraValue.Known.TOTAL_CHANGES,
          "last_insert_rowid", ExtraValue.Known.LAST_INSERT_ROWID);

  private static final Set<String> DATE_FUNCTIONS =
      Set.of("date", "time", "datetime", "julianday", "strftime", "unixepoch", "timediff");

  private final ExtraValues extras;
  private final boolean bindsNow;
  private final Optional<SessionTables> tables;

  /// Of a statement without tables of PRAGMAs.
  SessionValues(ExtraValues extras, boolean bindsNow) {
    this(extras, bindsNow, Optional.empty());
  }

  /// @param bindsNow whether the present moment must be the same on several nodes
  SessionValues(ExtraValues extras, boolean bindsNow, Optional<SessionTables> tables) {
    this.extras = extras;
    this.bindsNow = bindsNow;
    this.tables = tables;
  }

  Statement replaceIn(Statement statement) {
    if (!Trees.any(statement, this::isAsked)) {
      return statement;
    }
    tables.ifPresent(table -> table.enter(statement));
    return new TreeRewriter() {
      @Override
      protected Expr changeExpr(Expr expr) {
        Expr bound = replace(expr);
        return tables.isPresent() ? tables.get().replace(bound) : bound;
      }

      @Override
      protected TableRef changeTable(TableRef table) {
        return tables.isPresent() ? tables.get().replace(table) : table;
      }
    }.rewrite(statement);
  }

  /// Whether a node of a tree is a call of `last_insert_rowid()`.
  static boolean isLastInsertRowid(Node node) {
    return node instanceof Expr.FunctionCall call
        && FUNCTIONS.get(TableName.fold(call.name().name())) == ExtraValue.Known.LAST_INSERT_ROWID;
  }

  /// Whether anything in a SELECT is replaced.
  boolean isAskedBy(Select select) {
    return Trees.any(select, this::isAsked);
  }

  /// Whether a SELECT asks for more of the session than the present moment.
  boolean asksSession(Select select) {
    return Trees.any(
        select,
        node ->
            isAskedTable(node)
                || node instanceof Expr.FunctionCall call
                    && FUNCTIONS.containsKey(TableName.fold(call.name().name())));
  }

  /// Whether a node of a tree is replaced.
  boolean isAsked(Node node) {
    return isAskedTable(node) || node instanceof Expr expr && dependsOnSession(expr);
  }

  private boolean isAskedTable(Node node) {
    return tables.isPresent() && tables.get().isAsked(node);
  }

  private boolean dependsOnSession(Expr expr) {
    return switch (expr) {
      case Expr.CurrentTime _ -> bindsNow;
      case Expr.FunctionCall call -> {
        String name = TableName.fold(call.name().name());
        yield FUNCTIONS.containsKey(name) || bindsNow && DATE_FUNCTIONS.contains(name);
      }
      case Expr _ -> false;
    };
  }

  Expr replaceIn(Expr expr) {
    return Trees.rewriteExpr(expr, this::replace);
  }

  private Expr replace(Expr expr) {
    return switch (expr) {
      case Expr.FunctionCall call -> call(call);
      case Expr.CurrentTime current when bindsNow -> function(functionOf(current.clock()), List.of(now()));
      case Expr other -> other;
    };
  }

  private Expr call(Expr.FunctionCall call) {
    String name = TableName.fold(call.name().name());
    ExtraValue value = FUNCTIONS.get(name);
    if (value != null && call.arguments().isEmpty() && !call.star()) {
      return parameter(value);
    }
    if (!bindsNow || !DATE_FUNCTIONS.contains(name)) {
      return call;
    }
    boolean implicit =
        call.arguments().isEmpty() || name.equals("strftime") && call.arguments().size() == 1;
    if (implicit && !name.equals("timediff")) {
      List<Expr> arguments =
          Stream.concat(call.arguments().stream(), Stream.of(now()))
              .toList();
      return function(call.name().name(), arguments);
    }
    List<Expr> arguments = call.arguments().stream().map(this::nowIfSaid).toList();
    return arguments.equals(call.arguments()) ? call : function(call.name().name(), arguments);
  }

  private Expr nowIfSaid(Expr argument) {
    return argument.unparenthesized() instanceof Expr.StringLiteral(String text, _)
            && text.equalsIgnoreCase("now")
        ? now()
        : argument;
  }

  private Expr now() {
    return parameter(ExtraValue.Known.NOW);
  }

  private Expr parameter(ExtraValue value) {
    return new Expr.Parameter("", extras.number(value), Span.NONE);
  }

  private static Expr function(String name, List<Expr> arguments) {
    return Expr.FunctionCall.of(name, arguments);
  }

  private static String functionOf(Expr.CurrentTime.Clock kind) {
    return switch (kind) {
      case CURRENT_DATE -> "date";
      case CURRENT_TIME -> "time";
      case CURRENT_TIMESTAMP -> "datetime";
    };
  }

  /// Whether an expression gives another value at another moment or call.
  static boolean isVolatile(Expr expr) {
    return Trees.any(
        expr,
        node ->
            node instanceof Expr.CurrentTime
                || node instanceof Expr.FunctionCall);
  }
}
