package dev.bigdaddy.sql.tree;

import java.util.List;
import java.util.Optional;

/// What may follow the columns of CREATE TABLE.
public sealed interface TableConstraint extends Node {
  /// `CONSTRAINT name`: names the constraint that follows; SQLite lets it stand alone.
  ///
  /// @param alone whether no constraint follows that it names
  record Name(Identifier name, boolean alone, Span span) implements TableConstraint {}

  /// `PRIMARY KEY (a, b)`
  record PrimaryKey(
      List<OrderingTerm> columns,
      boolean autoincrement,
      Optional<ConflictAction> onConflict,
      Span span)
      implements TableConstraint {
    public PrimaryKey {
      columns = List.copyOf(columns);
    }
  }

  /// `UNIQUE (a, b)`
  record Unique(List<OrderingTerm> columns, Optional<ConflictAction> onConflict, Span span)
      implements TableConstraint {
    public Unique {
      columns = List.copyOf(columns);
    }
  }

  /// `CHECK (condition)`
  record Check(Expr condition, Optional<ConflictAction> onConflict, Span span)
      implements TableConstraint {}

  /// `FOREIGN KEY (a, b) REFERENCES …`
  record ForeignKeys(
      List<Identifier> columns,
      ForeignKey foreignKey,
      Optional<ForeignKey.Deferrable> deferrable,
      Span span)
      implements TableConstraint {
    public ForeignKeys {
      columns = List.copyOf(columns);
    }
  }
}
