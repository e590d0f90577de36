package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.GatheredTable.RowFilter;
import dev.bigdaddy.conductor.schema.AttachedDatabase;
import dev.bigdaddy.conductor.schema.SessionObjects;
import dev.bigdaddy.conductor.schema.ShadowSchema;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.conductor.schema.VirtualTable;
import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.sql.tree.CreateView;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.JoinConstraint;
import dev.bigdaddy.sql.tree.JoinOperator;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Plans the last rung of the read ladder: every table that a statement reads is loaded into a scratch
/// database, where SQLite runs the statement unchanged.
///
/// Rowids, affinities, collations and indexes are kept, since answers can depend on each of them.
/// Only the columns that the statement or a key names are loaded, and of the rows those that
/// conditions of theirs alone let pass ({@link GatherFilters}). Used by one thread.
final class GatherPlanner {
  private final UserSchema schema;
  private final Function<Select, NodeSql> texts;
  private final ScratchNames scratchNames;
  private final TableLoads tables;

  GatherPlanner(UserSchema schema) {
    this(schema, NodeText::of);
  }

  /// @param texts the text of a SELECT: what the user wrote, where it is that, since a column without a
  ///     name goes by its text
  GatherPlanner(UserSchema schema, Function<Select, NodeSql> texts) {
    this.texts = texts;
    this.schema = schema;
    this.scratchNames = new ScratchNames(schema);
    this.tables = new TableLoads(schema);
  }

  /// Plans a statement in which LIKE tells upper from lower case, as it does on no node.
  ReadPlan.Gather sensitiveLike(Select select, TableUses uses, ShadowSchema shadow) {
    ReadPlan.Gather plan =
        uses.schemaTables() ? intoSchema(select, uses, shadow) : plan(select, uses, true);
    return plan.withSensitiveLike();
  }

  /// Plans a statement.
  ///
  /// @param uses its tables
  ReadPlan.Gather plan(Select select, TableUses uses) {
    return plan(select, uses, false);
  }

  private ReadPlan.Gather plan(Select select, TableUses uses, boolean whole) {
    // An index of texts looks at its content by rowid, and at all columns; of two tables of one name,
    // a condition does not tell which it is about.
    boolean hidden = uses.hidden(schema).isPresent();
    boolean all = whole || showsContent(uses) || hidden && !uses.own().isEmpty();
    Optional<Set<String>> names = all ? Optional.empty() : namedColumns(select, uses);
    Map<String, RowFilter> filters = all ? Map.of() : GatherFilters.of(select, uses, schema);
    List<ReadPlan.VirtualTable> virtualTables = new ArrayList<>();
    List<ReadPlan.Load> loads = new ArrayList<>();
    List<ReadPlan.Load> own = new ArrayList<>();
    for (String name : uses.tables()) {
      if (name.startsWith(TableUses.TEMPORARY)) {
        own.add(tables.temporary(name.substring(TableUses.TEMPORARY.length()), names));
        continue;
      }
      Optional<VirtualTable> virtual = schema.virtualTable(name);
      if (virtual.isPresent()) {
        loads.addAll(tables.shadows(name, virtual.get()));
        virtualTables.add(
            new ReadPlan.VirtualTable(name, SqlRenderer.render(virtual.get().definition())));
        continue;
      }
      ReadPlan.Load load = tables.shared(name, names);
      if (hidden) {
        load = load.qualified();
      }
      RowFilter filter = filters.get(name);
      loads.add(filter == null ? load : TableLoads.filtered(load, filter));
    }
    Set<String> schemas = new LinkedHashSet<>();
    List<ReadPlan.View> views = new ArrayList<>();
    for (TableUses.AttachedTable table : uses.attached()) {
      schemas.add(table.database().name());
      table
          .view()
          .ifPresentOrElse(view -> views.add(view(view)), () -> own.add(tables.attached(table, names)));
    }
    for (String name : uses.views()) {
      views.add(shared(name));
    }
    return new ReadPlan.Gather(
        Optional.empty(),
        virtualTables,
        loads,
        List.copyOf(schemas),
        own,
        views,
        texts.apply(scratchNames.in(select)),
        false);
  }

  /// Plans a statement that also reads the schema itself, in a way that {@link SchemaTables} cannot put
  /// into it: all its tables are loaded into a copy of the user's own schema.
  ReadPlan.Gather intoSchema(Select select, TableUses uses, ShadowSchema shadow) {
    boolean hidden = uses.hidden(schema).isPresent();
    List<ReadPlan.Load> loads = new ArrayList<>();
    List<ReadPlan.Load> own = new ArrayList<>();
    for (String name : uses.tables()) {
      if (name.startsWith(TableUses.TEMPORARY)) {
        own.addAll(temporary(name.substring(TableUses.TEMPORARY.length())));
      } else if (schema.virtualTable(name).isPresent()) {
        loads.addAll(tables.shadows(name, schema.virtualTable(name).get()));
      } else if (scratchNames.isPragma(name)) {
        throw NotSupported.of("the table " + name + " beside tables and the schema itself");
      } else if (!name.equals(UserSchema.SEQUENCES)) {
        ReadPlan.Load load = tables.shared(name, Optional.empty()).intoExisting();
        loads.add(hidden ? load.qualified() : load);
      }
    }
    // Rows of the other tables move the sequences.
    if (uses.tables().contains(UserSchema.SEQUENCES)) {
      loads.add(tables.existingSequences());
    }
    Set<String> schemas = new LinkedHashSet<>();
    for (TableUses.AttachedTable table : uses.attached()) {
      schemas.add(table.database().name());
      if (table.view().isEmpty() && !table.isSchema()) {
        own.addAll(attached(table));
      }
    }
    return new ReadPlan.Gather(
        Optional.of(shadow),
        List.of(),
        loads,
        List.copyOf(schemas),
        own,
        List.of(),
        texts.apply(select),
        false);
  }

  private List<ReadPlan.Load> temporary(String name) {
    SessionObjects objects = schema.temporary();
    return objects
        .virtualTable(name)
        .map(virtual -> tables.ownShadows("temp", objects, name, virtual))
        .orElseGet(() -> List.of(tables.temporary(name, Optional.empty()).intoExisting()));
  }

  private List<ReadPlan.Load> attached(TableUses.AttachedTable table) {
    AttachedDatabase database = table.database();
    return table
        .virtual()
        .map(
            virtual ->
                tables.ownShadows(database.name(), database.objects(), table.name(), virtual))
        .orElseGet(() -> List.of(tables.attached(table, Optional.empty()).intoExisting()));
  }

  private boolean showsContent(TableUses uses) {
    return uses.tables().stream()
        .flatMap(name -> schema.virtualTable(name).stream())
        .anyMatch(table -> table.content().isPresent());
  }

  /// Plans `PRAGMA foreign_key_check`: children and parents are loaded into tables with the user's own
  /// constraints, in the order of their creation, which SQLite's answer follows.
  ///
  /// @param child the only table to check, if one is named
  ReadPlan.Gather foreignKeyCheck(Optional<String> child, NodeSql text) {
    Set<String> wanted = schema.inForeignKeys(child);
    List<ReadPlan.Load> loads = new ArrayList<>();
    for (UserTable table : schema.tables()) {
      if (wanted.contains(TableName.fold(table.name()))) {
        ReadPlan.Load load = tables.load(table, Optional.empty(), schema.indexes(table.name()));
        loads.add(
            new ReadPlan.Load(
                load.table(),
                load.nodes(),
                load.route(),
                SqlRenderer.render(table.definition()),
                load.target(),
                load.loaded(),
                load.nodeSql(),
                load.schemaAt(),
                load.after()));
      }
    }
    return new ReadPlan.Gather(
        Optional.empty(), List.of(), loads, List.of(), List.of(), List.of(), text, false);
  }

  private ReadPlan.View shared(String name) {
    CreateView view = sharedOrTemporary(name);
    CreateView renamed = inScratch(view);
    Optional<String> written =
        renamed.select().equals(view.select()) ? schema.viewText(name) : Optional.empty();
    ReadPlan.View rendered = view(renamed);
    return written.map(text -> new ReadPlan.View(rendered.name(), text)).orElse(rendered);
  }

  private static ReadPlan.View view(CreateView view) {
    String name = SqlText.quote(view.name().name().name());
    return new ReadPlan.View(
        view.name().schema().map(in -> SqlText.quote(in.name()) + "." + name).orElse(name),
        SqlRenderer.render(view));
  }

  private CreateView inScratch(CreateView view) {
    return new CreateView(
        view.temporary(),
        view.ifNotExists(),
        view.name(),
        view.columns(),
        scratchNames.in(view.select()),
        view.span());
  }

  /// A view, as it stands in the scratch database: a temporary one stays temporary.
  private CreateView sharedOrTemporary(String name) {
    if (!name.startsWith(TableUses.TEMPORARY)) {
      return schema.view(name).orElseThrow();
    }
    CreateView view =
        schema.temporary().view(name.substring(TableUses.TEMPORARY.length())).orElseThrow();
    return new CreateView(
        true, false, view.name(), view.columns(), view.select(), view.span());
  }

  /// The folded names of all columns that the statement can mean; empty if it can mean any.
  private Optional<Set<String>> namedColumns(Select select, TableUses uses) {
    Set<String> names = new HashSet<>();
    boolean[] any = {false};
    List<Node> roots = new ArrayList<>(List.of(select));
    uses.views().forEach(name -> roots.add(sharedOrTemporary(name).select()));
    uses.attached().forEach(table -> table.view().ifPresent(roots::add));
    for (Node root : roots) {
      Trees.visit(
          root,
          node -> {
            switch (node) {
              case ResultColumn.Star _, ResultColumn.TableStar _ -> any[0] = true;
              case JoinConstraint.Using _, Expr.InTable _ -> any[0] = true;
              case TableRef.Join join -> any[0] |= isNatural(join.operator());
              case Expr.ColumnRef ref -> names.add(TableName.fold(ref.column().name()));
              case Node _ -> {
                // Names no column.
              }
            }
          });
    }
    if (any[0] && names.contains(TableName.fold(UserTable.VIRTUAL_SHARD))) {
      throw NotSupported.of(
          "a gathered statement that names " + UserTable.VIRTUAL_SHARD + " and has a star");
    }
    return any[0] ? Optional.empty() : Optional.of(names);
  }

  private static boolean isNatural(JoinOperator operator) {
    return operator.natural();
  }
}
