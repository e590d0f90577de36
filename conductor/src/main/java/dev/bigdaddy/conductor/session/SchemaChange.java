package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.move.HomeObjectMoves;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.ShadowSchema;
import dev.bigdaddy.conductor.schema.TableHints;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.Comment;
import dev.bigdaddy.sql.ParsedStatement;
import dev.bigdaddy.sql.tree.AlterAction;
import dev.bigdaddy.sql.tree.AlterTable;
import dev.bigdaddy.sql.tree.Analyze;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.sql.tree.CreateTableAs;
import dev.bigdaddy.sql.tree.CreateTrigger;
import dev.bigdaddy.sql.tree.CreateView;
import dev.bigdaddy.sql.tree.CreateVirtualTable;
import dev.bigdaddy.sql.tree.Drop;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.topology.Job;
import dev.bigdaddy.topology.Jobs;
import dev.bigdaddy.topology.RowCounts;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import dev.bigdaddy.topology.TopologySnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// One schema change: judged by the shadow schema, carried out on the nodes, written to the topology,
/// all in one epoch.
///
/// The shadow is asked first, so that SQLite's own errors come before anything is done. What plain
/// SQLite's `sqlite_schema` holds afterwards is what the topology keeps; the nodes' tables may differ
/// from it (the hidden column), and views and triggers stand on the home node only while all that they
/// touch lies there. Used once, by one thread.
final class SchemaChange {
  private final LocalConductor conductor;
  private final ParsedStatement parsed;
  private final Cancellation cancellation;
  private final Statement statement;

  SchemaChange(LocalConductor conductor, ParsedStatement parsed, Cancellation cancellation) {
    this.conductor = conductor;
    this.cancellation = cancellation;
    this.parsed = parsed;
    this.statement = parsed.statement();
  }

  /// Runs the change inside a transaction, which then sees the next schema.
  void run(Transaction transaction, SchemaVersion schema) {
    TableHints hints =
        TableHints.of(parsed.comments().stream().map(SchemaChange::content).toList());
    SchemaRules.check(statement, hints, schema.user());
    ShadowSchema shadow = schema.shadow().apply(withoutRows());
    try {
      List<SchemaObject> objects = shadow.objects();
      if (objects.equals(schema.user().topology().schema())) {
        shadow.close();
        return;
      }
      SchemaVersion next = next(schema, shadow, objects, hints);
      carryOut(transaction, schema, next);
      transaction.changeSchema(next);
    } catch (RuntimeException e) {
      shadow.close();
      throw e;
    }
  }

  /// The statement for the shadow schema, which shall compute no rows: they could be many, and even a
  /// SELECT over empty tables can count without end.
  ///
  ///     CREATE TABLE t AS SELECT a + b FROM u LIMIT 5
  ///     CREATE TABLE t AS SELECT a + b FROM u LIMIT 0
  private String withoutRows() {
    if (!(statement instanceof CreateTableAs create) || endsWithValues(create.select())) {
      return parsed.text();
    }
    String text = parsed.text();
    int from = create.select().limit().map(limit -> limit.span().start()).orElse(-1);
    int until = create.select().span().end();
    return text.substring(0, from < 0 ? until : from) + " LIMIT 0" + text.substring(until);
  }

  /// VALUES takes no LIMIT.
  private static boolean endsWithValues(Select select) {
    SelectCore last = select.isCompound() ? select.compound().getLast().core() : select.core();
    return last instanceof SelectCore.Values;
  }

  private static String content(Comment comment) {
    String text = comment.text();
    return text.startsWith("--")
        ? text.substring(2)
        : text.substring(2, text.length() - (text.endsWith("*/") ? 2 : 0));
  }

  private SchemaVersion next(
      SchemaVersion schema, ShadowSchema shadow, List<SchemaObject> objects, TableHints hints) {
    TopologySnapshot before = schema.user().topology();
    List<TableLayout> layouts = new ArrayList<>();
    for (SchemaObject object : objects) {
      if (object.type().equals("table") && !object.name().startsWith("sqlite_")) {
        layouts.add(layout(object, before, hints));
      }
    }
    Set<NodeId> nodes = new TreeSet<>(before.createdNodes());
    layouts.forEach(layout -> nodes.addAll(layout.nodes()));
    TopologySnapshot snapshot =
        new TopologySnapshot(
            before.version() + 1,
            before.nodeCount(),
            before.defaultShards(),
            nodes,
            layouts,
            objects);
    return new SchemaVersion(schema.user().with(snapshot), shadow);
  }

  private TableLayout layout(SchemaObject object, TopologySnapshot before, TableHints hints) {
    Optional<TableLayout> known = before.table(object.name());
    if (known.isPresent()) {
      return known.get();
    }
    TableName name = new TableName(object.name());
    if (statement instanceof AlterTable(var table, AlterAction.RenameTo(var to, _), _)
        && to.sameAs(object.name())) {
      return before.table(table.name().name()).orElseThrow().renamed(name);
    }
    if (statement instanceof CreateTable create && create.name().name().sameAs(object.name())) {
      return NewTableLayout.of(create, name, hints, before);
    }
    return TableLayout.whole(name, NodeId.HOME);
  }

  private void carryOut(Transaction transaction, SchemaVersion schema, SchemaVersion next) {
    Set<NodeId> existing = new TreeSet<>(schema.user().topology().createdNodes());
    Set<NodeId> touched = new TreeSet<>(touchedNodes(schema.user(), next.user()));
    touched.add(NodeId.HOME);
    Set<NodeId> held = new TreeSet<>(touched);
    held.retainAll(existing);
    held.add(NodeId.TOPOLOGY);
    boolean unrepeatable =
        statement instanceof CreateTableAs || statement instanceof Analyze;
    Epoch epoch =
        new CheckedWrites(transaction, conductor, cancellation).writers(held, unrepeatable);
    if (!conductor.isCurrent(transaction.committedSchema())) {
      // Its snapshot is older than where rows lie now, which the next schema must not undo.
      throw StaleSchemaException.tooLate();
    }
    refuseWhileMoving(epoch);
    for (NodeId node : touched) {
      // A savepoint that was rolled back to may have left the node's file in this very epoch.
      if (!existing.contains(node) && !epoch.nodes().contains(node)) {
        conductor.storage().createNode(node);
        epoch.enlist(node);
      }
    }
    SqliteConnection home = epoch.on(NodeId.HOME);
    long totalBefore = home.totalChanges();
    changeNodes(epoch, schema.user(), next.user());
    if (statement instanceof CreateVirtualTable) {
      transaction.counted(home, totalBefore);
    }
    HomeObjectMoves.follow(epoch, schema.user(), next.user());
    conductor.topology().write(epoch, schema.user().topology(), next.user().topology());
  }

  /// A job knows its tables by their names.
  private void refuseWhileMoving(Epoch epoch) {
    Optional<Identifier> table =
        switch (statement) {
          case Drop drop when drop.kind() == Drop.Kind.TABLE -> Optional.of(drop.name().name());
          case AlterTable(var altered, AlterAction.RenameTo _, _) -> Optional.of(altered.name());
          case Statement _ -> Optional.empty();
        };
    Optional<Job> job =
        table.flatMap(
            name -> Jobs.openOn(epoch.on(NodeId.TOPOLOGY), new TableName(name.name())));
    if (job.isPresent()) {
      throw new BigDaddyException(
          ErrorCode.JOB_RUNNING,
          "job "
              + job.get().id()
              + " moves rows of "
              + table.orElseThrow().name()
              + ": wait until it is complete, or CANCEL JOB "
              + job.get().id());
    }
  }

  /// The nodes that hold the table of this statement.
  private Set<NodeId> touchedNodes(UserSchema before, UserSchema next) {
    Optional<String> table = table(before);
    Set<NodeId> nodes = new HashSet<>();
    table.flatMap(before::layout).ifPresent(layout -> nodes.addAll(layout.nodes()));
    table.flatMap(next::layout).ifPresent(layout -> nodes.addAll(layout.nodes()));
    return nodes;
  }

  private Optional<String> table(UserSchema before) {
    return switch (statement) {
      case CreateTable create -> Optional.of(create.name().name().name());
      case CreateTableAs create -> Optional.of(create.name().name().name());
      case CreateIndex create -> Optional.of(create.table().name());
      case AlterTable alter -> Optional.of(alter.table().name().name());
      case Drop drop ->
          switch (drop.kind()) {
            case TABLE -> Optional.of(drop.name().name().name());
            case INDEX -> before.index(drop.name().name().name()).map(i -> i.table().name());
            case VIEW, TRIGGER -> Optional.empty();
          };
      case Statement _ -> Optional.empty();
    };
  }

  private void changeNodes(Epoch epoch, UserSchema before, UserSchema next) {
    switch (statement) {
      case CreateTable create -> createTable(epoch, create, next);
      case CreateTableAs _ -> epoch.on(NodeId.HOME).execute(parsed.text());
      case Analyze _ -> epoch.on(NodeId.HOME).execute(parsed.text());
      case CreateVirtualTable _ -> epoch.update(NodeId.HOME, parsed.text());
      case CreateIndex create ->
          onAllNodes(epoch, next.layout(create.table().name()).orElseThrow(), parsed.text());
      case AlterTable alter ->
          onAllNodes(
              epoch, before.layout(alter.table().name().name()).orElseThrow(), parsed.text());
      case Drop drop -> drop(epoch, drop, before);
      case CreateView _, CreateTrigger _ -> {
        // The home node follows in HomeObjectMoves.
      }
      case Statement other ->
          throw new IllegalStateException("not a schema change: " + other.getClass());
    }
  }

  private void createTable(Epoch epoch, CreateTable create, UserSchema next) {
    TableLayout layout = next.layout(create.name().name().name()).orElseThrow();
    if (layout.kind() == TableKind.SPREAD) {
      String ddl = PhysicalTable.ddl(create);
      for (NodeId node : layout.nodes()) {
        epoch.update(node, RowCounts.CREATE);
        epoch.update(node, ddl);
      }
    } else {
      onAllNodes(epoch, layout, parsed.text());
    }
  }

  private void drop(Epoch epoch, Drop drop, UserSchema before) {
    switch (drop.kind()) {
      case TABLE -> {
        TableLayout layout = before.layout(drop.name().name().name()).orElseThrow();
        onAllNodes(epoch, layout, "DROP TABLE " + SqlText.quote(layout.name().spelling()));
        if (layout.kind() == TableKind.SPREAD) {
          layout.nodes().forEach(node -> RowCounts.drop(epoch, node, layout.name()));
        }
      }
      case INDEX -> {
        String table = before.index(drop.name().name().name()).orElseThrow().table().name();
        onAllNodes(epoch, before.layout(table).orElseThrow(), parsed.text());
      }
      case VIEW, TRIGGER -> {
        // The home node follows in HomeObjectMoves.
      }
    }
  }

  private static void onAllNodes(Epoch epoch, TableLayout layout, String ddl) {
    for (NodeId node : layout.nodes()) {
      epoch.update(node, ddl);
    }
  }

  /// Refuses a name that belongs to us.
  static void checkName(String name) {
    if (TableName.fold(name).startsWith("_bigdaddy_")) {
      throw new BigDaddyException(
          ErrorCode.SQL, "object name reserved for internal use: " + name);
    }
  }
}
