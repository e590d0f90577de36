package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.TreeRewriter;
import dev.bigdaddy.sql.tree.CommonTable;
import dev.bigdaddy.sql.tree.CreateView;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableRef;
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
  private final Set<String> common = new HashSet<>();

  private SessionViews(UserSchema schema, SessionValues values) {
    this.schema = schema;
    this.values = values;
  }

  /// The statement without such views; itself if it has none.
  static Statement expand(
      Statement statement, TableUses uses, UserSchema schema, SessionValues values) {
    boolean any =
        uses.calls()
            && uses.views().stream()
                .anyMatch(name -> body(name, schema).filter(values::isAskedBy).isPresent());
    if (!any) {
      return statement;
    }
    SessionViews views = new SessionViews(schema, values);
    Trees.visit(
        statement,
        node -> {
          if (node instanceof CommonTable table) {
            boolean unused = views.common.add(TableName.fold(table.name().name()));
          }
        });
    return views.rewrite(statement);
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
    return new TableRef.Subquery(
        named(inner, view.get()),
        Optional.of(named.alias().orElse(named.name().name())),
        named.span());
  }

  private static RuntimeException unclear(CreateView view) {
    return NotSupported.of(
        "the view %s, which names its columns and asks for something of the session"
            .formatted(view.name().name().name()));
  }

  /// With the names that the view gives its columns.
  private static Select named(Select inner, CreateView view) {
    if (view.columns().isEmpty()) {
      return inner;
    }
    if (!(inner.core() instanceof SelectCore.Query query)
        || query.columns().size() != view.columns().size()) {
      throw unclear(view);
    }
    List<ResultColumn> columns = new ArrayList<>();
    for (int i = 0; i < query.columns().size(); i++) {
      Identifier name = view.columns().get(i);
      if (!(query.columns().get(i) instanceof ResultColumn.Computed(Expr expr, _, _))) {
        throw unclear(view);
      }
      columns.add(new ResultColumn.Computed(expr, Optional.of(name), Span.NONE));
    }
    return new Select(
        inner.with(),
        Trees.withColumns(query, columns),
        inner.compound(),
        inner.orderBy(),
        inner.limit(),
        inner.span());
  }
}
