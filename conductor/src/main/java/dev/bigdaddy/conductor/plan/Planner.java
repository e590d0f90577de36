package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.Column;
import dev.bigdaddy.conductor.plan.StatementPlan.Action;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.SeenLayouts;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.ParsedStatement;
import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.sql.tree.AlterTable;
import dev.bigdaddy.sql.tree.Analyze;
import dev.bigdaddy.sql.tree.Attach;
import dev.bigdaddy.sql.tree.Begin;
import dev.bigdaddy.sql.tree.Commit;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.sql.tree.CreateTableAs;
import dev.bigdaddy.sql.tree.CreateTrigger;
import dev.bigdaddy.sql.tree.CreateView;
import dev.bigdaddy.sql.tree.CreateVirtualTable;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Detach;
import dev.bigdaddy.sql.tree.Drop;
import dev.bigdaddy.sql.tree.Explain;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.Pragma;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Reindex;
import dev.bigdaddy.sql.tree.Release;
import dev.bigdaddy.sql.tree.Rollback;
import dev.bigdaddy.sql.tree.Savepoint;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableCommand;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.sql.tree.Vacuum;
import dev.bigdaddy.storage.ColumnOrigin;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StatementShape;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.storage.WriterFlag;
import dev.bigdaddy.topology.TableKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Turns a statement into a plan. SQLite judges the statement first, on the shadow schema; then the
/// ladders decide where it runs. Used by one thread, for one statement.
public final class Planner {
  private final SchemaVersion schema;
  private final Set<WriterFlag> flags;
  private final ForeignKeyMode keys;

  /// @param flags the session's switches, on which the right plan of a write depends
  public Planner(SchemaVersion schema, Set<WriterFlag> flags) {
    this(schema, flags, ForeignKeyMode.of(schema.user()));
  }

  /// @param keys how foreign keys are enforced in the transaction that runs it
  public Planner(SchemaVersion schema, Set<WriterFlag> flags, ForeignKeyMode keys) {
    this.keys = keys;
    this.schema = schema.watched();
    // Parts of a plan are made when they are first needed, by whichever session: as they were now.
    this.flags = Set.copyOf(flags);
  }

  /// Plans a statement.
  ///
  /// @throws StorageException with SQLite's own error if it would not prepare
  /// @throws dev.bigdaddy.conductor.BigDaddyException if it is not supported yet
  public StatementPlan plan(ParsedStatement parsed) {
    return switch (parsed.statement()) {
      case Select select -> select(parsed, select);
      case Insert _ -> write(parsed, "INSERT");
      case Update _ -> write(parsed, "UPDATE");
      case Delete _ -> write(parsed, "DELETE");
      case CreateTable _, CreateTableAs _, CreateVirtualTable _ -> change(parsed, "CREATE TABLE");
      case CreateIndex _ -> change(parsed, "CREATE INDEX");
      case CreateView _ -> change(parsed, "CREATE VIEW");
      case CreateTrigger _ -> change(parsed, "CREATE TRIGGER");
      case Drop drop -> change(parsed, "DROP " + drop.kind());
      case AlterTable _ ->
          // SQLite lets columns of its own inner queries show through.
          simple(parsed, new Action.ChangeSchema(), describe(parsed), false, "ALTER TABLE");
      case Begin _ -> control(parsed, "BEGIN");
      case Commit _ -> control(parsed, "COMMIT");
      case Rollback _ -> control(parsed, "ROLLBACK");
      case Savepoint _ -> control(parsed, "SAVEPOINT");
      case Release _ -> control(parsed, "RELEASE");
      case Pragma pragma -> pragma(parsed, pragma);
      case Explain explain -> explain(parsed, explain);
      case Attach attach ->
          simple(
              parsed,
              new Action.Attach(AttachedCommands.fileName(attach.file())),
              List.of(),
              true,
              "ATTACH");
      case Detach _ -> simple(parsed, new Action.Detach(), List.of(), true, "DETACH");
      case Vacuum vacuum -> vacuum(parsed, vacuum);
      case Analyze analyze -> analyze(parsed, analyze);
      case Reindex reindex -> {
        describe(parsed);
        yield AttachedCommands.isTarget(reindex.name(), schema.user())
            ? own(parsed, Optional.empty(), "REINDEX")
            : maintain(parsed, reindex.name(), "REINDEX");
      }
      case TableCommand command -> CommandPlan.of(seen(), parsed, command);
    };
  }

  private SeenLayouts seen() {
    return schema.user().seen();
  }

  private StatementPlan select(ParsedStatement parsed, Select written) {
    List<Column> columns = describe(parsed);
    ExtraValues extras = new ExtraValues(parsed.parameters().size());
    TableUses named = TableUses.of(written, schema.user());
    Select select = TableFunctions.called(written, named, schema.user());
    TableUses uses = select == written ? named : TableUses.of(select, schema.user());
    boolean spread = uses.any(TableKind.SPREAD, schema.user());
    Select whole = withSchemaRows(select, uses);
    boolean inCopy = uses.schemaTables() && uses.hasTables() && whole == select;
    Select bound =
        (Select) withSessionValues(whole, parsed.text(), uses, extras, spread, inCopy);
    TableUses boundUses =
        bound == select || uses.views().isEmpty() && whole == select && !inCopy
            ? uses
            : TableUses.of(bound, schema.user());
    SelectPlanner.Planned planned =
        flags.contains(WriterFlag.CASE_SENSITIVE_LIKE)
                && SensitiveLike.isIn(bound, boundUses, schema.user())
            ? new SelectPlanner.Planned(
                new GatherPlanner(schema.user()).sensitiveLike(bound, boundUses, schema.shadow()),
                "LIKE tells upper from lower case in this session")
            : new SelectPlanner(schema, extras, select, parsed.text())
                .plan(bound, boundUses, describable(parsed));
    ReadPlan plan = planned.plan();
    if (bound == select) {
      plan = verbatim(plan, parsed.text());
    }
    return new StatementPlan(
        seen(),
        parsed,
        new Action.Read(plan),
        columns,
        extras.values(),
        true,
        "SELECT",
        planned.reason());
  }

  private static ReadPlan verbatim(ReadPlan plan, String text) {
    return switch (plan) {
      case ReadPlan.OneNode one -> new ReadPlan.OneNode(one.node(), NodeSql.verbatim(text));
      case ReadPlan.OwnHome own -> new ReadPlan.OwnHome(NodeSql.verbatim(text), own.reads());
      case ReadPlan.SchemaOnly _, ReadPlan.Checks _, ReadPlan.Spread _, ReadPlan.Gather _ -> plan;
      case ReadPlan.Staged _, ReadPlan.Choice _ -> plan;
    };
  }

  /// @param inCopy whether SELECT runs in a copy of the schema, which knows nothing of the home node's file
  private Statement withSessionValues(
      Statement statement,
      String text,
      TableUses uses,
      ExtraValues extras,
      boolean spread,
      boolean inCopy) {
    if (!uses.calls() && !inCopy) {
      return statement;
    }
    SessionTables tables = new SessionTables(schema, extras, inCopy);
    SessionValues values = new SessionValues(extras, spread, Optional.of(tables));
    Statement named = InsertedRowids.in(new SessionNames(text, values).in(statement), schema.user());
    return values.replaceIn(SessionViews.expand(named, uses, schema, values));
  }

  /// A statement that reads nothing but the schema is answered by the shadow.
  private Select withSchemaRows(Select select, TableUses uses) {
    return uses.schemaTables() && uses.hasTables()
        ? (Select) SchemaTables.inline(select, schema).orElse(select)
        : select;
  }

  private Statement withSchemaRows(Statement write, TableUses uses) {
    return uses.schemaTables()
        ? SchemaTables.inline(write, schema)
            .orElseThrow(
                () ->
                    NotSupported.of(
                        "the rowid of sqlite_schema, or a computed argument of a PRAGMA's table, in a"
                            + " write"))
        : write;
  }

  private boolean touchesSpread(Statement statement) {
    return TableUses.of(statement, schema.user()).any(TableKind.SPREAD, schema.user());
  }

  private StatementPlan write(ParsedStatement parsed, String kind) {
    List<Column> columns = described(parsed);
    ExtraValues extras = new ExtraValues(parsed.parameters().size());
    boolean rowsFirst = RowsFirst.fits(parsed.statement(), schema);
    TableUses uses = TableUses.of(parsed.statement(), schema.user());
    if (uses.hidden(schema.user()).isPresent()) {
      throw NotSupported.of(
          "a write to or from table %s beside a temporary table of the same name"
              .formatted(uses.hidden(schema.user()).get()));
    }
    boolean spread = rowsFirst || uses.any(TableKind.SPREAD, schema.user());
    Statement bound =
        withSessionValues(
            withSchemaRows(parsed.statement(), uses), parsed.text(), uses, extras, spread, false);
    if (rowsFirst) {
      Action action = RowsFirst.plan((Insert) bound, schema, extras);
      return new StatementPlan(
          seen(), parsed, action, columns, extras.values(), false, kind, "");
    }
    NodeSql text =
        bound == parsed.statement() ? NodeSql.verbatim(parsed.text()) : NodeText.of(bound);
    WritePlan plan = new WritePlanner(schema, flags, keys, extras).plan(bound, text);
    Sharing sharing = sharing(plan, bound, parsed.text());
    return new StatementPlan(
        seen(),
        parsed,
        new Action.Write(plan, sharing),
        columns,
        extras.values(),
        false,
        kind,
        "");
  }

  /// Nobody else's rows may be in the epoch while a scratch database computes, or a query finds the rows.
  private Sharing sharing(WritePlan plan, Statement statement, String text) {
    return plan instanceof WritePlan.Gathered
            || plan instanceof WritePlan.Lent
            || plan instanceof WritePlan.FoundChange
            || plan instanceof WritePlan.FoundInsert
        ? Sharing.ALONE
        : Sharing.of(statement, text, schema.user(), flags);
  }

  private StatementPlan change(ParsedStatement parsed, String kind) {
    return simple(parsed, new Action.ChangeSchema(), List.of(), false, kind);
  }

  /// The first ANALYZE makes the tables that hold its figures.
  private StatementPlan analyze(ParsedStatement parsed, Analyze analyze) {
    describe(parsed);
    if (AttachedCommands.isTarget(analyze.name(), schema.user())) {
      return own(parsed, Optional.empty(), "ANALYZE");
    }
    boolean hasTables =
        schema.user().objects().stream()
            .anyMatch(object -> object.name().equals("sqlite_stat1"));
    return hasTables
        ? maintain(parsed, analyze.name(), "ANALYZE")
        : change(parsed, "ANALYZE");
  }

  private StatementPlan maintain(
      ParsedStatement parsed, Optional<QualifiedName> name, String kind) {
    Action action = new Action.Maintain(MaintenanceScope.nodes(name, schema.user()));
    return simple(parsed, action, List.of(), false, kind);
  }

  private StatementPlan vacuum(ParsedStatement parsed, Vacuum vacuum) {
    describe(parsed);
    if (AttachedCommands.isAttached(vacuum.schema(), schema.user())) {
      return own(parsed, vacuum.into().map(AttachedCommands::fileName), "VACUUM");
    }
    if (vacuum.into().isPresent()) {
      if (vacuum.schema().filter(name -> name.sameAs("temp")).isPresent()) {
        throw NotSupported.of("VACUUM temp INTO");
      }
      NodeSql file = AttachedCommands.fileName(vacuum.into().get());
      return simple(parsed, new Action.VacuumInto(file), List.of(), true, "VACUUM");
    }
    return simple(parsed, new Action.Vacuum(), List.of(), false, "VACUUM");
  }

  private StatementPlan own(ParsedStatement parsed, Optional<NodeSql> file, String kind) {
    return simple(parsed, new Action.OwnCommand(file), List.of(), false, kind);
  }

  private StatementPlan control(ParsedStatement parsed, String kind) {
    return simple(parsed, new Action.Control(), List.of(), true, kind);
  }

  private StatementPlan simple(
      ParsedStatement parsed, Action action, List<Column> columns, boolean readOnly, String kind) {
    return new StatementPlan(
        seen(), parsed, action, columns, List.of(), readOnly, kind, "");
  }

  private StatementPlan pragma(ParsedStatement parsed, Pragma pragma) {
    UserSchema user = schema.user();
    if (AttachedCommands.isPragma(pragma, user)) {
      List<Column> columns = columns(AttachedCommands.shape(parsed.text(), user));
      Action action = new Action.OwnCommand(Optional.empty());
      return simple(parsed, action, columns, pragma.value().isEmpty(), "PRAGMA");
    }
    AttachedCommands.refuseChecks(pragma, user);
    return switch (Pragmas.classify(pragma)) {
      case SCHEMA -> {
        boolean files = Pragmas.isDatabaseList(pragma) && !user.attached().isEmpty();
        ReadPlan read =
            files
                ? new ReadPlan.OwnHome(
                    AttachedCommands.databaseList(user), ReadPlan.Reads.TEMPORARY_ONLY)
                : new ReadPlan.SchemaOnly(NodeSql.verbatim(parsed.text()));
        yield simple(parsed, new Action.Read(read), describe(parsed), true, "PRAGMA");
      }
      case SESSION ->
          simple(
              parsed,
              new Action.SessionPragma(),
              pragma.value().isPresent() ? List.of() : describe(parsed),
              true,
              "PRAGMA");
      case HOME_READ -> {
        ReadPlan read = new ReadPlan.OneNode(NodeId.HOME, NodeSql.verbatim(parsed.text()));
        yield simple(parsed, new Action.Read(read), describe(parsed), true, "PRAGMA");
      }
      case HOME_WRITE ->
          simple(parsed, new Action.HomeCommand(), List.of(), false, "PRAGMA");
      case CHECK ->
          simple(parsed, new Action.Read(checks(parsed, pragma)), describe(parsed), true, "PRAGMA");
      case FOREIGN_KEY_CHECK -> {
        NodeSql text = NodeSql.verbatim(parsed.text());
        ReadPlan read =
            schema.user().onlyWhole()
                ? new ReadPlan.OneNode(NodeId.HOME, text)
                : new GatherPlanner(schema.user()).foreignKeyCheck(tableOf(pragma), text);
        yield simple(parsed, new Action.Read(read), describe(parsed), true, "PRAGMA");
      }
      case HINT -> simple(parsed, new Action.Hint(), describeAside(parsed), true, "PRAGMA");
      case FIXED -> simple(parsed, new Action.FixedPragma(), describeAside(parsed), true, "PRAGMA");
      case UNKNOWN -> throw NotSupported.of("PRAGMA " + pragma.name().name().name());
    };
  }

  private ReadPlan checks(ParsedStatement parsed, Pragma pragma) {
    Optional<QualifiedName> named = Optional.empty();
    long most = 100;
    if (pragma.value().isPresent()) {
      switch (pragma.value().get()) {
        case Pragma.Word(var word) ->
            named = Optional.of(new QualifiedName(Optional.empty(), word, Span.NONE));
        case Pragma.Numeric(boolean negative, String text) -> {
          if (!negative && text.length() < 10 && text.chars().allMatch(Character::isDigit)) {
            most = Math.max(1, Long.parseLong(text));
          }
        }
      }
    }
    List<NodeId> nodes =
        MaintenanceScope.nodes(named, schema.user()).stream().sorted().toList();
    return new ReadPlan.Checks(nodes, NodeSql.verbatim(parsed.text()), most);
  }

  private static Optional<String> tableOf(Pragma pragma) {
    return pragma.value().map(
        value ->
            switch (value) {
              case Pragma.Word(var word) -> word.name();
              case Pragma.Numeric(_, String text) -> text;
            });
  }

  /// Some PRAGMAs work while they are prepared: the shadow's connections must not learn of them.
  private static List<Column> describeAside(ParsedStatement parsed) {
    try (SqliteConnection aside = SqliteConnection.inMemory()) {
      return columns(aside.describe(parsed.text()));
    }
  }

  private StatementPlan explain(ParsedStatement parsed, Explain explain) {
    List<Column> columns = describe(parsed);
    if (!touchesSpread(explain.statement())) {
      TableUses uses = TableUses.of(explain.statement(), schema.user());
      NodeSql text = NodeSql.verbatim(parsed.text());
      ReadPlan read =
          uses.own().isEmpty()
              ? new ReadPlan.OneNode(NodeId.HOME, text)
              : ReadPlan.OwnHome.of(text, uses);
      return simple(parsed, new Action.Read(read), columns, true, "EXPLAIN");
    }
    if (!explain.queryPlan()) {
      // No node holds the program of the whole statement: the one that plain SQLite would run.
      ReadPlan read = new ReadPlan.SchemaOnly(NodeSql.verbatim(parsed.text()));
      return simple(parsed, new Action.Read(read), columns, true, "EXPLAIN");
    }
    ParsedStatement inner =
        new ParsedStatement(
            explain.statement(),
            SqlRenderer.render(explain.statement()),
            parsed.parameters(),
            parsed.comments());
    StatementPlan plan = plan(inner);
    return simple(
        parsed, new Action.Explain(plan), columns, true, "EXPLAIN");
  }

  /// What a write returns; errors that only the session's switches cause come in their place among
  /// SQLite's others.
  private List<Column> described(ParsedStatement parsed) {
    return columns(schema.shadow().describe(describable(parsed), flags));
  }

  private List<Column> describe(ParsedStatement parsed) {
    return columns(schema.shadow().describe(describable(parsed)));
  }

  private static List<Column> columns(StatementShape shape) {
    List<Column> columns = new ArrayList<>(shape.columnNames().size());
    for (int i = 0; i < shape.columnNames().size(); i++) {
      columns.add(new Column(shape.columnNames().get(i), shape.declaredTypes().get(i)));
    }
    return columns;
  }

  /// Where the columns of a query's answer come from, one entry a column.
  public List<ColumnOrigin> origins(ParsedStatement parsed) {
    return schema.shadow().origins(describable(parsed));
  }

  /// The text for the shadow schema, which does not know the hidden column: asked for by name, it
  /// answers, so its place is taken by a number of the same name.
  private String describable(ParsedStatement parsed) {
    boolean named =
        parsed.statement() instanceof Select
            && hasSpreadTables()
            && HiddenColumn.isIn(parsed.text())
            && Trees.any(parsed.statement(), HiddenColumn::isNamed);
    return named
        ? HiddenColumn.withoutIt((Select) parsed.statement())
        : parsed.text();
  }

  private boolean hasSpreadTables() {
    return !schema.user().onlyWhole();
  }
}
