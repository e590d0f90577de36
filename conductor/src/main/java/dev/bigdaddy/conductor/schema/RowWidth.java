package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How wide SQLite's planner takes rows to be, before ANALYZE: by their declared types.
///
/// SQLite scans an index in place of its table if the index has all columns that are asked for and is
/// narrower. A spread table has a column more on its nodes than in the user's schema, so that an index
/// which is as wide as the user's table is narrower than the node's: the node would read rows in
/// another order than a plain file. The rules are those of `estimateTableWidth`,
/// `estimateIndexWidth` and `sqlite3AffinityType` in SQLite's `build.c`.
final class RowWidth {
  /// Columns of four bytes or so, which a rowid and a number are.
  private static final int NUMBER = 1;

  /// A text or blob of no given length.
  private static final int TEXT = 5;

  private static final int WIDEST = 255;

  private RowWidth() {}

  /// Whether the hidden column makes one of a table's indexes seem narrower than its table.
  static boolean hiddenColumnSways(UserTable table, List<CreateIndex> indexes) {
    if (!table.hasRowid()) {
      // SQLite may prefer its indexes whatever their widths.
      return false;
    }
    int own = table.rowidAlias().isPresent() ? 0 : NUMBER;
    for (UserColumn column : table.columns()) {
      own += of(column);
    }
    int before = logarithm(own);
    int behind = logarithm(own + NUMBER);
    return widths(table, indexes).stream()
        .map(RowWidth::logarithm)
        .anyMatch(index -> index >= before && index < behind);
  }

  /// Whether the hidden column keeps one of a table's indexes from having all columns. That matters where
  /// a generated column is asked for: SQLite then takes all columns to be asked for
  /// (`sqlite3ExprColUsed`), and counts only stored ones as part of an index.
  static boolean hiddenColumnUncovers(UserTable table, List<CreateIndex> indexes) {
    boolean stored =
        table.columns().stream().anyMatch(UserColumn::generated)
            && table.columns().stream().noneMatch(UserColumn::virtual);
    return stored
        && (table.uniqueKeys().stream().anyMatch(key -> hasAll(key.columns(), table))
            || indexes.stream().anyMatch(index -> hasAll(columns(index), table)));
  }

  /// The columns of an index; none of a partial one.
  private static List<String> columns(CreateIndex index) {
    List<String> columns = new ArrayList<>();
    for (OrderingTerm term : index.terms()) {
      if (index.where().isEmpty() && column(term.expr()) instanceof Expr.ColumnRef ref) {
        columns.add(ref.column().name());
      }
    }
    return columns;
  }

  private static boolean hasAll(List<String> columns, UserTable table) {
    Set<String> named = new HashSet<>();
    columns.forEach(column -> named.add(TableName.fold(column)));
    table.rowidAlias().ifPresent(column -> named.add(TableName.fold(column)));
    if (!table.hasRowid()) {
      table.primaryKey().forEach(column -> named.add(TableName.fold(column)));
    }
    return table.columns().stream().allMatch(c -> named.contains(TableName.fold(c.name())));
  }

  private static List<Integer> widths(UserTable table, List<CreateIndex> indexes) {
    List<Integer> widths = new ArrayList<>();
    for (UniqueKey key : table.uniqueKeys()) {
      int width = NUMBER;
      for (String column : key.columns()) {
        width += of(table.column(column));
      }
      widths.add(width);
    }
    for (CreateIndex index : indexes) {
      int width = NUMBER;
      for (OrderingTerm term : index.terms()) {
        width += of(term.expr(), table);
      }
      widths.add(width);
    }
    return widths;
  }

  private static int of(Expr term, UserTable table) {
    return column(term) instanceof Expr.ColumnRef ref && table.position(ref.column().name()) >= 0
        ? of(table.column(ref.column().name()))
        : NUMBER;
  }

  /// A term without its collation.
  private static Expr column(Expr term) {
    Expr expr = term.unparenthesized();
    while (expr instanceof Expr.Collate collate) {
      expr = collate.operand().unparenthesized();
    }
    return expr;
  }

  private static int of(UserColumn column) {
    String type = TableName.fold(column.declaredType());
    Affinity affinity = Affinity.of(type);
    boolean sized = affinity == Affinity.TEXT || affinity == Affinity.NONE;
    if (type.isEmpty() || !sized) {
      return NUMBER;
    }
    int length = type.indexOf("char");
    if (length < 0 && type.contains("blob(")) {
      length = type.indexOf("blob(");
    }
    return length < 0 ? TEXT : Math.min(WIDEST, number(type, length) / 4 + 1);
  }

  /// The first number at or behind a position; 0 if there is none, or none that fits.
  private static int number(String type, int from) {
    int start = from;
    while (start < type.length() && !Character.isDigit(type.charAt(start))) {
      start++;
    }
    int end = start;
    while (end < type.length() && Character.isDigit(type.charAt(end))) {
      end++;
    }
    return start == end || end - start > 9 ? 0 : Integer.parseInt(type.substring(start, end));
  }

  /// Ten times the logarithm to base 2 of the bytes, as SQLite rounds it (`sqlite3LogEst`).
  private static int logarithm(int width) {
    int[] eighths = {0, 2, 3, 5, 6, 7, 8, 9};
    int bytes = width * 4;
    int power = 31 - Integer.numberOfLeadingZeros(bytes);
    int shifted = power >= 3 ? bytes >> (power - 3) : bytes << (3 - power);
    return power * 10 + eighths[shifted & 7];
  }
}
