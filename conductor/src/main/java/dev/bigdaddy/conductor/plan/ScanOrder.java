package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.UserColumn;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.BinaryOperator;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The order in which one plain SQLite file would visit the rows of a statement over one table.
///
/// People rely on it wherever they left ORDER BY away or its terms tie. It is read from SQLite's own
/// plan on the shadow schema, which is the plan that a plain file would get; nodes may choose other
/// plans, so that the order is sent to them as ORDER BY terms.
///
/// @param terms the order; every row differs from all others in it
/// @param fixed the columns that are compared with one value, so that they do not order anything
/// @param sorts whether SQLite sorts the whole result afterwards, so that this order only breaks ties
/// @param index the columns that it runs through
record ScanOrder(List<Term> terms, Set<String> fixed, boolean sorts, IndexColumns index) {
  private static final Pattern INDEX = Pattern.compile(" USING (?:COVERING )?INDEX ");
  private static final Pattern PLAIN =
      Pattern.compile("(?:SCAN|SEARCH) .*?(?: USING (?:INTEGER )?PRIMARY KEY \\(.*\\))?$");

  /// One term.
  record Term(Expr expr, Collation collation, boolean descending) {

    Term reversed() {
      return new Term(expr, collation, !descending);
    }
  }

  /// A term that rows shall be sorted by.
  ///
  /// @param movesNulls whether its NULLS FIRST or LAST is not what its direction gives
  record Wanted(Term term, boolean movesNulls) {
    /// One whose NULLs come where its direction has them.
    static Wanted of(Term term) {
      return new Wanted(term, false);
    }

    private Expr expr() {
      return term.expr();
    }
  }

  /// The order of a statement over one table.
  ///
  /// @param details SQLite's plan for it
  /// @return empty if it is none that can be told in terms: rows found through several indexes
  static Optional<ScanOrder> of(List<String> details, Scope.Instance instance, UserSchema schema) {
    boolean sorts = details.contains("USE TEMP B-TREE FOR ORDER BY");
    List<String> accesses = details.stream().filter(ScanOrder::isAccess).toList();
    boolean simple = accesses.size() == 1 && details.stream().noneMatch(ScanOrder::isComplex);
    if (!simple) {
      return Optional.empty();
    }
    Set<String> fixed = fixed(accesses.getFirst(), instance.table());
    if (INDEX.matcher(accesses.getFirst()).find()) {
      return indexOf(accesses.getFirst(), instance.table(), schema)
          .flatMap(name -> byIndex(name, instance, schema))
          .map(columns -> new ScanOrder(columns.columns(), fixed, sorts, columns));
    }
    List<Term> rows = byRow(instance);
    return PLAIN.matcher(accesses.getFirst()).matches()
        ? Optional.of(new ScanOrder(rows, fixed, sorts, IndexColumns.ofTable(instance, rows)))
        : Optional.empty();
  }

  /// The index of an access: `SCAN t USING COVERING INDEX i`, `SEARCH t USING INDEX i (a>? AND (a,b)<(?,?))`.
  /// Names may hold whatever the texts around them are made of, so the longest that fits is it.
  private static Optional<String> indexOf(String access, UserTable table, UserSchema schema) {
    Stream<String> created =
        schema.indexes(table.name()).stream().map(index -> index.name().name().name());
    Stream<String> automatic =
        IntStream.rangeClosed(1, table.uniqueKeys().size())
            .mapToObj(n -> "sqlite_autoindex_" + table.name() + "_" + n);
    return Stream.concat(created, automatic)
        .filter(
            name ->
                access.endsWith(" INDEX " + name) || access.contains(" INDEX " + name + " ("))
        .max(Comparator.comparingInt(String::length));
  }

  /// The columns that an access compares: `SEARCH t USING INDEX i (a=? AND b=?)`.
  private static Set<String> fixed(String access, UserTable table) {
    return Stream.concat(table.columns().stream().map(UserColumn::name), Stream.of("rowid"))
        .filter(name -> access.contains("(" + name + "=?") || access.contains(" AND " + name + "=?"))
        .map(TableName::fold)
        .collect(Collectors.toSet());
  }

  /// Whether all rows have the same value in this column. SQLite's plan shows IN, and an OR that it
  /// makes an IN of, like an equality; but with them a column has several values, which it visits in
  /// either direction.
  private boolean isFixed(Expr column, List<Expr> conditions) {
    return isCompared(column)
        && column.unparenthesized() instanceof Expr.ColumnRef ref
        && conditions.stream().anyMatch(condition -> fixes(condition, ref));
  }

  private static boolean fixes(Expr condition, Expr.ColumnRef column) {
    return switch (Trees.withoutLikelihood(condition)) {
      case Expr.Binary(BinaryOperator operator, Expr left, Expr right, _)
          when operator == BinaryOperator.EQUAL
              || operator == BinaryOperator.IS
              || operator == BinaryOperator.IS_NOT_DISTINCT_FROM ->
          isColumn(left, column) && isOneValue(right)
              || isColumn(right, column) && isOneValue(left);
      case Expr.InList(Expr operand, boolean negated, List<Expr> values, _)
          when !negated && values.size() == 1 ->
          names(operand, column);
      case Expr.NullTest _ -> names(condition, column);
      case Expr _ -> false;
    };
  }

  /// Whether all rows have the same value in an expression of an index.
  private static boolean isOneExpression(Expr term, List<Expr> conditions, Scope scope) {
    if (term.unparenthesized() instanceof Expr.ColumnRef) {
      return false;
    }
    Expr indexed = Trees.canonical(term, scope);
    return conditions.stream()
        .map(Trees::withoutLikelihood)
        .anyMatch(
            condition ->
                condition instanceof Expr.Binary(BinaryOperator operator, Expr left, Expr right, _)
                    && operator == BinaryOperator.EQUAL
                    && (Trees.canonical(left, scope).equals(indexed) && isOneValue(right)
                        || Trees.canonical(right, scope).equals(indexed) && isOneValue(left)));
  }

  private static boolean isColumn(Expr expr, Expr.ColumnRef column) {
    Expr plain = expr.unparenthesized();
    return plain instanceof Expr.Collate(Expr operand, _, _)
        ? isColumn(operand, column)
        : isSame(plain, column);
  }

  private static boolean isOneValue(Expr expr) {
    return expr.unparenthesized() instanceof Expr.ScalarSubquery || hasNoColumn(expr);
  }

  private static boolean names(Expr expr, Expr.ColumnRef column) {
    return Trees.any(
        expr,
        node -> node instanceof Expr.ColumnRef ref && ref.column().sameAs(column.column().name()));
  }

  /// Whether a step of SQLite's plan reads a table, an index or the rows of a subquery.
  static boolean isAccess(String detail) {
    return detail.startsWith("SCAN ") || detail.startsWith("SEARCH ");
  }

  private static boolean isComplex(String detail) {
    return detail.startsWith("MULTI-INDEX")
        || detail.startsWith("CO-ROUTINE")
        || detail.startsWith("MATERIALIZE")
        || detail.contains(" USING AUTOMATIC ");
  }

  /// The order of rowids, or of the primary key where there is none.
  static List<Term> byRow(Scope.Instance instance) {
    UserTable table = instance.table();
    if (table.hasRowid()) {
      return List.of(
          new Term(column(instance, rowidColumn(table)), Collation.BINARY, false));
    }
    return primaryKey(instance);
  }

  private static String rowidColumn(UserTable table) {
    return table.rowidName().orElseGet(() -> table.rowidAlias().orElseThrow());
  }

  private static List<Term> primaryKey(Scope.Instance instance) {
    List<OrderingTerm> declared = PrimaryKeyTerms.of(instance.table().definition());
    return declared.stream().map(term -> term(instance, term)).toList();
  }

  private static Optional<IndexColumns> byIndex(
      String name, Scope.Instance instance, UserSchema schema) {
    UserTable table = instance.table();
    List<Term> terms = new ArrayList<>();
    Optional<CreateIndex> created =
        schema.indexes(table.name()).stream()
            .filter(index -> index.name().name().sameAs(name))
            .findFirst();
    if (created.isPresent()) {
      created.get().terms().forEach(term -> terms.add(term(instance, term)));
    } else {
      Optional<List<OrderingTerm>> automatic = PrimaryKeyTerms.ofAutoIndex(table, name);
      if (automatic.isEmpty()) {
        return Optional.empty();
      }
      automatic.get().forEach(term -> terms.add(term(instance, term)));
    }
    int declared = terms.size();
    boolean unique = created.map(CreateIndex::unique).orElse(true);
    terms.addAll(byRow(instance));
    return Optional.of(IndexColumns.ofIndex(terms, declared, unique, table));
  }

  private static Term term(Scope.Instance instance, OrderingTerm declared) {
    Expr expr = declared.expr().unparenthesized();
    Optional<Collation> collation = Optional.empty();
    while (expr instanceof Expr.Collate(Expr operand, Identifier name, _)) {
      expr = operand.unparenthesized();
      // The outermost one counts.
      collation = collation.isPresent() ? collation : Collation.named(name.name());
    }
    if (expr.unparenthesized() instanceof Expr.ColumnRef ref
        && instance.table().position(ref.column().name()) >= 0) {
      String name = ref.column().name();
      Collation own = instance.table().column(name).collation().orElse(Collation.BINARY);
      return new Term(column(instance, name), collation.orElse(own), declared.descending());
    }
    return new Term(expr, collation.orElse(Collation.BINARY), declared.descending());
  }

  private static Expr column(Scope.Instance instance, String name) {
    return Expr.ColumnRef.of(instance.name(), name);
  }

  /// The order if SQLite scans so as to have rows sorted like this, or by the first of these terms: it
  /// may run through an index from the end.
  ///
  /// @param conditions what every row satisfies
  ScanOrder towards(List<Wanted> wanted, Scope scope, List<Expr> conditions) {
    if (sorts) {
      List<Wanted> left =
          wanted.stream()
              .filter(want -> !isCompared(want.expr()) && !isConstant(want.expr(), conditions))
              .toList();
      return index.turns(left, this::isCompared, scope) ? reversed() : this;
    }
    for (Wanted first : wanted) {
      if (isConstant(first.expr(), conditions)) {
        // Any order has it sorted.
        continue;
      }
      Expr expr = Trees.canonical(first.expr(), scope);
      Optional<Term> next =
          terms.stream()
              .filter(term -> !isFixed(term.expr(), conditions))
              .filter(term -> !isOneExpression(term.expr(), conditions, scope))
              .findFirst();
      boolean turns =
          next.isPresent()
              && Trees.canonical(next.get().expr(), scope).equals(expr)
              && next.get().descending() != first.term().descending();
      // What comes behind one that the scan does not have next is sorted.
      return turns ? reversed() : this;
    }
    return this;
  }

  /// Whether the scan looks up values of a column.
  private boolean isCompared(Expr column) {
    return column.unparenthesized() instanceof Expr.ColumnRef ref
        && fixed.contains(TableName.fold(ref.column().name()));
  }

  /// Whether all rows have the same value in a column. Values that are equal by another collation need not
  /// be the same.
  private static boolean isConstant(Expr wanted, List<Expr> conditions) {
    return wanted.unparenthesized() instanceof Expr.ColumnRef column
        && conditions.stream()
            .map(Trees::withoutLikelihood)
            .anyMatch(
                condition ->
                    condition instanceof Expr.Binary(BinaryOperator operator, Expr left, Expr right, _)
                        && !Trees.any(condition, node -> node instanceof Expr.Collate)
                        && (operator == BinaryOperator.EQUAL || operator == BinaryOperator.IS)
                        && (isSame(left, column) && hasNoColumn(right)
                            || isSame(right, column) && hasNoColumn(left)));
  }

  private static boolean isSame(Expr expr, Expr.ColumnRef column) {
    return expr.unparenthesized() instanceof Expr.ColumnRef ref
        && ref.column().sameAs(column.column().name());
  }

  private static boolean hasNoColumn(Expr expr) {
    return !Trees.any(expr, node -> node instanceof Expr.ColumnRef || node instanceof Expr.ScalarSubquery);
  }

  private ScanOrder reversed() {
    return new ScanOrder(terms.stream().map(Term::reversed).toList(), fixed, sorts, index);
  }
}
