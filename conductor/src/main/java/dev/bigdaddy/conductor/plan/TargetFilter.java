package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.GatheredTable.RowFilter;
import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.schema.UniqueKey;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Assignment;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Finds which rows of its target a gathered UPDATE or DELETE needs: those that satisfy what its WHERE
/// says about the target alone.
///
///     DELETE FROM t WHERE a > 5 AND b IN (SELECT …)
///     SELECT … FROM t WHERE a > 5
///
/// Rows that do not satisfy it are neither changed nor looked at, provided that the statement does not
/// read the table a second time, that no trigger or foreign key looks at it, and that no row can
/// collide with one that was left out: so nothing that a unique key is made of may be assigned. A term
/// goes to the nodes only if no term can fail, as SQLite chooses the order in which it looks at them.
/// Used by one thread.
final class TargetFilter {
  private static final Set<BinaryOperator> CAN_FAIL =
      Set.of(BinaryOperator.EXTRACT, BinaryOperator.EXTRACT_TEXT);

  private static final Set<String> NEVER_FAIL =
      Set.of(
          "avg", "coalesce", "count", "ifnull", "iif", "length", "lower", "max", "min", "nullif",
          "total", "typeof", "upper");

  private final UserSchema schema;
  private final UserTable table;

  TargetFilter(UserSchema schema, UserTable table) {
    this.schema = schema;
    this.table = table;
  }

  /// The rows of the target that a statement needs; empty for all of them.
  Optional<RowFilter> of(Statement statement) {
    return FiredTriggers.any(statement, table.name(), schema)
        ? Optional.empty()
        : despiteTriggers(statement);
  }

  /// The same where it is known what its triggers look at.
  Optional<RowFilter> despiteTriggers(Statement statement) {
    if (!isEnough(statement)) {
      return Optional.empty();
    }
    return switch (statement) {
      case Update update when isMine(update.table()) -> filter(update.alias(), update.where());
      case Delete delete when isMine(delete.table()) -> filter(delete.alias(), delete.where());
      case Statement _ -> Optional.empty();
    };
  }

  /// Whether a statement looks at no other rows of its target than those that its WHERE leaves.
  boolean isEnough(Statement statement) {
    return !isReadAgain(statement)
        && !(statement instanceof Update update && assignsKey(assigned(update)));
  }

  /// Through a view too: TableUses looks into them, and so does this.
  private boolean isReadAgain(Statement statement) {
    boolean named =
        Trees.any(
            statement,
            node ->
                switch (node) {
                  case TableRef.Named ref -> isMine(ref.name()) || isView(ref.name());
                  case Expr.InTable in -> isMine(in.table()) || isView(in.table());
                  case Node _ -> false;
                });
    return named;
  }

  private boolean isMine(QualifiedName name) {
    return name.name().sameAs(table.name());
  }

  private boolean isView(QualifiedName name) {
    return schema.view(name.name().name()).isPresent();
  }

  /// Whether any of some columns, by their folded names, may be a part of a unique key.
  boolean assignsKey(Set<String> assigned) {
    for (UniqueKey key : table.uniqueKeys()) {
      for (String column : key.columns()) {
        if (assigned.contains(TableName.fold(column)) || table.column(column).generated()) {
          return true;
        }
      }
    }
    for (CreateIndex index : schema.indexes(table.name())) {
      if (index.unique() && mayDependOn(table, index, assigned)) {
        return true;
      }
    }
    return assigned.stream().anyMatch(table::isRowidName);
  }

  /// Whether assigning these columns can change what an index contains of a row.
  static boolean mayDependOn(UserTable table, CreateIndex index, Set<String> assigned) {
    return Trees.any(
        index,
        node ->
            node instanceof Expr.ColumnRef ref
                && (assigned.contains(TableName.fold(ref.column().name()))
                    || table.position(ref.column().name()) < 0
                    || table.column(ref.column().name()).generated()));
  }

  /// The folded names of the columns that an UPDATE assigns.
  static Set<String> assigned(Update update) {
    return assigned(update.assignments());
  }

  /// The folded names of the columns that are assigned.
  static Set<String> assigned(List<Assignment> assignments) {
    Set<String> names = new HashSet<>();
    for (Assignment assignment : assignments) {
      switch (assignment) {
        case Assignment.ToColumn(Identifier column, _, _) ->
            names.add(TableName.fold(column.name()));
        case Assignment.ToColumns(List<Identifier> columns, _, _) ->
            columns.forEach(column -> names.add(TableName.fold(column.name())));
      }
    }
    return names;
  }

  private Optional<RowFilter> filter(Optional<Identifier> alias, Optional<Expr> where) {
    String name = alias.map(Identifier::name).orElse(table.name());
    Instance instance = new Instance(name, table, 0);
    Scope scope = new Scope(List.of(instance));
    if (where.isEmpty() || mayFail(where.get(), scope)) {
      return Optional.empty();
    }
    List<Expr> terms =
        Conditions.terms(where).stream().filter(term -> isSafe(term, scope)).toList();
    if (terms.isEmpty()) {
      return Optional.empty();
    }
    Expr all = Conditions.all(terms).orElseThrow();
    Optional<KeyRoute> route =
        table.layout().kind() == TableKind.SPREAD
            ? KeyRoutes.of(instance, scope, terms)
            : Optional.empty();
    return Optional.of(new RowFilter(SqlText.quote(name), condition(all), route));
  }

  /// Whether a part of a condition may fail: an index can have SQLite look at it first, also on rows
  /// that other terms leave out.
  private static boolean mayFail(Expr where, Scope scope) {
    return Trees.any(
        where,
        node ->
            switch (node) {
              case Expr.FunctionCall call ->
                  !NEVER_FAIL.contains(call.name().name().toLowerCase(Locale.ROOT));
              case Expr.Binary binary -> CAN_FAIL.contains(binary.operator());
              case Expr.ColumnRef ref ->
                  scope
                      .resolve(ref)
                      .flatMap(Scope.Resolved::column)
                      .filter(UserColumn::generated)
                      .isPresent();
              case Expr.Like _, Expr.Raise _, TableRef.Function _ -> true;
              case Node _ -> false;
            });
  }

  /// A condition as it stands behind WHERE.
  static NodeSql condition(Expr expr) {
    NodeSql select = NodeText.of(Trees.selectOf(expr));
    String prefix = "SELECT ";
    if (!select.text().startsWith(prefix)) {
      throw new IllegalStateException("a SELECT renders as " + select.text());
    }
    return new NodeSql(select.text().substring(prefix.length()), select.sources());
  }

  /// Whether a condition cannot fail, whatever the rows hold.
  static boolean isSafe(Expr term, Scope scope) {
    return !Trees.any(term, node -> node instanceof Expr expr && !isSafeAlone(expr, scope));
  }

  private static boolean isSafeAlone(Expr expr, Scope scope) {
    return switch (expr) {
      case Expr.ColumnRef ref ->
          scope.resolve(ref).flatMap(Scope.Resolved::column).filter(c -> !c.generated()).isPresent();
      case Expr.Binary binary -> !CAN_FAIL.contains(binary.operator());
      case Expr.NullLiteral _,
              Expr.IntegerLiteral _,
              Expr.FloatLiteral _,
              Expr.StringLiteral _,
              Expr.BlobLiteral _,
              Expr.Parameter _,
              Expr.Parenthesized _,
              Expr.Unary _,
              Expr.NullTest _,
              Expr.Between _,
              Expr.InList _,
              Expr.Collate _ ->
          true;
      case Expr _ -> false;
    };
  }
}
