package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.move.HomeObjectMoves;
import dev.bigdaddy.conductor.plan.MaintenanceScope;
import dev.bigdaddy.conductor.plan.NotSupported;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.AttachedDatabase;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.ShadowSchema;
import dev.bigdaddy.conductor.schema.Spreadable;
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
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.Mark;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.storage.WriterFlag;
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
import java.util.function.Function;

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
  private final Function<Select, RowCursor> reads;
  private final Statement statement;
  private final SchemaVersion seen;
  private final Set<WriterFlag> flags;

  /// @param seen the schema before, as the session sees it
  /// @param flags the session's switches
  /// @param reads runs a SELECT as the session would
  SchemaChange(
      LocalConductor conductor,
      ParsedStatement parsed,
      SchemaVersion seen,
      Set<WriterFlag> flags,
      Cancellation cancellation,
      Function<Select, RowCursor> reads) {
    this.flags = flags;
    this.reads = reads;
    this.conductor = conductor;
    this.cancellation = cancellation;
    this.parsed = parsed;
    this.statement = parsed.statement();
    this.seen = seen;
  }

  /// Runs the change inside a transaction, which then sees the next schema.
  void run(Transaction transaction) {
    SchemaVersion schema = seen;
    TableHints hints =
        TableHints.of(parsed.comments().stream().map(Comment::content).toList());
    SchemaRules.check(statement, hints, schema);
    if (statement instanceof CreateTableAs && !parsed.parameters().isEmpty()) {
      throw NotSupported.of("a parameter in CREATE TABLE AS");
    }
    ShadowSchema shadow = applied(schema.shadow());
    try {
      if (flags.contains(WriterFlag.FOREIGN_KEYS)) {
        AddedColumn.requireNoReference(statement, reads);
      }
      List<SchemaObject> objects = shadow.objects();
      boolean same = objects.equals(schema.user().topology().schema());
      boolean sameTemporary = shadow.temporary().equals(schema.user().temporary().objects());
      boolean sameAttached = shadow.attached().equals(schema.user().attached());
      if (same && sameTemporary && sameAttached) {
        shadow.close();
      } else if (same) {
        changeOwn(transaction, shadow, hints);
        shadow.close();
      } else {
        refuseWithAttached(sameAttached);
        ShadowSchema nextShadow = shadow.hasOwn() ? shared(shadow) : shadow;
        SchemaVersion next = next(schema.shared(), nextShadow, objects, hints);
        checkSpreadable(next.user());
        Done done = carryOut(transaction, schema.shared(), next);
        transaction.changeSchema(done.schema());
        if (!sameTemporary) {
          transaction.changeTemporary(done.epoch(), shadow.temporary());
        }
      }
    } catch (RuntimeException e) {
      shadow.close();
      throw e;
    }
  }

  private ShadowSchema applied(ShadowSchema shadow) {
    try {
      return shadow.apply(withoutRows());
    } catch (StorageException e) {
      throw AddedColumn.explained(e, statement, reads);
    }
  }

  private static ShadowSchema shared(ShadowSchema own) {
    own.close();
    return own.shared();
  }

  /// The first ANALYZE of all changes each of them.
  private void refuseWithAttached(boolean sameAttached) {
    if (!sameAttached && !(statement instanceof Analyze)) {
      throw NotSupported.of("a change of the schema that concerns an attached database too");
    }
  }

  /// Only what the session has for itself changes: the home node's writer, which from then on is the
  /// session's, does it as the user wrote it.
  private void changeOwn(Transaction transaction, ShadowSchema after, TableHints hints) {
    SchemaRules.checkOwn(hints);
    List<SchemaObject> next = after.temporary();
    Epoch epoch =
        new CheckedWrites(transaction, conductor, cancellation).writers(Set.of(NodeId.HOME), true);
    List<SchemaObject> former = transaction.temporary();
    transaction.changeTemporary(epoch, next);
    Mark mark = epoch.mark();
    try {
      if (statement instanceof CreateTableAs create) {
        createOwn(epoch.on(NodeId.HOME), create, after);
      } else {
        SqliteConnection home = epoch.on(NodeId.HOME);
        long totalBefore = home.totalChanges();
        home.execute(parsed.text());
        if (statement instanceof CreateVirtualTable) {
          transaction.counted(home, totalBefore);
        }
      }
    } catch (RuntimeException e) {
      // Where rows moved while it read them, the statement runs again.
      if (epoch.isOpen() && !epoch.isLost()) {
        epoch.rollbackTo(mark);
        epoch.release(mark);
        transaction.changeTemporary(epoch, former);
      }
      throw e;
    }
    epoch.release(mark);
  }

  private void createOwn(SqliteConnection home, CreateTableAs create, ShadowSchema after) {
    Optional<AttachedDatabase> attached =
        create
            .name()
            .schema()
            .flatMap(in -> after.attached().stream().filter(db -> db.isNamed(in)).findFirst());
    if (attached.isPresent()) {
      List<SchemaObject> objects = attached.get().objects().objects();
      createAs(home, create, objects, SqlText.quote(attached.get().name()));
    } else {
      createAs(home, create, after.temporary(), "temp");
    }
  }

  private void createAs(
      SqliteConnection home, CreateTableAs create, List<SchemaObject> objects, String in) {
    new TableFromSelect(create, parsed.text(), seen.user(), reads).make(home, objects, in);
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
        before.with(
            nodes,
            layouts,
            objects,
            IndexChange.next(statement, hints, schema.user(), objects));
    return new SchemaVersion(schema.user().with(snapshot), shadow);
  }

  private TableLayout layout(SchemaObject object, TopologySnapshot before, TableHints hints) {
    Optional<TableLayout> known = before.table(object.name());
    if (known.isPresent()) {
      return statement instanceof AlterTable(
                  var table, AlterAction.RenameColumn(var from, var to, _), _)
              && table.name().sameAs(object.name())
          ? known.get().withKeyColumn(from.name(), to.name())
          : known.get();
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

  /// @param schema the next version, as what was done on the nodes left it
  private record Done(Epoch epoch, SchemaVersion schema) {}

  private Done carryOut(Transaction transaction, SchemaVersion schema, SchemaVersion next) {
    Set<NodeId> existing = new TreeSet<>(schema.user().topology().createdNodes());
    Set<NodeId> touched = new TreeSet<>(touchedNodes(schema.user(), next.user()));
    touched.add(NodeId.HOME);
    Set<NodeId> held = new TreeSet<>(touched);
    held.retainAll(existing);
    held.add(NodeId.TOPOLOGY);
    DropUnderKeys drop = new DropUnderKeys(parsed, schema.user(), flags, transaction);
    held.addAll(drop.nodes());
    boolean unrepeatable =
        statement instanceof CreateTableAs || statement instanceof Analyze;
    CheckedWrites writes = new CheckedWrites(transaction, conductor, cancellation);
    Epoch epoch = writes.writers(held, unrepeatable);
    if (!conductor.published().isCurrent(transaction.committedSchema())) {
      // Its snapshot is older than where rows lie now, which the next schema must not undo.
      throw StaleSchemaException.tooLate();
    }
    MoveConflicts.refuse(statement, epoch, schema.user());
    Mark mark = epoch.mark();
    SchemaVersion result;
    try {
      drop.before(epoch, conductor.writes(), writes);
      change(transaction, epoch, touched, schema.user(), next.user());
      drop.after(epoch);
      result =
          IndexChange.follow(epoch, conductor.published().topology(), schema, next, conductor.millis());
    } catch (RuntimeException e) {
      drop.failed(e);
      // One node may have done its part, and a transaction goes on after a statement that failed.
      if (epoch.isOpen() && !epoch.isLost()) {
        epoch.rollbackTo(mark);
        epoch.release(mark);
      }
      throw e;
    }
    epoch.release(mark);
    return new Done(epoch, result);
  }

  private void change(
      Transaction transaction,
      Epoch epoch,
      Set<NodeId> touched,
      UserSchema before,
      UserSchema next) {
    Set<NodeId> existing = before.topology().createdNodes();
    for (NodeId node : touched) {
      // A savepoint that was rolled back to may have left the node's file in this very epoch.
      if (!existing.contains(node) && !epoch.nodes().contains(node)) {
        conductor.storage().createNode(node);
        epoch.enlist(node);
      }
    }
    SqliteConnection home = epoch.on(NodeId.HOME);
    long totalBefore = home.totalChanges();
    changeNodes(epoch, before, next);
    if (statement instanceof CreateVirtualTable) {
      transaction.counted(home, totalBefore);
    }
    HomeObjectMoves.follow(epoch, before, next);
    conductor.published().topology().write(epoch, before.topology(), next.topology());
  }

  /// A new or renamed column can make a table one that cannot be spread.
  private void checkSpreadable(UserSchema next) {
    if (statement instanceof AlterTable) {
      next.tables().stream()
          .filter(table -> table.layout().kind() == TableKind.SPREAD)
          .forEach(Spreadable::check);
    }
  }

  /// The nodes that hold the table of this statement.
  private Set<NodeId> touchedNodes(UserSchema before, UserSchema next) {
    if (statement instanceof Analyze analyze) {
      return MaintenanceScope.nodes(analyze.name(), before);
    }
    if (statement instanceof Drop drop && isFigures(drop)) {
      return before.topology().createdNodes();
    }
    Optional<String> table = table(before);
    Set<NodeId> nodes = new HashSet<>();
    table.flatMap(before::layout).ifPresent(layout -> nodes.addAll(layout.nodes()));
    table.flatMap(next::layout).ifPresent(layout -> nodes.addAll(layout.nodes()));
    table.ifPresent(name -> nodes.addAll(IndexChange.nodes(before, name)));
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
      case CreateTableAs create ->
          createAs(epoch.on(NodeId.HOME), create, next.topology().schema(), "main");
      case Analyze analyze ->
          Maintenance.analyze(
              epoch, MaintenanceScope.nodes(analyze.name(), before), parsed.text(), next);
      case CreateVirtualTable _ -> epoch.update(NodeId.HOME, parsed.text());
      case CreateIndex create ->
          onAllNodes(epoch, next.layout(create.table().name()).orElseThrow(), parsed.text());
      case AlterTable alter -> alter(epoch, alter, before);
      case Drop drop -> drop(epoch, drop, before);
      case CreateView _, CreateTrigger _ -> {
        // The home node follows in HomeObjectMoves.
      }
      case Statement other ->
          throw new IllegalStateException("not a schema change: " + other.getClass());
    }
  }

  /// The nodes' tables are altered by the user's own words: a new column comes behind the hidden one,
  /// which is found by its name.
  private void alter(Epoch epoch, AlterTable alter, UserSchema before) {
    TableLayout layout = before.layout(alter.table().name().name()).orElseThrow();
    onAllNodes(epoch, layout, parsed.text());
    if (layout.kind() == TableKind.SPREAD
        && alter.action() instanceof AlterAction.RenameTo(var to, _)) {
      TableName name = new TableName(to.name());
      layout.nodes().forEach(node -> RowCounts.rename(epoch, node, layout.name(), name));
    }
  }

  private void createTable(Epoch epoch, CreateTable create, UserSchema next) {
    TableLayout layout = next.layout(create.name().name().name()).orElseThrow();
    if (layout.kind() == TableKind.SPREAD) {
      String ddl = PhysicalTable.ddl(create, parsed.text());
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
        if (isFigures(drop)) {
          for (NodeId node : before.topology().createdNodes()) {
            epoch.update(
                node, "DROP TABLE IF EXISTS main." + SqlText.quote(drop.name().name().name()));
          }
          return;
        }
        TableLayout layout = before.layout(drop.name().name().name()).orElseThrow();
        onAllNodes(epoch, layout, "DROP TABLE main." + SqlText.quote(layout.name().spelling()));
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

  /// The tables that ANALYZE makes may be dropped.
  private static boolean isFigures(Drop drop) {
    return TableName.fold(drop.name().name().name()).startsWith("sqlite_stat");
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
