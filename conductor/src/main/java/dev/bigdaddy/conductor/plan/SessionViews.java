package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.SqlRenderer;
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
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.With;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Puts views that ask for something of the session, or for the present moment, in the place of their
/// names, so that {@link SessionValues} reaches it: a node knows neither.
///
///     CREATE VIEW mine AS SELECT * FROM t WHERE id = last_insert_rowid()
///     SELECT n FROM mine
///     SELECT n FROM (SELECT * FROM t WHERE id = last_insert_rowid()) AS mine
///
/// Used by one thread, for one statement.
final class SessionViews extends TreeRewriter {
  private static final String MAIN = "main";
  private static final String TEMP = "temp";

  private final SchemaVersion version;
  private final UserSchema schema;
  private final SessionValues values;

  /// Common tables of the statement.
  private final Set<String> common;

  /// Names that mean something else in the statement than in a view.
  private final Set<String> captured;

  private int made;

  private SessionViews(SchemaVersion version, SessionValues values, Statement statement) {
    this.version = version;
    this.schema = version.user();
    this.values = values;
    this.common = Trees.commonTables(statement);
    this.captured = new HashSet<>(common);
    for (SchemaObject object : schema.temporary().objects()) {
      captured.add(TableName.fold(object.name()));
    }
  }

  /// The statement without such views; itself if it has none.
  static Statement expand(
      Statement statement, TableUses uses, SchemaVersion version, SessionValues values) {
    boolean asked =
        uses.calls()
            && uses.views().stream()
                .flatMap(name -> body(name, version.user()).stream())
                .anyMatch(values::isAskedBy);
    return asked ? new SessionViews(version, values, statement).rewrite(statement) : statement;
  }

  /// What a view reads, if it is one.
  ///
  /// @param name as {@link TableUses} has it
  static Optional<Select> body(String name, UserSchema schema) {
    Optional<CreateView> view =
        name.startsWith(TableUses.TEMPORARY)
            ? schema.temporary().view(name.substring(TableUses.TEMPORARY.length()))
            : schema.view(name);
    return view.map(CreateView::select);
  }

  @Override
  protected TableRef changeTable(TableRef table) {
    return table instanceof TableRef.Named named
        ? expanded(named.name())
            .<TableRef>map(
                select ->
                    new TableRef.Subquery(
                        select,
                        Optional.of(named.alias().orElse(named.name().name())),
                        named.span()))
            .orElse(table)
        : table;
  }

  @Override
  protected Expr changeExpr(Expr expr) {
    return expr instanceof Expr.InTable in
        ? expanded(in.table())
            .<Expr>map(select -> new Expr.InSelect(in.value(), in.negated(), select, in.span()))
            .orElse(expr)
        : InlineViews.withoutSchema(expr, schema);
  }

  /// What stands for a view that asks, by itself or through another.
  private Optional<Select> expanded(QualifiedName name) {
    String folded = TableName.fold(name.name().name());
    if (name.schema().isEmpty() && common.contains(folded)) {
      return Optional.empty();
    }
    boolean temporary = schema.isTemporary(name);
    Optional<CreateView> view = temporary ? schema.temporary().view(folded) : schema.view(folded);
    if (view.isEmpty()) {
      return Optional.empty();
    }
    Select written = view.get().select();
    Select certain = new Certain(written, temporary).rewrite(written);
    Select inner = rewrite(certain);
    boolean asks = values.isAskedBy(inner) || !inner.equals(certain);
    return asks
        ? Optional.of(named(inner, view.get(), temporary ? TEMP : MAIN))
        : Optional.empty();
  }

  /// Names the tables of a view with their schemas where they would mean others in the statement.
  private final class Certain extends TreeRewriter {
    private final Set<String> own;
    private final boolean temporary;

    Certain(Select body, boolean temporary) {
      this.own = Trees.commonTables(body);
      this.temporary = temporary;
    }

    private QualifiedName certain(QualifiedName name) {
      String folded = TableName.fold(name.name().name());
      boolean known = schema.hasTable(folded) || schema.view(folded).isPresent();
      boolean there = temporary && schema.temporary().has(folded);
      boolean other =
          name.schema().isEmpty() && captured.contains(folded) && !own.contains(folded);
      return other && (known || there)
          ? new QualifiedName(
              Optional.of(Identifier.of(there ? TEMP : MAIN)), name.name(), name.span())
          : name;
    }

    @Override
    protected TableRef changeTable(TableRef table) {
      return table instanceof TableRef.Named(QualifiedName name, var alias, var hint, Span span)
          ? new TableRef.Named(certain(name), alias, hint, span)
          : table;
    }

    @Override
    protected Expr changeExpr(Expr expr) {
      return expr instanceof Expr.InTable in && in.arguments().isEmpty()
          ? new Expr.InTable(
              in.value(), in.negated(), certain(in.table()), in.arguments(), in.span())
          : expr;
    }
  }

  /// With the names that the columns of the view have: those that are their text would change with it.
  private Select named(Select inner, CreateView view, String in) {
    List<Identifier> names = view.columns();
    if (names.isEmpty() && asksInColumns(inner.core())) {
      names = names(QualifiedName.of(in, view.name().name().name()));
    }
    if (names.isEmpty()) {
      return inner;
    }
    made++;
    CommonTable table =
        new CommonTable(
            Identifier.of("_bigdaddy_view_" + made), names, Optional.empty(), inner, Span.NONE);
    TableRef only =
        new TableRef.Named(
            new QualifiedName(Optional.empty(), table.name(), Span.NONE),
            Optional.empty(),
            Optional.empty(),
            Span.NONE);
    List<ResultColumn> all = List.of(new ResultColumn.Star(Span.NONE));
    return new Select(
        Optional.of(new With(false, List.of(table), Span.NONE)),
        Trees.query(all, Optional.of(only), Optional.empty()),
        List.of(),
        List.of(),
        Optional.empty(),
        Span.NONE);
  }

  private boolean asksInColumns(SelectCore core) {
    return core instanceof SelectCore.Query query
        && query.columns().stream()
            .anyMatch(
                column ->
                    column instanceof ResultColumn.Computed(Expr expr, var alias, _)
                        && alias.isEmpty()
                        && Trees.any(expr, values::isAsked));
  }

  private List<Identifier> names(QualifiedName view) {
    return version
        .shadow()
        .use(
            connection -> {
              List<Identifier> names = new ArrayList<>();
              String text = "SELECT * FROM " + SqlRenderer.render(view) + " LIMIT 0";
              try (RowCursor rows = connection.query(text)) {
                for (int i = 0; i < rows.columnCount(); i++) {
                  names.add(Identifier.of(rows.columnName(i)));
                }
              }
              return names;
            });
  }
}
