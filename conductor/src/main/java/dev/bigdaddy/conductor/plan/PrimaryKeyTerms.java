package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.ColumnConstraint;
import dev.bigdaddy.sql.tree.ColumnDefinition;
import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableConstraint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The keys of a table as their indexes are sorted.
final class PrimaryKeyTerms {
  private PrimaryKeyTerms() {}

  /// The primary key's terms; empty if there is none.
  static List<OrderingTerm> of(CreateTable table) {
    return keys(table).stream().filter(Key::primary).findFirst().map(Key::terms).orElse(List.of());
  }

  /// The terms of an index that SQLite made for a key: it numbers them in the order of the keys, and
  /// makes none for a key that is the rowid or repeats another one.
  static Optional<List<OrderingTerm>> ofAutoIndex(UserTable table, String name) {
    String prefix = "sqlite_autoindex_" + table.name() + "_";
    if (!name.startsWith(prefix)) {
      return Optional.empty();
    }
    List<List<OrderingTerm>> indexed = new ArrayList<>();
    for (Key key : keys(table.definition())) {
      boolean isRowid = key.primary() && table.rowidAlias().isPresent();
      if (!isRowid && !indexed.contains(key.terms())) {
        indexed.add(key.terms());
      }
    }
    int number = Integer.parseInt(name.substring(prefix.length()));
    return number <= indexed.size() ? Optional.of(indexed.get(number - 1)) : Optional.empty();
  }

  private record Key(boolean primary, List<OrderingTerm> terms) {}

  private static List<Key> keys(CreateTable table) {
    List<Key> keys = new ArrayList<>();
    for (ColumnDefinition column : table.columns()) {
      for (ColumnConstraint constraint : column.constraints()) {
        if (constraint instanceof ColumnConstraint.PrimaryKey key) {
          keys.add(new Key(true, List.of(term(column.name(), key.direction()))));
        } else if (constraint instanceof ColumnConstraint.Unique) {
          keys.add(new Key(false, List.of(term(column.name(), Optional.empty()))));
        }
      }
    }
    for (TableConstraint constraint : table.constraints()) {
      if (constraint instanceof TableConstraint.PrimaryKey key) {
        keys.add(new Key(true, key.columns()));
      } else if (constraint instanceof TableConstraint.Unique key) {
        keys.add(new Key(false, key.columns()));
      }
    }
    return keys;
  }

  private static OrderingTerm term(
      Identifier column, Optional<OrderingTerm.Direction> direction) {
    Expr ref = new Expr.ColumnRef(Optional.empty(), Optional.empty(), column, Span.NONE);
    return new OrderingTerm(ref, direction, Optional.empty(), Span.NONE);
  }
}
