package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.TreeRewriter;
import dev.bigdaddy.sql.tree.CreateView;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableRef;
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
  private final UserSchema schema;
  private final SessionValues values;
  private final boolean session;

  /// Common tables of the statement.
  private final Set<String> common = new HashSet<>();

  /// @param session whether more than the present moment is asked for
  private SessionViews(UserSchema schema, SessionValues values, boolean session) {
    this.schema = schema;
    this.values = values;
    this.session = session;
  }

  /// The statement without such views; itself if it has none, or if only the moment is asked for and they
  /// cannot be put there.
  static Statement expand(
      Statement statement, TableUses uses, UserSchema schema, SessionValues values) {
    List<Select> bodies =
        uses.calls()
            ? uses.views().stream().flatMap(name -> body(name, schema).stream()).toList()
            : List.of();
    if (bodies.stream().noneMatch(values::isAskedBy)) {
      return statement;
    }
    boolean session = bodies.stream().anyMatch(SessionValues::asksSession);
    SessionViews views = new SessionViews(schema, values, session);
    Set<String> captured = views.captured(statement);
    for (Select body : bodies) {
      if (Trees.any(body, node -> isNamed(node, captured))) {
        return views.kept(statement, "a name that it reads means another table here");
      }
    }
    return views.rewrite(statement);
  }

  /// Names that mean something else in the statement than in a view.
  private Set<String> captured(Statement statement) {
    common.addAll(Trees.commonTables(statement));
    Set<String> names = new HashSet<>(common);
    for (SchemaObject object : schema.temporary().objects()) {
      boolean unused = names.add(TableName.fold(object.name()));
    }
    return names;
  }

  private static boolean isNamed(Node node, Set<String> names) {
    return switch (node) {
      case TableRef.Named table -> names.contains(TableName.fold(table.name().name().name()));
      case Expr.InTable in -> names.contains(TableName.fold(in.table().name().name()));
      case Node _ -> false;
    };
  }

  private <T> T kept(T as, String why) {
    if (session) {
      throw NotSupported.of(
          "a view that asks for last_insert_rowid() or the like, where " + why);
    }
    return as;
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
    if (!(table instanceof TableRef.Named named)
        || common.contains(TableName.fold(named.name().name().name()))) {
      return table;
    }
    String folded = TableName.fold(named.name().name().name());
    Optional<CreateView> view =
        schema.isTemporary(named.name())
            ? schema.temporary().view(folded)
            : schema.view(folded);
    boolean concerned =
        view.isPresent()
            && Trees.any(
                view.get().select(), node -> node instanceof TableRef.Named || values.isAsked(node));
    if (!concerned) {
      return table;
    }
    Select inner = rewrite(view.get().select());
    if (inner.equals(view.get().select()) && !values.isAskedBy(inner)) {
      return table;
    }
    Optional<Select> withNames = named(inner, view.get());
    return withNames.isEmpty()
        ? kept(table, "it names columns of a star or a compound")
        : new TableRef.Subquery(
            withNames.get(),
            Optional.of(named.alias().orElse(named.name().name())),
            named.span());
  }

  @Override
  protected Expr changeExpr(Expr expr) {
    return expr instanceof Expr.InTable in
            && schema.view(TableName.fold(in.table().name().name())).isPresent()
        ? kept(expr, "IN names a view")
        : InlineViews.withoutSchema(expr, schema);
  }

  /// With the names that the view gives its columns.
  private static Optional<Select> named(Select inner, CreateView view) {
    if (view.columns().isEmpty()) {
      return Optional.of(inner);
    }
    if (!(inner.core() instanceof SelectCore.Query query)
        || query.columns().size() != view.columns().size()
        || InlineViews.captures(inner, query, view.columns())) {
      return Optional.empty();
    }
    List<ResultColumn> columns = new ArrayList<>();
    for (int i = 0; i < query.columns().size(); i++) {
      Identifier name = view.columns().get(i);
      if (!(query.columns().get(i) instanceof ResultColumn.Computed(Expr expr, var alias, _))
          || alias.isPresent()) {
        return Optional.empty();
      }
      columns.add(new ResultColumn.Computed(expr, Optional.of(name), Span.NONE));
    }
    return Optional.of(
        new Select(
            inner.with(),
            Trees.withColumns(query, columns),
            inner.compound(),
            inner.orderBy(),
            inner.limit(),
            inner.span()));
  }
}
