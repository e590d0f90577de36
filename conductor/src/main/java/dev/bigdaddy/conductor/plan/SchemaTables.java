package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.ParameterStyle;
import dev.bigdaddy.sql.SqlParser;
import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.sql.TreeRewriter;
import dev.bigdaddy.sql.tree.CommonTable;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.With;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Brings the user's own schema into a statement that also touches tables: the rows of `sqlite_schema`
/// and of PRAGMAs' tables become a table of the WITH clause, since no node has them as the user would
/// see them.
///
///     SELECT name FROM sqlite_schema JOIN t ON name = t.about
///     WITH _bigdaddy_schema_1(type, name, …) AS (SELECT … FROM (VALUES ('table', 't', …)))
///       SELECT name FROM _bigdaddy_schema_1 AS sqlite_schema JOIN t ON name = t.about
///
/// A plan holds for one version of the schema only, so the rows are constant. Wrong for a view or a
/// trigger that reads the schema, for a PRAGMA whose argument is computed, and where the rowid is asked
/// for. Used by one thread, for one statement.
final class SchemaTables {
  private static final Set<String> NAMES =
      Set.of("sqlite_schema", "sqlite_master", "sqlite_temp_schema", "sqlite_temp_master");

  /// The columns of PRAGMAs' tables that a star does not show.
  private static final Set<String> ARGUMENTS = Set.of("arg", "schema");

  /// It shows its schema, and takes no argument.
  private static final String TABLE_LIST = "pragma_table_list";

  private final SchemaVersion schema;
  private final Map<String, CommonTable> tables = new LinkedHashMap<>();

  /// By which the statement knows them.
  private final Set<String> names = new HashSet<>();

  /// Those of them that take arguments.
  private final Set<String> pragmas = new HashSet<>();

  private SchemaTables(SchemaVersion schema) {
    this.schema = schema;
  }

  /// Whether a folded name is one of `sqlite_schema`'s.
  static boolean isSchemaTable(String folded) {
    return NAMES.contains(folded);
  }

  /// The statement with the schema's rows inside; empty where that cannot be.
  static Optional<Statement> inline(Statement statement, SchemaVersion schema) {
    SchemaTables inliner = new SchemaTables(schema);
    Trees.visit(statement, inliner::note);
    if (Trees.any(statement, inliner::isOutOfReach)) {
      return Optional.empty();
    }
    Statement rewritten =
        new TreeRewriter() {
          @Override
          protected TableRef changeTable(TableRef table) {
            return inliner.change(table);
          }

          @Override
          protected Expr changeExpr(Expr expr) {
            return unqualified(expr);
          }
        }.rewrite(statement);
    return Optional.of(inliner.tables.isEmpty() ? statement : inliner.withTables(rewritten));
  }

  /// A table of the WITH clause belongs to no schema: `main.sqlite_schema.name` loses its `main`.
  private static Expr unqualified(Expr expr) {
    return expr instanceof Expr.ColumnRef(var in, var table, var column, var span)
            && in.isPresent()
            && table.isPresent()
            && NAMES.contains(TableName.fold(table.get().name()))
        ? new Expr.ColumnRef(Optional.empty(), table, column, span)
        : expr;
  }

  private boolean isOutOfReach(Node node) {
    return switch (node) {
      case Expr.ColumnRef ref -> mayBeSchemaRowid(ref) || mayBeArgument(ref);
      case TableRef.Function(QualifiedName name, var arguments, _, _) ->
          isOurs(name) && !arguments.stream().allMatch(SchemaTables::isConstant);
      case Expr.InTable(_, _, QualifiedName name, _, _) -> isOurs(name);
      case Node _ -> false;
    };
  }

  /// Notes the names by which the statement knows these tables.
  private void note(Node node) {
    switch (node) {
      case TableRef.Named(QualifiedName name, var alias, _, _) when isOurs(name) ->
          note(name, alias);
      case TableRef.Function(QualifiedName name, _, var alias, _) when isOurs(name) ->
          note(name, alias);
      case Node _ -> {
        // None of them.
      }
    }
  }

  private void note(QualifiedName name, Optional<Identifier> alias) {
    String folded = TableName.fold(name.name().name());
    String known = alias.map(given -> TableName.fold(given.name())).orElse(folded);
    boolean unused = names.add(known);
    if (Pragmas.isSchemaTable(folded) && !folded.equals(TABLE_LIST)) {
      boolean added = pragmas.add(known);
    }
  }

  private boolean mayBeSchemaRowid(Expr.ColumnRef ref) {
    return UserTable.namesRowid(ref.column().name()) && mayBeOf(ref, names);
  }

  /// Whether a column of a PRAGMA's table is an argument.
  static boolean isArgument(Identifier column) {
    return ARGUMENTS.contains(TableName.fold(column.name()));
  }

  private boolean mayBeArgument(Expr.ColumnRef ref) {
    return isArgument(ref.column()) && mayBeOf(ref, pragmas);
  }

  private static boolean mayBeOf(Expr.ColumnRef ref, Set<String> tables) {
    return ref.table().isPresent()
        ? tables.contains(TableName.fold(ref.table().get().name()))
        : !tables.isEmpty();
  }

  private TableRef change(TableRef table) {
    return switch (table) {
      case TableRef.Named(QualifiedName name, var alias, var hint, Span span)
          when isOurs(name) && hint.isEmpty() ->
          new TableRef.Named(
              common(source(new TableRef.Named(name, Optional.empty(), hint, span))),
              Optional.of(alias.orElse(name.name())),
              hint,
              span);
      case TableRef.Function(QualifiedName name, var arguments, var alias, Span span)
          when isOurs(name) ->
          new TableRef.Named(
              common(source(new TableRef.Function(name, arguments, Optional.empty(), span))),
              Optional.of(alias.orElse(name.name())),
              Optional.empty(),
              span);
      case TableRef other -> other;
    };
  }

  private static String source(TableRef table) {
    return SqlRenderer.render(table, ParameterStyle.ORIGINAL);
  }

  private static boolean isOurs(QualifiedName name) {
    String folded = TableName.fold(name.name().name());
    return NAMES.contains(folded) || Pragmas.isSchemaTable(folded);
  }

  private static boolean isConstant(Expr argument) {
    return !Trees.any(
        argument,
        node ->
            node instanceof Expr.ColumnRef
                || node instanceof Expr.Parameter
                || node instanceof Select);
  }

  /// The table of the WITH clause that stands for a table, made when it is first met.
  private QualifiedName common(String source) {
    CommonTable table =
        tables.computeIfAbsent(
            source, _ -> commonTable("_bigdaddy_schema_" + (tables.size() + 1), source));
    return new QualifiedName(Optional.empty(), table.name(), Span.NONE);
  }

  private CommonTable commonTable(String name, String source) {
    String text = schema.shadow().use(connection -> text(connection, name, source));
    Select parsed = (Select) SqlParser.parse(text).statement();
    return parsed.with().orElseThrow().tables().getFirst();
  }

  /// The columns of `sqlite_schema` have affinities, those of a PRAGMA's table have none.
  private static String text(SqliteConnection connection, String name, String source) {
    boolean pragma = TableName.fold(source).contains("pragma_");
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    try (RowCursor cursor = connection.query("SELECT * FROM " + source)) {
      for (int i = 0; i < cursor.columnCount(); i++) {
        columns.add(SqlText.quote(cursor.columnName(i)));
        String value = "column" + (i + 1);
        values.add(
            pragma ? value : "CAST(" + value + " AS " + (i == 3 ? "INTEGER" : "TEXT") + ")");
      }
      while (cursor.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
          row.add(literal(cursor.valueAt(i)));
        }
        rows.add("(" + String.join(",", row) + ")");
      }
    }
    String none = "(" + "NULL,".repeat(columns.size() - 1) + "NULL)";
    return "WITH "
        + name
        + "("
        + String.join(",", columns)
        + ") AS (SELECT "
        + String.join(",", values)
        + " FROM (VALUES "
        + (rows.isEmpty() ? none : String.join(",", rows))
        + ")"
        + (rows.isEmpty() ? " WHERE 0" : "")
        + ") SELECT 1";
  }

  private static String literal(@Nullable Object value) {
    return switch (value) {
      case null -> "NULL";
      case String text -> SqlRenderer.quoteString(text);
      case Long number -> number.toString();
      case Object other -> throw new IllegalStateException("in a schema table: " + other.getClass());
    };
  }

  private Statement withTables(Statement statement) {
    Optional<With> before = WithClause.of(statement);
    List<CommonTable> all = new ArrayList<>(tables.values());
    before.ifPresent(with -> all.addAll(with.tables()));
    boolean recursive = before.map(With::recursive).orElse(false);
    return WithClause.put(new With(recursive, all, Span.NONE), statement);
  }
}
