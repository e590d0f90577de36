package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.plan.Scope.Resolved;
import dev.bigdaddy.conductor.plan.WritePlan.Otherwise;
import dev.bigdaddy.conductor.plan.WritePlan.Rival;
import dev.bigdaddy.conductor.plan.WritePlan.SpreadChange;
import dev.bigdaddy.conductor.schema.UniqueIndexes;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UniqueKey;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.ConflictAction;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Plans an UPDATE or DELETE that every node can do for its own rows of a spread table. Used by one
/// thread, for one statement.
final class SpreadChangePlanner {
  private final UserSchema schema;
  private final UserTable table;
  private final Otherwise otherwise;

  SpreadChangePlanner(UserSchema schema, UserTable table, Otherwise otherwise) {
    this.otherwise = otherwise;
    this.schema = schema;
    this.table = table;
  }

  SpreadChange plan(Delete delete) {
    refuse(delete.with().isPresent(), "WITH before a DELETE");
    refuse(!delete.orderBy().isEmpty() || delete.limit().isPresent(), "ORDER BY or LIMIT in a DELETE");
    checkParts(delete);
    Scope scope = scope(delete.alias());
    boolean severalShards = hasNodeWithSeveralShards();
    List<ResultColumn> returning =
        new ArrayList<>(
            ReturningClause.expanded(delete.returning(), delete.alias(), table));
    OptionalInt asked = asked(delete.returning(), returning);
    boolean ordered = asked.isPresent() && table.hasRowid();
    if (ordered) {
      returning.add(column(rowidColumn()));
    }
    if (severalShards) {
      returning.add(column(UserTable.VIRTUAL_SHARD));
    }
    Delete onNode =
        new Delete(
            Optional.empty(),
            unqualified(delete.table()),
            delete.alias(),
            delete.indexHint(),
            delete.where(),
            returning,
            List.of(),
            Optional.empty(),
            Span.NONE);
    return new SpreadChange(
        table,
        route(scope, delete.where()),
        NodeText.of(onNode),
        true,
        Set.of(),
        asked,
        severalShards,
        ordered,
        List.of(),
        otherwise);
  }

  SpreadChange plan(Update update) {
    refuse(update.with().isPresent(), "WITH before an UPDATE");
    refuse(update.from().isPresent(), "UPDATE … FROM");
    refuse(!update.orderBy().isEmpty() || update.limit().isPresent(), "ORDER BY or LIMIT in an UPDATE");
    boolean aborts =
        update.onConflict().isEmpty() || update.onConflict().get() == ConflictAction.ABORT;
    refuse(!aborts, "UPDATE OR " + update.onConflict().map(Enum::name).orElse(""));
    checkParts(update);
    ConflictClauses.refuse(table);
    Scope scope = scope(update.alias());
    Set<String> assigned = TargetFilter.assigned(update);
    refuseKeyChange(assigned);
    List<ResultColumn> returning =
        new ArrayList<>(
            ReturningClause.expanded(update.returning(), update.alias(), table));
    OptionalInt asked = asked(update.returning(), returning);
    boolean ordered = asked.isPresent() && table.hasRowid();
    if (ordered) {
      returning.add(column(rowidColumn()));
    }
    refuseUniqueChange(assigned, update, scope);
    List<Rival> rivals = rivals(assigned, update, scope, returning);
    Update onNode =
        new Update(
            Optional.empty(),
            Optional.empty(),
            unqualified(update.table()),
            update.alias(),
            update.indexHint(),
            update.assignments(),
            Optional.empty(),
            update.where(),
            returning,
            List.of(),
            Optional.empty(),
            Span.NONE);
    return new SpreadChange(
        table,
        route(scope, update.where()),
        NodeText.of(onNode),
        false,
        assigned,
        asked,
        false,
        ordered,
        rivals,
        otherwise);
  }

  private static OptionalInt asked(List<ResultColumn> clause, List<ResultColumn> expanded) {
    return clause.isEmpty() ? OptionalInt.empty() : OptionalInt.of(expanded.size());
  }

  private void refuse(boolean condition, String what) {
    if (condition) {
      throw NotSupported.of(what + " on spread table " + table.name());
    }
  }

  private void checkParts(Statement statement) {
    refuse(Constants.hasRandom(statement), "random() in an UPDATE or DELETE");
    Trees.visit(
        statement,
        node -> {
          boolean subquery =
              switch (node) {
                case Expr.ScalarSubquery _, Expr.Exists _, Expr.InSelect _, Expr.InTable _ -> true;
                case Node _ -> false;
              };
          if (subquery) {
            TableUses uses = TableUses.of(node, schema);
            boolean local =
                uses.views().isEmpty()
                    && !uses.schemaTables()
                    && uses.tables().stream()
                        .allMatch(t -> schema.kind(t).equals(Optional.of(TableKind.REFERENCE)));
            refuse(!local, "a subquery in an UPDATE or DELETE");
          }
        });
  }

  private Scope scope(Optional<Identifier> alias) {
    String name = alias.map(Identifier::name).orElse(table.name());
    return new Scope(List.of(new Instance(name, table, 0)));
  }

  private Optional<KeyRoute> route(Scope scope, Optional<Expr> where) {
    Instance instance = scope.instances().getFirst();
    List<Expr> conditions = Conditions.terms(where);
    return KeyRoutes.of(instance, scope, conditions)
        .or(
            () ->
                IndexRoutes.of(
                    instance,
                    scope,
                    conditions,
                    new KeyEqualities(scope, List.of()),
                    IndexCatalog.of(schema)));
  }

  private static QualifiedName unqualified(QualifiedName name) {
    return new QualifiedName(Optional.empty(), name.name(), name.span());
  }

  private String rowidColumn() {
    return table.rowidAlias().or(table::rowidName).orElseThrow();
  }

  private static ResultColumn column(String name) {
    return new ResultColumn.Computed(Expr.ColumnRef.of(name), Optional.empty(), Span.NONE);
  }

  private boolean hasNodeWithSeveralShards() {
    Set<Object> nodes = new HashSet<>();
    return table.layout().shards().stream()
        .flatMap(shard -> shard.nodes().stream())
        .anyMatch(node -> !nodes.add(node));
  }

  private void refuseKeyChange(Set<String> assigned) {
    for (String column : table.layout().shardKey()) {
      refuse(assigned.contains(TableName.fold(column)), "UPDATE of the shard key " + column);
    }
    for (String name : assigned) {
      boolean isRowid =
          table.isRowidName(name)
              || table.rowidAlias().map(a -> TableName.fold(a).equals(name)).orElse(false);
      refuse(isRowid, "UPDATE of the rowid");
    }
  }

  /// Keys that are assigned and that other nodes' rows could share. More than one row could also pass
  /// through a state that SQLite refuses, which only one database would see.
  private List<Rival> rivals(
      Set<String> assigned, Update update, Scope scope, List<ResultColumn> returning) {
    List<Rival> rivals = new ArrayList<>();
    for (UniqueKey key : Rivals.acrossNodes(table, schema.indexes(table.name()))) {
      boolean touched =
          key.columns().stream().anyMatch(column -> assigned.contains(TableName.fold(column)));
      if (!touched) {
        continue;
      }
      refuse(
          !meetsOneRow(Conditions.terms(update.where()), scope),
          "UPDATE of the UNIQUE column " + key.columns().getFirst() + " in more than one row");
      List<OptionalInt> places = new ArrayList<>();
      for (String column : key.columns()) {
        places.add(OptionalInt.of(returning.size()));
        returning.add(column(column));
      }
      rivals.add(new Rival(key, places, Rivals.check(table, key), false));
    }
    return rivals;
  }

  /// The same for UNIQUE indexes, whose entries see rivals.
  private void refuseUniqueChange(Set<String> assigned, Update update, Scope scope) {
    for (CreateIndex index : UniqueIndexes.acrossNodes(schema, table)) {
      refuse(
          TargetFilter.mayDependOn(table, index, assigned)
              && !meetsOneRow(Conditions.terms(update.where()), scope),
          "UPDATE of what the UNIQUE index "
              + index.name().name().name()
              + " contains in more than one row");
    }
  }

  /// Whether equalities bind all columns of some unique key.
  private boolean meetsOneRow(List<Expr> terms, Scope scope) {
    Set<String> bound = new HashSet<>();
    for (Expr term : terms) {
      if (term instanceof Expr.Binary(BinaryOperator operator, Expr left, Expr right, _)
          && operator == BinaryOperator.EQUAL
          && !Trees.any(term, node -> node instanceof Expr.Collate)) {
        if (Constants.of(right).isPresent()) {
          columnOf(left, scope).ifPresent(bound::add);
        }
        if (Constants.of(left).isPresent()) {
          columnOf(right, scope).ifPresent(bound::add);
        }
      }
    }
    return table.uniqueKeys().stream()
        .anyMatch(
            key ->
                isOfColumns(key)
                    && key.columns().stream().allMatch(c -> bound.contains(TableName.fold(c))));
  }

  /// Whether a key tells apart what `=` tells apart.
  private boolean isOfColumns(UniqueKey key) {
    for (int i = 0; i < key.columns().size(); i++) {
      Optional<Collation> compares = table.column(key.columns().get(i)).collation();
      if (!compares.equals(Optional.of(key.collations().get(i)))) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> columnOf(Expr expr, Scope scope) {
    return expr.unparenthesized() instanceof Expr.ColumnRef ref
        ? scope
            .resolve(ref)
            .flatMap(Resolved::column)
            .map(column -> TableName.fold(column.name()))
        : Optional.empty();
  }
}
