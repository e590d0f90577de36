package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.MergePlanner.RowOrder;
import dev.bigdaddy.conductor.plan.ReadPlan.SubResult;
import dev.bigdaddy.conductor.plan.ReadPlan.SubResultUse;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Limit;
import dev.bigdaddy.sql.tree.Quote;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Plans what is computed before the main statement, and the typed tables that take it: affinity,
/// collation, NULLs and order are kept, which values in the text would lose. Used by one thread.
final class SubResultPlanner {
  private final SelectPlanner planner;
  private final SchemaVersion version;
  private final ExtraValues extras;
  private final SentNames names;

  SubResultPlanner(
      SelectPlanner planner, SchemaVersion version, ExtraValues extras, SentNames names) {
    this.planner = planner;
    this.version = version;
    this.extras = extras;
    this.names = names;
  }

  /// A sub-result that becomes a table.
  ///
  /// @param table its columns; every node has all of it
  record Sent(SubResult subResult, String name, UserTable table) {}

  /// The table that a select's rows become; empty if it depends on rows around it, or has columns
  /// that only SQLite can judge.
  ///
  /// @param key the column that is the rowid where the rows come from
  Optional<Sent> table(Select select, Optional<String> key) {
    return table(select, key, List.of(), RowOrder.IS_FREE);
  }

  /// The table that a select's rows become, in the order of one file, with an index over some columns.
  Optional<Sent> orderedTable(Select select, Optional<String> key, List<String> indexed) {
    return table(select, key, indexed, RowOrder.AS_ONE_FILE);
  }

  private Optional<Sent> table(
      Select select, Optional<String> key, List<String> indexed, RowOrder order) {
    Optional<UserTable> columns = columns(select);
    if (columns.isEmpty() || !standsAlone(select)) {
      return Optional.empty();
    }
    String name = names.next();
    SubResult subResult =
        new SubResult(
            planner.planSubResult(select, order).plan(),
            NodeText.of(select).text(),
            sentAs(name, columns.get(), key, indexed));
    return Optional.of(new Sent(subResult, name, columns.get()));
  }

  /// The columns of a select as a table; empty if only SQLite can judge them.
  Optional<UserTable> columns(Select select) {
    Relations relations =
        Relations.of(version.user()).forNames().with(VirtualColumns.in(select, version));
    return new PartitionedSubquery(relations, Optional.empty(), Set.of())
        .analyse(select)
        .map(PartitionedSubquery.Found::table);
  }

  /// Whether the nodes can compute a select without help.
  boolean needsNothingSent(Select select) {
    ReadPlan plan = planner.planSubResult(select, RowOrder.IS_FREE).plan();
    return plan instanceof ReadPlan.Spread || plan instanceof ReadPlan.OneNode;
  }

  /// The value that a scalar subquery becomes; empty if it has an affinity of its own, which a value
  /// does not.
  Optional<ValueResult> value(Select select) {
    Optional<UserTable> columns = columns(select);
    boolean plain =
        columns.isPresent()
            && columns.get().columns().size() == 1
            && DerivedColumns.isComputed(columns.get().columns().getFirst());
    return plain ? standingAlone(select) : Optional.empty();
  }

  /// The same where the value is compared with a column of this affinity: then its own changes nothing, if
  /// it is of the same kind.
  Optional<ValueResult> valueLike(Select select, Affinity affinity) {
    Optional<UserTable> columns = columns(select);
    boolean alike =
        columns.isPresent()
            && columns.get().columns().size() == 1
            && areAlike(columns.get().columns().getFirst(), affinity);
    return alike ? standingAlone(select) : Optional.empty();
  }

  private static boolean areAlike(UserColumn column, Affinity affinity) {
    return DerivedColumns.isComputed(column)
        || column.affinity() == affinity
        || column.affinity().isNumeric() && affinity.isNumeric();
  }

  private Optional<ValueResult> standingAlone(Select select) {
    return standsAlone(select)
        ? Optional.of(valueResult(select, index -> new SubResultUse.Value(index)))
        : Optional.empty();
  }

  /// The value that EXISTS becomes.
  Optional<ValueResult> presence(Select select) {
    return standsAlone(select)
        ? Optional.of(valueResult(select, index -> new SubResultUse.Presence(index)))
        : Optional.empty();
  }

  /// A sub-result that becomes a value.
  record ValueResult(SubResult subResult, Expr value) {}

  private interface UseOfValue {
    SubResultUse at(int index);
  }

  private ValueResult valueResult(Select select, UseOfValue use) {
    Select first = firstRow(select);
    int number = extras.number(ExtraValue.Known.SLOT);
    SubResult subResult =
        new SubResult(
            planner.planSubResult(first, RowOrder.AS_ONE_FILE).plan(),
            NodeText.of(first).text(),
            use.at(number - 1));
    return new ValueResult(subResult, Expr.Parameter.numbered(number));
  }

  /// A scalar subquery means its first row.
  static Select firstRow(Select select) {
    boolean oneRow =
        select.core() instanceof SelectCore.Query query
            && !select.isCompound()
            && query.groupBy().isEmpty()
            && Aggregates.anyIn(select);
    return oneRow || select.limit().isPresent()
        ? select
        : new Select(
            select.with(),
            select.core(),
            select.compound(),
            select.orderBy(),
            Optional.of(Limit.of(Expr.IntegerLiteral.of(1))),
            Span.NONE);
  }

  /// Whether SQLite takes it for a statement of its own, which means the same there. A name in double
  /// quotes could become a string.
  boolean standsAlone(Select select) {
    boolean quoted =
        Trees.any(
            select,
            node ->
                node instanceof Expr.ColumnRef ref
                    && ref.table().isEmpty()
                    && ref.column().quote() == Quote.DOUBLE);
    if (quoted || Constants.hasRandom(select)) {
      return false;
    }
    try {
      version.shadow().describe(NodeText.of(select).text());
      return true;
    } catch (StorageException e) {
      if (e.kind() == StorageException.Kind.SQL) {
        return false;
      }
      throw e;
    }
  }

  /// What has no affinity where it is computed must have none where it is sent: a table's column always
  /// has one, that of a view has what its expression has.
  private static SubResultUse.Table sentAs(
      String name, UserTable table, Optional<String> key, List<String> indexed) {
    boolean computed = table.columns().stream().anyMatch(DerivedColumns::isComputed);
    String rows = computed ? name + "_rows" : name;
    List<String> then = new ArrayList<>(indexes(rows, indexed));
    if (computed) {
      String columns =
          table.columns().stream()
              .map(
                  column ->
                      DerivedColumns.isComputed(column)
                          ? "+%1$s AS %1$s".formatted(SqlText.quote(column.name()))
                          : SqlText.quote(column.name()))
              .collect(Collectors.joining(", "));
      then.add("CREATE TEMP VIEW " + name + " AS SELECT " + columns + " FROM " + rows);
    }
    return new SubResultUse.Table(
        name, rows, ddl(rows, table, key), table.columns().size(), then);
  }

  private static List<String> indexes(String name, List<String> columns) {
    return columns.isEmpty()
        ? List.of()
        : List.of(
            "CREATE INDEX temp."
                + name
                + "_index ON "
                + name
                + "("
                + SqlText.quoteAll(columns)
                + ")");
  }

  private static String ddl(String name, UserTable table, Optional<String> key) {
    return table.columns().stream()
        .map(column -> declaration(column, key.equals(Optional.of(column.name()))))
        .collect(Collectors.joining(", ", "CREATE TEMP TABLE " + name + "(", ")"));
  }

  private static String declaration(UserColumn column, boolean key) {
    if (key) {
      return SqlText.quote(column.name()) + " INTEGER PRIMARY KEY";
    }
    String type =
        column.affinity() == Affinity.NONE ? "" : " " + column.affinity().typeName();
    Collation collation = column.collation().orElse(Collation.BINARY);
    String compared = collation == Collation.BINARY ? "" : " COLLATE " + collation.name();
    return SqlText.quote(column.name()) + type + compared;
  }

  /// The columns' names of a table, in order.
  static List<String> names(UserTable table) {
    return table.columns().stream().map(UserColumn::name).toList();
  }
}
