package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.GatheredTable.RowFilter;
import dev.bigdaddy.conductor.plan.Scope.Instance;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.JoinConstraint;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds which rows of its tables a gathered query needs: those that satisfy what its WHERE says about
/// one table alone.
///
///     SELECT name, rank() OVER (ORDER BY age) FROM users WHERE city = 'Rome'
///     SELECT name, age, city FROM users AS users WHERE city = 'Rome'
///
/// What WHERE leaves out nobody sees: not the windows, aggregates and subqueries of the query, unless the
/// table is read a second time somewhere. Of the terms only those go along that stand before the first one
/// that could fail, since SQLite might meet that one's error on a row that they would leave out. Used by
/// one thread.
final class ReadFilters {
  private final UserSchema schema;
  private final Select select;

  ReadFilters(UserSchema schema, Select select) {
    this.schema = schema;
    this.select = select;
  }

  /// What narrows the tables' rows, by their folded names.
  Map<String, RowFilter> find(TableUses uses) {
    boolean simple =
        uses.views().isEmpty()
            && uses.own().isEmpty()
            && select.with().isEmpty()
            && !select.isCompound();
    if (!simple
        || !(select.core() instanceof SelectCore.Query query)
        || query.from().isEmpty()
        || query.where().isEmpty()) {
      return Map.of();
    }
    List<Instance> instances = new ArrayList<>();
    return collect(query.from().get(), instances) && haveOwnNames(instances)
        ? filters(instances, query.where().get())
        : Map.of();
  }

  private Map<String, RowFilter> filters(List<Instance> instances, Expr where) {
    Scope scope = new Scope(instances);
    List<Expr> leading = new ArrayList<>();
    // They come last one first.
    for (Expr term : Conditions.terms(where).reversed()) {
      if (!TargetFilter.isSafe(term, scope)) {
        break;
      }
      leading.add(term);
    }
    Map<String, RowFilter> filters = new HashMap<>();
    for (Instance instance : instances) {
      if (isReadOnce(instance.table())) {
        List<Expr> own =
            leading.stream().filter(term -> isAbout(term, instance, scope)).toList();
        TargetFilter.filter(instance, own)
            .ifPresent(found -> filters.put(TableName.fold(instance.table().name()), found));
      }
    }
    return filters;
  }

  /// Whether a term names columns of one table and of no other.
  private static boolean isAbout(Expr term, Instance instance, Scope scope) {
    boolean[] named = {false};
    boolean others =
        Trees.any(
            term,
            node -> {
              if (!(node instanceof Expr.ColumnRef ref)) {
                return false;
              }
              boolean mine =
                  scope.resolve(ref).filter(r -> r.instance().equals(instance)).isPresent();
              named[0] |= mine;
              return !mine;
            });
    return named[0] && !others;
  }

  private boolean isReadOnce(UserTable table) {
    int[] uses = {0};
    Trees.visit(
        select,
        node -> {
          boolean use =
              switch (node) {
                case TableRef.Named named -> isNamed(named.name(), table);
                case Expr.InTable in -> isNamed(in.table(), table);
                case Node _ -> false;
              };
          uses[0] += use ? 1 : 0;
        });
    return uses[0] == 1;
  }

  private static boolean isNamed(QualifiedName name, UserTable table) {
    return name.name().sameAs(table.name());
  }

  private static boolean haveOwnNames(List<Instance> instances) {
    Set<String> names = new HashSet<>();
    return instances.stream().allMatch(instance -> names.add(TableName.fold(instance.name())));
  }

  /// Whether FROM is made of tables and inner joins, whose columns keep their names.
  private boolean collect(TableRef from, List<Instance> instances) {
    return switch (from) {
      case TableRef.Named named -> add(named, instances);
      case TableRef.Join join ->
          isInner(join) && collect(join.left(), instances) && collect(join.right(), instances);
      case TableRef _ -> false;
    };
  }

  private static boolean isInner(TableRef.Join join) {
    boolean inner =
        switch (join.operator().type()) {
          case COMMA, INNER, CROSS -> true;
          case LEFT, RIGHT, FULL -> false;
        };
    return inner
        && !join.operator().natural()
        && join.constraint().filter(c -> c instanceof JoinConstraint.Using).isEmpty();
  }

  private boolean add(TableRef.Named named, List<Instance> instances) {
    Optional<UserTable> table =
        named.name().schema().filter(s -> !s.sameAs("main")).isPresent()
            ? Optional.empty()
            : schema.table(named.name().name().name());
    if (table.isEmpty()) {
      return false;
    }
    String name = named.alias().map(Identifier::name).orElse(table.get().name());
    instances.add(new Instance(name, table.get(), 0));
    return true;
  }
}
