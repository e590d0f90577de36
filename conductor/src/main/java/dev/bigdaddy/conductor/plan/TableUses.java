package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.CommonTable;
import dev.bigdaddy.sql.tree.CreateTrigger;
import dev.bigdaddy.sql.tree.CreateView;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The tables that a statement can touch, through views and triggers too.
///
/// A name that is both a common table expression and a table counts as the table: one table too many
/// costs time, one too few costs the answer.
///
/// @param tables folded names of tables, virtual ones included
/// @param views folded names of views, in an order in which each stands behind those it uses
/// @param schemaTables whether `sqlite_schema` or a PRAGMA's table is read
/// @param temporary names of the session's temporary tables, views and triggers; its tables stand among
///     the tables too, with `temp.` before the name
record TableUses(
    Set<String> tables, Set<String> views, boolean schemaTables, Set<String> temporary) {
  private static final String TEMP = "temp";

  /// What stands before the names of temporary tables and views.
  static final String TEMPORARY = TEMP + ".";

  private static final Set<String> FILE_TABLES = Set.of("dbstat", "sqlite_dbpage");

  /// The tables of a statement or a part of one.
  static TableUses of(Node node, UserSchema schema) {
    Collector collector = new Collector(schema);
    collector.collect(node);
    return new TableUses(
        collector.tables, collector.views, collector.schemaTables, collector.temporary);
  }

  /// Whether all tables are temporary, so that nothing of the shared schema is read.
  boolean onlyTemporary() {
    return tables.stream().allMatch(table -> table.startsWith(TEMP + "."));
  }

  /// Refuses temporary tables that stand before tables of several nodes: what we send to the nodes
  /// names tables without their schema.
  void refuseHidden(UserSchema schema) {
    boolean whole = !any(TableKind.SPREAD, schema) && !any(TableKind.REFERENCE, schema);
    for (String table : whole ? Set.<String>of() : tables) {
      if (schema.temporary().has(table)) {
        throw NotSupported.of("table " + table + " beside a temporary table of the same name");
      }
    }
  }

  /// Whether any of the tables is of that kind.
  boolean any(TableKind kind, UserSchema schema) {
    return tables.stream().anyMatch(table -> schema.kind(table).orElse(TableKind.WHOLE) == kind);
  }

  private static final class Collector {
    private final UserSchema schema;
    private final Set<String> tables = new LinkedHashSet<>();
    private final Set<String> views = new LinkedHashSet<>();
    private final Map<String, Boolean> triggersOf = new LinkedHashMap<>();
    private final Set<String> viewsEntered = new HashSet<>();
    private final Set<String> temporary = new LinkedHashSet<>();
    private boolean schemaTables;

    /// Views and triggers of the shared schema see nothing temporary.
    private boolean inShared;

    Collector(UserSchema schema) {
      this.schema = schema;
    }

    void collect(Node node) {
      Set<String> common = new HashSet<>();
      Trees.visit(
          node,
          inner -> {
            if (inner instanceof CommonTable table) {
              common.add(TableName.fold(table.name().name()));
            }
          });
      Trees.visit(node, inner -> enter(inner, common));
    }

    private void enter(Node node, Set<String> common) {
      switch (node) {
        case TableRef.Named(QualifiedName name, _, _, _) -> add(name, common);
        case TableRef.Function function -> addFunction(function.name());
        case Expr.InTable in -> {
          if (in.arguments().isPresent()) {
            addFunction(in.table());
          } else {
            add(in.table(), common);
          }
        }
        case Insert insert -> addTarget(insert.table());
        case Update update -> addTarget(update.table());
        case Delete delete -> addTarget(delete.table());
        case CreateTrigger trigger -> addTarget(trigger.table());
        case Node _ -> {
          // Names no table.
        }
      }
    }

    private void addFunction(QualifiedName name) {
      String folded = TableName.fold(name.name().name());
      if (folded.startsWith("pragma_")) {
        addPragma(folded);
      }
    }

    /// The user's schema answers, or the home node; a switch of the session cannot be asked this way.
    private void addPragma(String folded) {
      if (Pragmas.isSchemaTable(folded)) {
        schemaTables = true;
      } else if (Pragmas.isHomeTable(folded, schema)) {
        tables.add(folded);
      } else {
        throw NotSupported.of("the table " + folded);
      }
    }

    private void add(QualifiedName name, Set<String> common) {
      String folded = TableName.fold(name.name().name());
      if (isTemporary(name)) {
        addTemporary(folded);
        return;
      }
      boolean known = schema.hasTable(folded) || schema.view(folded).isPresent();
      if (!known && common.contains(folded)) {
        return;
      }
      if (FILE_TABLES.contains(folded)) {
        throw NotSupported.of("the table " + folded + ", which shows the pages of one file");
      }
      if (folded.startsWith("sqlite_stat") && !schema.onlyWhole()) {
        throw NotSupported.of(folded + " with spread tables: each node has figures of its own");
      }
      if (SchemaTables.isSchemaTable(folded)) {
        schemaTables = true;
      } else if (folded.startsWith("pragma_") && !known) {
        addPragma(folded);
      } else if (schema.view(folded).isPresent()) {
        CreateView view = schema.view(folded).get();
        if (viewsEntered.add(folded)) {
          collectShared(view.select());
          views.add(folded);
        }
      } else if (schema.hasTable(folded) || !common.contains(folded)) {
        tables.add(folded);
      }
    }

    /// What is written fires triggers, whatever the event: one too many does no harm.
    private void addTarget(QualifiedName name) {
      String folded = TableName.fold(name.name().name());
      add(name, Set.of());
      if (triggersOf.putIfAbsent(folded, true) == null) {
        schema.triggers(folded).forEach(this::collectShared);
        for (CreateTrigger trigger : schema.temporary().triggers(folded)) {
          temporary.add(trigger.name().name().name());
          collect(trigger);
        }
      }
    }

    private void collectShared(Node node) {
      boolean before = inShared;
      inShared = true;
      collect(node);
      inShared = before;
    }

    private boolean isTemporary(QualifiedName name) {
      return !inShared && schema.isTemporary(name);
    }

    private void addTemporary(String folded) {
      temporary.add(folded);
      Optional<CreateView> view = schema.temporary().view(folded);
      if (view.isEmpty()) {
        tables.add(TEMP + "." + folded);
      } else if (viewsEntered.add(TEMP + "." + folded)) {
        collect(view.get().select());
        views.add(TEMP + "." + folded);
      }
    }
  }
}
