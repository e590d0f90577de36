package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.GatheredTable.RowFilter;
import dev.bigdaddy.conductor.plan.SelectPlanner.Planned;
import dev.bigdaddy.conductor.plan.WritePlan.Gathered;
import dev.bigdaddy.conductor.plan.WritePlan.Otherwise;
import dev.bigdaddy.conductor.plan.WritePlan.Search;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.Update;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Plans a gathered UPDATE or DELETE whose WHERE looks at other rows, under foreign keys or with triggers:
/// a query finds its rows first, so that a chain of keys can begin with them.
///
///     DELETE FROM t WHERE a IN (SELECT b FROM u)
///     SELECT t.id FROM t WHERE a IN (SELECT b FROM u)
///     DELETE FROM t WHERE t.id IN (SELECT value FROM json_each(?1))             (gathered, with a chain)
///
/// SQLite too finds all rows before it changes the first one, where WHERE has a subquery or where triggers
/// fire, and then goes through them by rowid. Used by one thread, for one statement.
final class SearchedGatherPlanner {
  /// The table-valued function that gives the rowids that were found.
  static final String VALUES = "json_each";

  private final SchemaVersion version;
  private final ExtraValues extras;
  private final GatherWritePlanner gather;
  private final boolean enforcing;

  /// @param enforcing whether foreign keys are enforced
  SearchedGatherPlanner(
      SchemaVersion version, ExtraValues extras, GatherWritePlanner gather, boolean enforcing) {
    this.version = version;
    this.extras = extras;
    this.gather = gather;
    this.enforcing = enforcing;
  }

  /// The plan; empty if it is of no use.
  ///
  /// @param closure what the statement can touch
  /// @param otherwise the statement without a search
  Optional<Gathered> plan(
      Statement statement, WriteClosure closure, String reason, Otherwise otherwise) {
    return switch (statement) {
      case Delete delete
          when looksAround(delete.where(), delete.limit().isPresent())
              && (delete.with().isEmpty() || !anySubquery(delete.returning())) ->
          plan(
              new Halves(
                  delete,
                  delete.table(),
                  delete.alias(),
                  key -> TargetSearch.of(delete, List.of(key)),
                  isFound -> rest(delete, isFound)),
              closure,
              reason,
              otherwise);
      case Update update
          when update.from().isEmpty()
              && looksAround(update.where(), update.limit().isPresent())
              && (update.with().isEmpty()
                  || !anySubquery(update.assignments()) && !anySubquery(update.returning())) ->
          plan(
              new Halves(
                  update,
                  update.table(),
                  update.alias(),
                  key -> TargetSearch.of(update, List.of(key)),
                  isFound -> rest(update, isFound)),
              closure,
              reason,
              otherwise);
      case Statement _ -> Optional.empty();
    };
  }

  /// A statement, and what it falls into.
  ///
  /// @param search finds the rows, and gives a column of them
  /// @param rest what is done with rows that satisfy a condition
  private record Halves(
      Statement statement,
      QualifiedName target,
      Optional<Identifier> alias,
      Function<ResultColumn, Select> search,
      Function<Expr, Statement> rest) {}

  private static Statement rest(Delete delete, Expr isFound) {
    return new Delete(
        Optional.empty(),
        delete.table(),
        delete.alias(),
        Optional.empty(),
        Optional.of(isFound),
        delete.returning(),
        List.of(),
        Optional.empty(),
        Span.NONE);
  }

  private static Statement rest(Update update, Expr isFound) {
    return new Update(
        Optional.empty(),
        update.onConflict(),
        update.table(),
        update.alias(),
        Optional.empty(),
        update.assignments(),
        Optional.empty(),
        Optional.of(isFound),
        update.returning(),
        List.of(),
        Optional.empty(),
        Span.NONE);
  }

  private static boolean looksAround(Optional<Expr> where, boolean limited) {
    return limited || where.filter(LocalSubqueries::anyIn).isPresent();
  }

  private static boolean anySubquery(List<? extends Node> parts) {
    return parts.stream().anyMatch(LocalSubqueries::anyIn);
  }

  private Optional<Gathered> plan(
      Halves halves, WriteClosure closure, String reason, Otherwise otherwise) {
    Optional<UserTable> table = version.user().table(halves.target().name().name());
    if (table.isEmpty()
        || !table.get().hasRowid()
        || !isFree(version.user())
        || Trees.commonTables(halves.statement()).contains(VALUES)
        || !closure.own().isEmpty()
        || !TargetSearch.isPossible(halves.statement())) {
      return Optional.empty();
    }
    String name = halves.alias().map(Identifier::name).orElse(table.get().name());
    Expr key = Expr.ColumnRef.of(name, GatheredTable.key(table.get()).getFirst());
    int number = extras.number(ExtraValue.Known.SLOT);
    Expr isFound = new Expr.InSelect(key, false, valuesOf(number), Span.NONE);
    Statement rest = halves.rest().apply(isFound);
    RowFilter filter =
        new RowFilter(SqlText.quote(name), TargetFilter.condition(isFound), Optional.empty());
    WriteClosure met = WriteClosure.of(rest, version.user(), enforcing);
    Gathered gathered =
        gather.plan(rest, met, NodeText.of(rest), reason, Optional.of(filter));
    if (gathered.chain().isEmpty()) {
      return Optional.empty();
    }
    Select search = halves.search().apply(Trees.computed(key));
    Optional<Planned> planned =
        TargetSearch.plan(search, table.get(), new SelectPlanner(version, extras));
    return planned.map(
        found ->
            gathered.with(
                new Search(
                    found.plan(),
                    TargetSearch.nodes(closure, version.user()),
                    new Search.Rowids(number - 1),
                    otherwise)));
  }

  /// Whether {@link #VALUES} is the function, and no table or view.
  static boolean isFree(UserSchema schema) {
    return !schema.hasTable(VALUES)
        && schema.view(VALUES).isEmpty()
        && !schema.temporary().has(VALUES);
  }

  /// `SELECT value FROM json_each(?)`
  private static Select valuesOf(int number) {
    TableRef values =
        new TableRef.Function(
            QualifiedName.of(VALUES),
            List.of(Expr.Parameter.numbered(number)),
            Optional.empty(),
            Span.NONE);
    return Select.of(
        Trees.query(
            List.of(Trees.computed(Expr.ColumnRef.of("value"))),
            Optional.of(values),
            Optional.empty()));
  }
}
