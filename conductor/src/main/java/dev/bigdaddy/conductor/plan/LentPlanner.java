package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.SessionObjects;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.sql.TreeWalker;
import dev.bigdaddy.sql.TreeWalker.Next;
import dev.bigdaddy.sql.tree.CreateView;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Plans a write to what only its session has, a temporary table or one of an attached database, that
/// reads tables of several nodes: these are lent to the connection that has the session's own.
///
///     UPDATE temp.t SET x = (SELECT v FROM spread WHERE spread.id = t.id)
///     CREATE TABLE temp.spread …, its rows and its indexes; the statement as it is; DROP TABLE
///
/// Right because a temporary table stands before any other of its name, in the statement and in the
/// temporary views and triggers that it reaches; shared views, which do not see it, are lent too. Wrong
/// where `main.` says otherwise, where a trigger writes what all sessions share, and where the session
/// has a view or an index of the same name: then there is no plan.
final class LentPlanner {
  private final UserSchema schema;
  private final SessionObjects own;

  /// @param own the objects among which the written table is
  LentPlanner(UserSchema schema, SessionObjects own) {
    this.schema = schema;
    this.own = own;
  }

  /// Plans a statement; empty if it must not run like this.
  ///
  /// @param home the same without the tables that are lent
  Optional<WritePlan.Lent> plan(Statement statement, WritePlan.Home home) {
    TableUses uses = TableUses.of(statement, schema);
    Set<String> written = WriteClosure.of(statement, schema, false).written();
    Set<String> spread = new LinkedHashSet<>();
    for (String name : uses.tables()) {
      boolean unlike = name.startsWith("pragma_") || name.equals(UserSchema.SEQUENCES);
      if (unlike) {
        return Optional.empty();
      }
      if (schema.kind(name).equals(Optional.of(TableKind.SPREAD))) {
        spread.add(name);
      }
    }
    boolean fits =
        written.stream().allMatch(own::has)
            && uses.views().stream().noneMatch(schema.temporary()::has)
            && spread.stream().noneMatch(this::hasIndexOfSameName)
            && roots(statement, uses, written).stream().noneMatch(this::saysMain);
    return fits ? Optional.of(lent(spread, uses, home)) : Optional.empty();
  }

  private boolean hasIndexOfSameName(String table) {
    return schema.indexes(table).stream()
        .anyMatch(
            index -> schema.temporary().hasIndex(TableName.fold(index.name().name().name())));
  }

  private WritePlan.Lent lent(Set<String> spread, TableUses uses, WritePlan.Home home) {
    TableLoads loads = new TableLoads(schema);
    List<ReadPlan.View> views = new ArrayList<>();
    for (String name : uses.views()) {
      if (!name.startsWith(TableUses.TEMPORARY)) {
        CreateView view = schema.view(name).orElseThrow();
        CreateView lent =
            new CreateView(true, false, view.name(), view.columns(), view.select(), view.span());
        views.add(
            new ReadPlan.View(
                "temp." + SqlText.quote(view.name().name().name()), SqlRenderer.render(lent)));
      }
    }
    return new WritePlan.Lent(spread.stream().map(loads::lent).toList(), views, home);
  }

  /// The statement, and all views and temporary triggers that it reaches.
  private List<Node> roots(Statement statement, TableUses uses, Set<String> written) {
    List<Node> roots = new ArrayList<>(List.of(statement));
    for (String name : uses.views()) {
      Optional<CreateView> view =
          name.startsWith(TableUses.TEMPORARY)
              ? schema.temporary().view(name.substring(TableUses.TEMPORARY.length()))
              : schema.view(name);
      view.ifPresent(found -> roots.add(found.select()));
    }
    written.forEach(name -> roots.addAll(schema.temporary().triggers(name)));
    return roots;
  }

  private boolean saysMain(Node root) {
    return !TreeWalker.walk(
        root,
        node -> {
          boolean says =
              switch (node) {
                case QualifiedName name -> isSpread(name.schema(), name.name());
                case Expr.ColumnRef ref ->
                    ref.table().isPresent() && isSpread(ref.schema(), ref.table().get());
                case Node _ -> false;
              };
          return says ? Next.STOP : Next.CHILDREN;
        });
  }

  private boolean isSpread(Optional<Identifier> in, Identifier table) {
    return in.isPresent()
        && in.get().sameAs("main")
        && schema.kind(TableName.fold(table.name())).equals(Optional.of(TableKind.SPREAD));
  }
}
