package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.TreeRewriter;
import dev.bigdaddy.sql.tree.CommonTable;
import dev.bigdaddy.sql.tree.CreateView;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Puts views and the tables of WITH clauses in the place of their names, so that nothing but tables
/// and subqueries is left in FROM.
///
///     WITH young(n) AS (SELECT name FROM users WHERE age < 20) SELECT n FROM young
///     SELECT n FROM (SELECT name AS n FROM users WHERE age < 20) AS young
///
/// It goes from the inside out: when a WITH is reached no other is left below it, so that no name
/// can be taken for another. A table that names itself is left alone, and so is one that is used
/// twice and calls `random()`. Used by one thread, for one statement.
final class InlineViews {
  private final UserSchema schema;
  private final Set<String> entered = new HashSet<>();
  private String obstacle = "";

  private InlineViews(UserSchema schema) {
    this.schema = schema;
  }

  /// A statement without views and WITH, or why there is none.
  record Inlined(Optional<Select> select, String obstacle) {}

  static Inlined in(Select select, UserSchema schema) {
    InlineViews inlining = new InlineViews(schema);
    Select rewritten = inlining.views(inlining.commonTables(select));
    return inlining.obstacle.isEmpty()
        ? new Inlined(Optional.of(rewritten), "")
        : new Inlined(Optional.empty(), inlining.obstacle);
  }

  private Select commonTables(Select select) {
    boolean any = Trees.any(select, node -> node instanceof CommonTable);
    if (!any) {
      return select;
    }
    return new TreeRewriter() {
      @Override
      protected Select changeSelect(Select inner) {
        return inner.with().isPresent() ? withoutWith(inner) : inner;
      }
    }.rewrite(select);
  }

  private Select withoutWith(Select select) {
    Map<String, CommonTable> tables = new HashMap<>();
    for (CommonTable table : select.with().orElseThrow().tables()) {
      tables.put(TableName.fold(table.name().name()), table);
    }
    Select body =
        new Select(
            Optional.empty(),
            select.core(),
            select.compound(),
            select.orderBy(),
            select.limit(),
            select.span());
    return new CommonTables(tables).putInto(body);
  }

  /// The tables of one WITH clause on their way to where they are named.
  private final class CommonTables {
    private final Map<String, CommonTable> tables;
    private final Map<String, Integer> uses = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    CommonTables(Map<String, CommonTable> tables) {
      this.tables = tables;
    }

    Select putInto(Select select) {
      return replaceNames(
          select,
          written -> {
            String name = TableName.fold(written.name().name());
            CommonTable table = tables.get(name);
            if (table == null || written.schema().isPresent()) {
              return Optional.empty();
            }
            boolean again = uses.merge(name, 1, Integer::sum) > 1;
            if (again && Constants.hasRandom(table.select())) {
              fail("a common table with random() that is used twice");
              return Optional.empty();
            }
            if (!open.add(name)) {
              fail("a recursive common table");
              return Optional.empty();
            }
            Select inner = putInto(table.select());
            open.remove(name);
            return named(inner, table.columns());
          });
    }
  }

  private Select views(Select select) {
    return replaceNames(
        select,
        written -> {
          String name = TableName.fold(written.name().name());
          Optional<CreateView> view = schema.view(name);
          if (view.isEmpty() || !entered.add(name)) {
            return Optional.empty();
          }
          Select inner = views(commonTables(view.get().select()));
          entered.remove(name);
          return named(inner, view.get().columns());
        });
  }

  private interface Replacement {
    Optional<Select> of(QualifiedName name);
  }

  private Select replaceNames(Select select, Replacement replacement) {
    return new TreeRewriter() {
      @Override
      protected TableRef changeTable(TableRef table) {
        if (!(table instanceof TableRef.Named named)) {
          return table;
        }
        Optional<Select> inner = replacement.of(named.name());
        return inner.isEmpty()
            ? table
            : new TableRef.Subquery(
                inner.get(),
                Optional.of(named.alias().orElse(named.name().name())),
                named.span());
      }

      @Override
      protected Expr changeExpr(Expr expr) {
        if (!(expr instanceof Expr.InTable in) || in.arguments().isPresent()) {
          return withoutSchema(expr, schema);
        }
        Optional<Select> inner = replacement.of(in.table());
        return inner.isEmpty()
            ? expr
            : new Expr.InSelect(in.value(), in.negated(), inner.get(), in.span());
      }
    }.rewrite(select);
  }

  /// A subquery in the place of a view belongs to no schema: `main.v.name` loses its `main`.
  static Expr withoutSchema(Expr expr, UserSchema schema) {
    return expr instanceof Expr.ColumnRef(var in, var table, var column, var span)
            && in.isPresent()
            && table.isPresent()
            && isView(table.get().name(), schema)
        ? new Expr.ColumnRef(Optional.empty(), table, column, span)
        : expr;
  }

  private static boolean isView(String name, UserSchema schema) {
    String folded = TableName.fold(name);
    return schema.view(folded).isPresent() || schema.temporary().view(folded).isPresent();
  }

  private void fail(String reason) {
    obstacle = obstacle.isEmpty() ? reason : obstacle;
  }

  /// Gives the columns the names that a WITH or a view lists.
  private Optional<Select> named(Select select, List<Identifier> names) {
    if (names.isEmpty()) {
      return Optional.of(select);
    }
    if (names.stream().anyMatch(DerivedColumns::isTruth)) {
      fail("a column that is named true or false");
    }
    boolean plain =
        select.core() instanceof SelectCore.Query query
            && !select.isCompound()
            && select.orderBy().isEmpty()
            && query.groupBy().isEmpty()
            && query.having().isEmpty()
            && query.columns().size() == names.size()
            && query.columns().stream().allMatch(c -> c instanceof ResultColumn.Computed);
    if (plain && select.core() instanceof SelectCore.Query query && canRename(query)) {
      if (captures(select, query, names)) {
        fail("a column list with a name that means something else inside");
      }
      return Optional.of(renamed(select, query, names));
    }
    return wrapped(select, names);
  }

  /// Whether a SELECT names, without a table, anything by one of the names that its columns are to get,
  /// and that the column in question does not have already: it would mean the alias then.
  static boolean captures(Select select, SelectCore.Query query, List<Identifier> names) {
    Set<String> given = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      Identifier name = names.get(i);
      boolean own =
          query.columns().get(i) instanceof ResultColumn.Computed(Expr expr, _, _)
              && expr.unparenthesized() instanceof Expr.ColumnRef ref
              && ref.column().sameAs(name);
      if (!own) {
        boolean unused = given.add(TableName.fold(name.name()));
      }
    }
    return Trees.any(
        select,
        node ->
            node instanceof Expr.ColumnRef ref
                && ref.table().isEmpty()
                && given.contains(TableName.fold(ref.column().name())));
  }

  /// WHERE can name a column by its alias, which must not change then.
  private static boolean canRename(SelectCore.Query query) {
    return query.columns().stream()
        .allMatch(c -> c instanceof ResultColumn.Computed computed && computed.alias().isEmpty());
  }

  private static Select renamed(Select select, SelectCore.Query query, List<Identifier> names) {
    List<ResultColumn> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      ResultColumn.Computed computed = (ResultColumn.Computed) query.columns().get(i);
      columns.add(
          new ResultColumn.Computed(
              computed.expr(), Optional.of(names.get(i)), Span.NONE));
    }
    return Trees.withColumns(select, query, columns);
  }

  /// `(SELECT a, b …)` becomes `(SELECT a AS x, b AS y FROM (SELECT a, b …))`.
  private Optional<Select> wrapped(Select select, List<Identifier> names) {
    Optional<NamedColumns> inner = namedColumns(select);
    if (inner.isEmpty() || inner.get().names().size() != names.size()) {
      fail("a column list over columns without names");
      return Optional.of(select);
    }
    List<ResultColumn> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Identifier column = inner.get().names().get(i);
      columns.add(
          new ResultColumn.Computed(
              new Expr.ColumnRef(Optional.empty(), Optional.empty(), column, Span.NONE),
              Optional.of(names.get(i)),
              Span.NONE));
    }
    TableRef from =
        new TableRef.Subquery(
            inner.get().select(), Optional.of(Identifier.of("_inner")), Span.NONE);
    return Optional.of(
        Select.of(
            new SelectCore.Query(
                Optional.empty(),
                columns,
                Optional.of(from),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Span.NONE)));
  }

  /// A select whose columns have these names.
  private record NamedColumns(Select select, List<Identifier> names) {}

  private static Optional<NamedColumns> namedColumns(Select select) {
    if (!(select.core() instanceof SelectCore.Query query)) {
      return Optional.empty();
    }
    List<Identifier> names = new ArrayList<>();
    List<ResultColumn> columns = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (ResultColumn column : query.columns()) {
      if (!(column instanceof ResultColumn.Computed(Expr expr, Optional<Identifier> alias, _))) {
        return Optional.empty();
      }
      Identifier name =
          alias.orElseGet(
              () ->
                  expr.unparenthesized() instanceof Expr.ColumnRef ref
                      ? ref.column()
                      : Identifier.of("_c" + names.size()));
      if (!seen.add(TableName.fold(name.name()))) {
        return Optional.empty();
      }
      names.add(name);
      columns.add(new ResultColumn.Computed(expr, Optional.of(name), Span.NONE));
    }
    return Optional.of(new NamedColumns(Trees.withColumns(select, query, columns), names));
  }
}
