package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.plan.WritePlan.KeySource;
import dev.bigdaddy.conductor.plan.WritePlan.Otherwise;
import dev.bigdaddy.conductor.plan.WritePlan.Rival;
import dev.bigdaddy.conductor.plan.WritePlan.SpreadInsert;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UniqueKey;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.ColumnConstraint;
import dev.bigdaddy.sql.tree.ConflictAction;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.InsertSource;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Plans an INSERT of rows with known values into a spread table. Used by one thread, for one
/// statement.
final class SpreadInsertPlanner {
  private final UserTable table;
  private final List<CreateIndex> indexes;
  private final ExtraValues extras;
  private final Otherwise otherwise;
  private final List<UniqueKey> rivalKeys;
  private final List<String> columns = new ArrayList<>();
  private final List<Scalar> defaults = new ArrayList<>();

  /// @param indexes those that CREATE INDEX made on the table
  SpreadInsertPlanner(
      UserTable table, List<CreateIndex> indexes, ExtraValues extras, Otherwise otherwise) {
    this.indexes = indexes;
    this.otherwise = otherwise;
    this.table = table;
    this.extras = extras;
    this.rivalKeys = Rivals.acrossNodes(table, indexes);
  }

  SpreadInsert plan(Insert insert) {
    refuseOthers(insert);
    List<List<Expr>> rows = rows(insert);
    readColumns(insert, rows);
    addVolatileDefaults();
    List<List<Scalar>> scalars = new ArrayList<>();
    for (List<Expr> row : rows) {
      List<Scalar> values = new ArrayList<>();
      for (Expr expr : row) {
        values.add(
            Constants.ofRow(expr)
                .orElseThrow(
                    () -> NotSupported.of("a subquery in VALUES for spread table " + table.name())));
      }
      values.addAll(defaults);
      scalars.add(values);
    }
    OptionalInt rowid = rowidColumn();
    return new SpreadInsert(
        table,
        columns,
        scalars,
        keySources(),
        rowid,
        table.hasRowid() ? table.rowidAlias().or(table::rowidName) : Optional.empty(),
        rivals(),
        ReturningClause.of(insert.returning(), insert.alias(), table),
        onConflict(insert, rowid),
        otherwise);
  }

  private void refuseOthers(Insert insert) {
    if (insert.with().isPresent()) {
      throw NotSupported.of("WITH before an INSERT into spread table " + table.name());
    }
    ConflictClauses.refuse(table);
  }

  private Optional<WritePlan.OnConflict> onConflict(Insert insert, OptionalInt rowid) {
    boolean aborts =
        insert.onConflict().isEmpty() || insert.onConflict().get() == ConflictAction.ABORT;
    return aborts && insert.upserts().isEmpty()
        ? Optional.empty()
        : Optional.of(new ConflictPlanner(table, indexes, columns, rowid).plan(insert));
  }

  private List<List<Expr>> rows(Insert insert) {
    return switch (insert.source()) {
      case InsertSource.DefaultValues _ -> List.of(List.of());
      case InsertSource.Rows(var select, _)
          when select.core() instanceof SelectCore.Values values
              && !select.isCompound()
              && select.with().isEmpty()
              && select.orderBy().isEmpty()
              && select.limit().isEmpty() ->
          values.rows();
      case InsertSource.Rows _ ->
          throw NotSupported.of("INSERT … SELECT into spread table " + table.name());
    };
  }

  private void readColumns(Insert insert, List<List<Expr>> rows) {
    if (insert.source() instanceof InsertSource.DefaultValues) {
      return;
    }
    if (insert.columns().isEmpty()) {
      table.columns().stream()
          .filter(column -> !column.generated())
          .forEach(column -> columns.add(column.name()));
    } else {
      insert.columns().forEach(column -> columns.add(column.name()));
    }
    if (!rows.isEmpty() && rows.getFirst().size() != columns.size()) {
      throw new IllegalStateException("SQLite accepted a row of another width");
    }
  }

  /// A DEFAULT that is computed is computed here, once a row: a node would compute another value when
  /// its log is repeated. So is one that decides where the row lies.
  private void addVolatileDefaults() {
    for (UserColumn column : table.columns()) {
      Optional<Expr> value = defaultOf(column);
      boolean isKey = table.layout().shardKey().contains(column.name());
      boolean inRival = isInRival(column);
      boolean needed =
          value.isPresent() && (SessionValues.isVolatile(value.get()) || isKey || inRival);
      if (needed && index(column.name()).isEmpty() && !column.generated()) {
        Expr bound = new SessionValues(extras, true).replaceIn(value.get());
        columns.add(column.name());
        defaults.add(
            Constants.ofRow(bound)
                .orElseThrow(() -> NotSupported.of("the DEFAULT of column " + column.name())));
      }
    }
  }

  /// The expression of a column's DEFAULT.
  static Optional<Expr> defaultOf(UserColumn column) {
    for (ColumnConstraint constraint : column.definition().constraints()) {
      if (constraint instanceof ColumnConstraint.Default(Expr value, _)) {
        boolean word = value.unparenthesized() instanceof Expr.ColumnRef;
        return word ? Optional.of(asText(value)) : Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /// DEFAULT takes a bare word for a text.
  private static Expr asText(Expr value) {
    Identifier name = ((Expr.ColumnRef) value.unparenthesized()).column();
    boolean truth = name.sameAs("true") || name.sameAs("false");
    return truth ? value : Expr.StringLiteral.of(name.name());
  }

  private boolean isInRival(UserColumn column) {
    return rivalKeys.stream().anyMatch(key -> key.columns().contains(column.name()));
  }

  private OptionalInt index(String column) {
    String folded = TableName.fold(column);
    for (int i = 0; i < columns.size(); i++) {
      if (TableName.fold(columns.get(i)).equals(folded)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /// The last place that names the rowid, which is the one that SQLite takes.
  private OptionalInt rowidColumn() {
    for (int i = columns.size() - 1; i >= 0; i--) {
      if (table.rowidAlias().isPresent() && table.position(columns.get(i)) >= 0) {
        if (table.column(columns.get(i)).name().equals(table.rowidAlias().get())) {
          return OptionalInt.of(i);
        }
      } else if (table.isRowidName(columns.get(i))) {
        if (table.rowidAlias().isEmpty() && table.layout().isInFlight()) {
          throw NotSupported.of("an explicit rowid while a virtual shard is in flight");
        }
        if (table.rowidAlias().isEmpty() && !table.layout().shardKey().isEmpty()) {
          throw NotSupported.of(
              "an explicit rowid in spread table " + table.name() + ", which is placed by its key");
        }
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private List<KeySource> keySources() {
    List<KeySource> sources = new ArrayList<>();
    for (String column : table.layout().shardKey()) {
      OptionalInt given = index(column);
      if (table.rowidAlias().equals(Optional.of(column))) {
        sources.add(new KeySource.Rowid());
      } else if (given.isPresent()) {
        sources.add(new KeySource.Given(given.getAsInt()));
      } else {
        sources.add(new KeySource.Default(Scalar.NULL));
      }
    }
    return sources.isEmpty() ? List.of(new KeySource.Rowid()) : sources;
  }

  private List<Rival> rivals() {
    List<Rival> rivals = new ArrayList<>();
    for (UniqueKey key : rivalKeys) {
      List<OptionalInt> places = key.columns().stream().map(this::index).toList();
      rivals.add(new Rival(
              key, places, Rivals.check(table, key), Rivals.isByPlacement(key, table)));
    }
    return rivals;
  }

  /// The collation by which a key compares a column.
  static String comparison(UserTable table, String column, Collation collation, int parameter) {
    boolean own = table.column(column).collation().equals(Optional.of(collation));
    return SqlText.quote(column) + " = ?" + parameter + (own ? "" : " COLLATE " + collation);
  }
}
