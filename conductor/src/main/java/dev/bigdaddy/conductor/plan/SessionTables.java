package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.topology.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Puts what a PRAGMA tells of the session, or of all nodes together, in the place of its table, since no
/// node knows it.
///
///     SELECT foreign_keys FROM pragma_foreign_keys
///     SELECT foreign_keys FROM (SELECT value AS foreign_keys FROM json_each(?1)) AS pragma_foreign_keys
///
/// Used by one thread, for one statement.
final class SessionTables {
  /// What a table of a PRAGMA has, and a subquery has not.
  private final SchemaVersion schema;
  private final ExtraValues extras;
  private final boolean besideSchema;

  /// Common tables of the statement.
  private final Set<String> common = new HashSet<>();

  /// By which the statement knows these tables.
  private final Set<String> names = new HashSet<>();

  /// @param besideSchema whether the home node cannot tell of its file and its tables either
  SessionTables(SchemaVersion schema, ExtraValues extras, boolean besideSchema) {
    this.schema = schema;
    this.extras = extras;
    this.besideSchema = besideSchema;
  }

  /// Whether a folded name is that of such a table, unless a common table has it.
  static boolean isOne(String folded, UserSchema schema) {
    return Pragmas.isSessionTable(folded, schema.onlyWhole()) && isFree(folded, schema);
  }

  private static boolean isFree(String folded, UserSchema schema) {
    return !schema.hasTable(folded)
        && schema.view(folded).isEmpty()
        && !schema.temporary().has(folded);
  }

  /// Whether a node of a tree names one.
  boolean isAsked(Node node) {
    return switch (node) {
      case TableRef.Named table -> isOurs(table.name());
      case TableRef.Function function -> isOurs(function.name());
      case Expr.InTable in -> isOurs(in.table());
      case Node _ -> false;
    };
  }

  private boolean isOurs(QualifiedName name) {
    String folded = TableName.fold(name.name().name());
    boolean anywhere =
        name.schema().map(in -> in.sameAs("main") || in.sameAs("temp")).orElse(true);
    return anywhere
        && (name.schema().isPresent() || !common.contains(folded))
        && (isOne(folded, schema.user())
            || besideSchema && Pragmas.isRowsTable(folded) && isFree(folded, schema.user()));
  }

  /// To be called with a statement before any part of it is changed.
  void enter(Statement statement) {
    common.addAll(Trees.commonTables(statement));
    Trees.visit(statement, this::note);
    boolean hidden =
        !names.isEmpty()
            && Trees.any(statement, node -> node instanceof Expr.ColumnRef ref && mayBeHidden(ref));
    if (hidden) {
      throw NotSupported.of("the rowid or the arguments of the table of a session's PRAGMA");
    }
  }

  private void note(Node node) {
    switch (node) {
      case TableRef.Named(QualifiedName name, var alias, _, _) when isOurs(name) ->
          names.add(TableName.fold(alias.orElse(name.name()).name()));
      case TableRef.Function(QualifiedName name, _, var alias, _) when isOurs(name) ->
          names.add(TableName.fold(alias.orElse(name.name()).name()));
      case Node _ -> {
        // None of them.
      }
    }
  }

  private boolean mayBeHidden(Expr.ColumnRef ref) {
    return (UserTable.namesRowid(ref.column().name()) || SchemaTables.isArgument(ref.column()))
        && ref.table().map(table -> names.contains(TableName.fold(table.name()))).orElse(true);
  }

  /// The table, or what stands for it.
  TableRef replace(TableRef table) {
    return switch (table) {
      case TableRef.Named(QualifiedName name, var alias, _, Span span) when isOurs(name) ->
          subquery(name, List.of(), alias, span);
      case TableRef.Function(QualifiedName name, var arguments, var alias, Span span)
          when isOurs(name) ->
          subquery(name, arguments, alias, span);
      case TableRef other -> other;
    };
  }

  /// The expression, or what stands for one that looks into such a table.
  Expr replace(Expr expr) {
    return expr instanceof Expr.InTable in && isOurs(in.table())
        ? new Expr.InSelect(
            in.value(),
            in.negated(),
            rows(in.table(), in.arguments().orElse(List.of())),
            in.span())
        : expr;
  }

  private TableRef subquery(
      QualifiedName name, List<Expr> arguments, Optional<Identifier> alias, Span span) {
    return new TableRef.Subquery(
        rows(name, arguments), Optional.of(alias.orElse(name.name())), span);
  }

  private Select rows(QualifiedName name, List<Expr> arguments) {
    String folded = TableName.fold(name.name().name());
    boolean checks = Pragmas.isCheckTable(folded);
    if (!arguments.isEmpty() && (!checks || arguments.size() > 1)) {
      throw NotSupported.of("the table " + folded + " with such arguments");
    }
    String values = SearchedGatherPlanner.VALUES;
    if (!SearchedGatherPlanner.isFree(schema.user()) || common.contains(values)) {
      throw NotSupported.of("the table " + folded + " beside a table or view named " + values);
    }
    String argument = arguments.isEmpty() ? "" : "(" + word(folded, arguments.getFirst()) + ")";
    Expr parameter =
        new Expr.Parameter(
            "",
            extras.number(
                new ExtraValue.PragmaRows("PRAGMA " + Pragmas.ofTable(folded) + argument)),
            Span.NONE);
    ResultColumn value =
        new ResultColumn.Computed(
            Expr.ColumnRef.of("value"), Optional.of(Identifier.of(column(folded))), Span.NONE);
    TableRef array =
        new TableRef.Function(
            QualifiedName.of(values), List.of(parameter), Optional.empty(), Span.NONE);
    return Select.of(Trees.query(List.of(value), Optional.of(array), Optional.empty()));
  }

  /// SQLite takes any argument of such a table for a text.
  private static String word(String folded, Expr argument) {
    return SqlRenderer.quoteString(
        switch (argument) {
          case Expr.StringLiteral(String text, _) -> text;
          case Expr.IntegerLiteral(String text, _) -> text;
          case Expr _ -> throw NotSupported.of("the table " + folded + " with such an argument");
        });
  }

  private String column(String folded) {
    return schema
        .shadow()
        .use(
            connection -> {
              try (RowCursor rows = connection.query("SELECT * FROM " + folded + " LIMIT 0")) {
                return rows.columnName(0);
              }
            });
  }
}
