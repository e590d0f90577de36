package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.AttachedDatabase;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.VirtualTable;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
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
/// @param own what only this session has, in words: its temporary tables, views and triggers, and what
///     it attached; its temporary tables stand among the tables too, with `temp.` before the name
/// @param attached tables and views of attached databases
/// @param commonTables whether there is a WITH clause
/// @param calls whether any function is called, or the present moment or the session asked for
record TableUses(
    Set<String> tables,
    Set<String> views,
    boolean schemaTables,
    Set<String> own,
    Set<AttachedTable> attached,
    boolean commonTables,
    boolean calls) {
  private static final String TEMP = "temp";

  /// What stands before the names of temporary tables and views.
  static final String TEMPORARY = TEMP + ".";

  private static final Set<String> FILE_TABLES = Set.of("dbstat", "sqlite_dbpage");

  /// A table or view of an attached database, by its folded name.
  record AttachedTable(AttachedDatabase database, String name) {
    String label() {
      return "attached " + database.name() + "." + name;
    }

    /// Whether it is the table of its schema.
    boolean isSchema() {
      return SchemaTables.isSchemaTable(name);
    }

    /// The virtual table, if it is one.
    Optional<VirtualTable> virtual() {
      return database.objects().virtualTable(name);
    }

    /// The view, if it is one, under its name from outside.
    Optional<CreateView> view() {
      return database
          .objects()
          .view(name)
          .map(
              view ->
                  new CreateView(
                      false,
                      false,
                      QualifiedName.of(database.name(), view.name().name().name()),
                      view.columns(),
                      view.select(),
                      view.span()));
    }
  }

  /// The tables of a statement or a part of one.
  static TableUses of(Node node, UserSchema schema) {
    Collector collector = new Collector(schema);
    collector.collect(node);
    return new TableUses(
        collector.tables,
        collector.views,
        collector.schemaTables,
        collector.own,
        collector.attached,
        collector.anyCommon,
        collector.calls);
  }

  /// A temporary table or view, in words.
  static String label(String temporary) {
    return "temporary " + temporary;
  }

  /// A temporary trigger, in words.
  static String label(CreateTrigger trigger) {
    return "temporary trigger " + trigger.name().name().name();
  }

  /// Whether any table is read or written that is none of SQLite's own about the schema.
  boolean hasTables() {
    return !tables.isEmpty() || !attached.isEmpty();
  }

  /// Whether a virtual table is read that only this session has.
  boolean hasOwnVirtual(UserSchema schema) {
    return attached.stream().anyMatch(table -> table.virtual().isPresent())
        || tables.stream()
            .filter(table -> table.startsWith(TEMPORARY))
            .map(table -> table.substring(TEMPORARY.length()))
            .anyMatch(table -> schema.temporary().virtualTable(table).isPresent());
  }

  /// Whether all tables are temporary, so that nothing of the shared schema is read.
  boolean onlyTemporary() {
    return attached.isEmpty() && tables.stream().allMatch(table -> table.startsWith(TEMP + "."));
  }

  /// A shared table of several nodes before which a temporary one of the same name stands, if there is
  /// any: what we send to the nodes names tables without their schema.
  Optional<String> hidden(UserSchema schema) {
    boolean whole = !any(TableKind.SPREAD, schema) && !any(TableKind.REFERENCE, schema);
    return tables.stream().filter(table -> !whole && schema.temporary().has(table)).findFirst();
  }

  /// Whether any of the tables is of that kind.
  boolean any(TableKind kind, UserSchema schema) {
    for (String table : tables) {
      if (schema.kind(table).orElse(TableKind.WHOLE) == kind) {
        return true;
      }
    }
    return false;
  }

  private static final class Collector {
    private final UserSchema schema;
    private final Set<String> tables = new LinkedHashSet<>();
    private final Set<String> views = new LinkedHashSet<>();
    private final Map<String, Boolean> triggersOf = new LinkedHashMap<>();
    private final Set<String> viewsEntered = new HashSet<>();
    private final Set<String> own = new LinkedHashSet<>();
    private final Set<AttachedTable> attached = new LinkedHashSet<>();
    private boolean schemaTables;
    private boolean anyCommon;
    private boolean calls;

    /// Views and triggers of the shared schema see nothing temporary.
    private boolean inShared;

    private boolean inTrigger;

    Collector(UserSchema schema) {
      this.schema = schema;
    }

    void collect(Node node) {
      Set<String> common = new HashSet<>();
      List<Node> naming = new ArrayList<>();
      Trees.visit(
          node,
          inner -> {
            switch (inner) {
              case CommonTable table -> common.add(TableName.fold(table.name().name()));
              case TableRef _, Expr.InTable _ -> naming.add(inner);
              case Insert _, Update _, Delete _, CreateTrigger _ -> naming.add(inner);
              case Expr.FunctionCall _, Expr.CurrentTime _ -> calls = true;
              case Node _ -> {
                // Names no table.
              }
            }
          });
      anyCommon |= !common.isEmpty();
      boolean before = inTrigger;
      inTrigger |= node instanceof CreateTrigger;
      naming.forEach(inner -> enter(inner, common));
      inTrigger = before;
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
      } else {
        attachedAs(name).ifPresent(this::addAttached);
      }
    }

    /// The user's schema answers, the home node, or the session, of which a trigger knows nothing.
    private void addPragma(String folded) {
      if (Pragmas.isDatabaseListTable(folded) && !schema.attached().isEmpty()) {
        throw NotSupported.of("the table " + folded + " beside attached databases");
      }
      if (Pragmas.isSchemaTable(folded)) {
        schemaTables = true;
      } else if (Pragmas.isForeignKeyCheckTable(folded) && !schema.onlyWhole()) {
        schemaTables = true;
        tables.addAll(schema.inForeignKeys(Optional.empty()));
      } else if (Pragmas.isHomeTable(folded)
          || schema.onlyWhole()
              && (Pragmas.isCheckTable(folded) || Pragmas.isForeignKeyCheckTable(folded))) {
        tables.add(folded);
        if (!schema.attached().isEmpty()) {
          own.add(folded + ", which may be asked of attached databases");
        }
      } else if (SessionTables.isOne(folded, schema) && !inTrigger) {
        calls = true;
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
      Optional<AttachedTable> elsewhere = attachedAs(name);
      if (elsewhere.isPresent()) {
        addAttached(elsewhere.get());
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
      } else if ((schema.hasTable(folded) || !common.contains(folded)) && tables.add(folded)) {
        schema.virtualTable(folded).flatMap(VirtualTable::content).ifPresent(this::addContent);
      }
    }

    /// What an index of texts shows without keeping it, as it is found when the index is used.
    private void addContent(String name) {
      boolean before = inShared;
      inShared = true;
      add(QualifiedName.of(name), Set.of());
      inShared = before;
    }

    /// What is written fires triggers, whatever the event: one too many does no harm.
    private void addTarget(QualifiedName name) {
      String folded = TableName.fold(name.name().name());
      add(name, Set.of());
      boolean elsewhere = attachedAs(name).isPresent();
      if (triggersOf.putIfAbsent(elsewhere ? "attached " + folded : folded, true) == null) {
        if (!elsewhere) {
          schema.triggers(folded).forEach(this::collectShared);
        }
        for (CreateTrigger trigger : schema.temporary().triggers(folded)) {
          own.add(label(trigger));
          collect(trigger);
        }
      }
    }

    private Optional<AttachedTable> attachedAs(QualifiedName name) {
      return inShared
          ? Optional.empty()
          : schema
              .attached(name)
              .map(db -> new AttachedTable(db, TableName.fold(name.name().name())));
    }

    /// Its views and triggers see nothing outside of its database.
    private void addAttached(AttachedTable table) {
      if (!attached.add(table)) {
        return;
      }
      own.add(table.label());
      AttachedDatabase database = table.database();
      database
          .objects()
          .view(table.name())
          .ifPresent(view -> Trees.visit(view, node -> enterAttached(node, database)));
    }

    private void enterAttached(Node node, AttachedDatabase database) {
      Optional<QualifiedName> named =
          switch (node) {
            case TableRef.Named table -> Optional.of(table.name());
            case Expr.InTable in when in.arguments().isEmpty() -> Optional.of(in.table());
            case Node _ -> Optional.empty();
          };
      named
          .map(name -> TableName.fold(name.name().name()))
          .filter(database.objects()::has)
          .ifPresent(folded -> addAttached(new AttachedTable(database, folded)));
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
      own.add(label(folded));
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
