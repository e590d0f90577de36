package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.sql.tree.ColumnConstraint;
import dev.bigdaddy.sql.tree.ColumnDefinition;
import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableConstraint;
import dev.bigdaddy.topology.TableKind;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A table as the user declared it, and where its rows lie. Immutable.
public final class UserTable {
  /// The hidden column of spread tables, which holds each row's virtual shard.
  public static final String VIRTUAL_SHARD = "_virtualShard";

  private static final String QUOTES = "\"'`[";

  private static final List<String> ROWID_NAMES = List.of("rowid", "_rowid_", "oid");

  private final CreateTable definition;
  private final TableLayout layout;
  private final List<UserColumn> columns;
  private final Map<String, Integer> positions = new HashMap<>();
  private final List<UniqueKey> uniqueKeys;
  private final List<String> primaryKey;
  private final Optional<String> rowidAlias;
  private final boolean autoincrement;

  /// Computed when first asked for, since point statements ask each time.
  private @Nullable List<Affinity> keyAffinities;

  private @Nullable List<Collation> keyCollations;

  /// Reads a definition that SQLite has accepted.
  public UserTable(CreateTable definition, TableLayout layout) {
    this.definition = definition;
    this.layout = layout;
    this.columns = definition.columns().stream().map(this::column).toList();
    for (int i = 0; i < columns.size(); i++) {
      positions.putIfAbsent(TableName.fold(columns.get(i).name()), i);
    }
    KeyReader keys = new KeyReader();
    this.uniqueKeys = List.copyOf(keys.unique);
    this.primaryKey = List.copyOf(keys.primaryKey);
    this.autoincrement = keys.autoincrement;
    this.rowidAlias = keys.rowidAlias();
  }

  private UserColumn column(ColumnDefinition column) {
    String type = column.type().map(name -> unquoted(name.text())).orElse("");
    Optional<Collation> collation = Optional.of(Collation.BINARY);
    boolean generated = false;
    for (ColumnConstraint constraint : column.constraints()) {
      if (constraint instanceof ColumnConstraint.Collation(Identifier name, _)) {
        collation = Collation.named(name.name());
      }
      generated |= constraint instanceof ColumnConstraint.Generated;
    }
    Affinity affinity = Affinity.of(type);
    if (strict() && type.equalsIgnoreCase("ANY")) {
      affinity = Affinity.NONE;
    }
    return new UserColumn(column.name().name(), type, affinity, collation, generated, column);
  }

  /// SQLite takes a type in quotes for the type, if nothing else is quoted in it.
  private static String unquoted(String type) {
    int last = type.length() - 1;
    boolean quoted = last >= 2 && QUOTES.indexOf(type.charAt(0)) >= 0;
    boolean alone =
        quoted && type.chars().limit(last).skip(1).noneMatch(c -> QUOTES.indexOf(c) >= 0);
    return alone ? type.substring(1, last) : type;
  }

  /// The statement that made the table.
  public CreateTable definition() {
    return definition;
  }

  /// Where its rows lie.
  public TableLayout layout() {
    return layout;
  }

  /// Its name as spelt by the user.
  public String name() {
    return layout.name().spelling();
  }

  /// Its columns in order, generated ones included.
  public List<UserColumn> columns() {
    return columns;
  }

  /// Whether a name means the hidden column of a spread table.
  public boolean isHiddenColumn(String name) {
    return layout.kind() == TableKind.SPREAD
        && TableName.fold(name).equals(TableName.fold(VIRTUAL_SHARD));
  }

  /// The hidden column of a spread table.
  public UserColumn hiddenColumn() {
    ColumnDefinition column =
        new ColumnDefinition(Identifier.of(VIRTUAL_SHARD), Optional.empty(), List.of(), Span.NONE);
    return new UserColumn(
        VIRTUAL_SHARD,
        "INTEGER",
        Affinity.INTEGER,
        Optional.of(Collation.BINARY),
        false,
        column);
  }

  /// The position of a column, counted from 0; -1 if there is none of that name.
  public int position(String name) {
    return positions.getOrDefault(TableName.fold(name), -1);
  }

  /// A column that exists.
  public UserColumn column(String name) {
    int position = position(name);
    if (position < 0) {
      throw new IllegalArgumentException("no column " + name + " in " + name());
    }
    return columns.get(position);
  }

  /// The affinities of the shard key's columns; a table without one is hashed by rowid.
  public List<Affinity> keyAffinities() {
    List<Affinity> known = keyAffinities;
    if (known == null) {
      List<String> key = layout.shardKey();
      known =
          key.isEmpty()
              ? List.of(Affinity.INTEGER)
              : key.stream().map(name -> column(name).affinity()).toList();
      keyAffinities = known;
    }
    return known;
  }

  /// The collations of the shard key's columns.
  public List<Collation> keyCollations() {
    List<Collation> known = keyCollations;
    if (known == null) {
      List<String> key = layout.shardKey();
      known =
          key.isEmpty()
              ? List.of(Collation.BINARY)
              : key.stream().map(name -> column(name).collation().orElse(Collation.BINARY)).toList();
      keyCollations = known;
    }
    return known;
  }

  /// The primary key's columns; empty if there is none.
  public List<String> primaryKey() {
    return primaryKey;
  }

  /// PRIMARY KEY and UNIQUE constraints of the table itself, without the rowid's own; unique indexes
  /// made later are not here.
  public List<UniqueKey> uniqueKeys() {
    return uniqueKeys;
  }

  /// The INTEGER PRIMARY KEY column, which is the rowid itself.
  public Optional<String> rowidAlias() {
    return rowidAlias;
  }

  /// Whether ids are never used again.
  public boolean autoincrement() {
    return autoincrement;
  }

  /// Whether rows have a rowid.
  public boolean hasRowid() {
    return !definition.options().contains(CreateTable.Option.WITHOUT_ROWID);
  }

  /// Whether types are enforced.
  public boolean strict() {
    return definition.options().contains(CreateTable.Option.STRICT);
  }

  /// A name by which SQL reaches the rowid; empty if the table has none or its columns hide all.
  public Optional<String> rowidName() {
    if (!hasRowid()) {
      return Optional.empty();
    }
    return ROWID_NAMES.stream().filter(name -> position(name) < 0).findFirst();
  }

  /// Whether a name stands for the rowid of any table that has one, and no such column.
  public static boolean namesRowid(String name) {
    return ROWID_NAMES.contains(TableName.fold(name));
  }

  /// Whether a name that is no column stands for the rowid.
  public boolean isRowidName(String name) {
    return hasRowid() && namesRowid(name) && position(name) < 0;
  }

  private final class KeyReader {
    private final List<UniqueKey> unique = new ArrayList<>();
    private List<String> primaryKey = List.of();
    private boolean autoincrement;
    private boolean descendingColumnKey;

    KeyReader() {
      for (UserColumn column : columns) {
        for (ColumnConstraint constraint : column.definition().constraints()) {
          readColumn(column, constraint);
        }
      }
      for (TableConstraint constraint : definition.constraints()) {
        readTable(constraint);
      }
    }

    private void readColumn(UserColumn column, ColumnConstraint constraint) {
      if (constraint instanceof ColumnConstraint.PrimaryKey key) {
        primaryKey = List.of(column.name());
        autoincrement = key.autoincrement();
        descendingColumnKey =
            key.direction().equals(Optional.of(OrderingTerm.Direction.DESC));
        add(List.of(column.name()), List.of(column.collation()), true);
      } else if (constraint instanceof ColumnConstraint.Unique) {
        add(List.of(column.name()), List.of(column.collation()), false);
      }
    }

    private void readTable(TableConstraint constraint) {
      if (constraint instanceof TableConstraint.PrimaryKey key) {
        primaryKey = names(key.columns());
        autoincrement = key.autoincrement();
        add(primaryKey, collations(key.columns()), true);
      } else if (constraint instanceof TableConstraint.Unique key) {
        add(names(key.columns()), collations(key.columns()), false);
      }
    }

    private void add(List<String> names, List<Optional<Collation>> collations, boolean primary) {
      List<Collation> known =
          collations.stream().map(c -> c.orElse(Collation.BINARY)).toList();
      unique.add(new UniqueKey(names, known, primary));
    }

    private List<String> names(List<OrderingTerm> terms) {
      return terms.stream().map(term -> columnOf(term.expr()).name()).toList();
    }

    private List<Optional<Collation>> collations(List<OrderingTerm> terms) {
      return terms.stream()
          .map(
              term ->
                  term.expr() instanceof Expr.Collate(_, Identifier name, _)
                      ? Collation.named(name.name())
                      : columnOf(term.expr()).collation())
          .toList();
    }

    private UserColumn columnOf(Expr expr) {
      return switch (expr.unparenthesized()) {
        case Expr.ColumnRef ref -> column(ref.column().name());
        case Expr.StringLiteral literal -> column(literal.value());
        case Expr.Collate collate -> columnOf(collate.operand());
        case Expr other ->
            throw new IllegalStateException("SQLite accepted a key over " + other.getClass());
      };
    }

    /// The rules of "CREATE TABLE", section "ROWIDs and the INTEGER PRIMARY KEY", with its quirk that
    /// a column constraint with DESC makes an ordinary key.
    Optional<String> rowidAlias() {
      if (!hasRowid() || primaryKey.size() != 1 || descendingColumnKey) {
        return Optional.empty();
      }
      UserColumn column = column(primaryKey.getFirst());
      return column.declaredType().equalsIgnoreCase("INTEGER")
          ? Optional.of(column.name())
          : Optional.empty();
    }
  }
}
