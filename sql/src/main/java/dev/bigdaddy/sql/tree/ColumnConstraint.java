package dev.bigdaddy.sql.tree;

import java.util.Optional;

/// What may follow a column's name and type.
public sealed interface ColumnConstraint extends Node {
  /// `CONSTRAINT name`: names the constraint that follows; SQLite lets it stand alone.
  record Name(Identifier name, Span span) implements ColumnConstraint {}

  /// `NULL`, which says nothing
  record Nullable(Optional<ConflictAction> onConflict, Span span) implements ColumnConstraint {}

  /// `NOT NULL`
  record NotNull(Optional<ConflictAction> onConflict, Span span) implements ColumnConstraint {}

  /// `PRIMARY KEY DESC AUTOINCREMENT`
  record PrimaryKey(
      Optional<OrderingTerm.Direction> direction,
      Optional<ConflictAction> onConflict,
      boolean autoincrement,
      Span span)
      implements ColumnConstraint {}

  /// `UNIQUE`
  record Unique(Optional<ConflictAction> onConflict, Span span) implements ColumnConstraint {}

  /// `CHECK (condition)`
  record Check(Expr condition, Span span) implements ColumnConstraint {}

  /// `DEFAULT value`. The value is a {@link Expr.Parenthesized} for `DEFAULT (expr)`, a literal, a
  /// literal with one sign, or a {@link Expr.ColumnRef} for a bare word, which SQLite takes for a
  /// string (or TRUE, FALSE).
  record Default(Expr value, Span span) implements ColumnConstraint {}

  /// `COLLATE collation`
  record Collation(Identifier collation, Span span) implements ColumnConstraint {}

  /// `REFERENCES table(columns) ON DELETE …`
  record References(ForeignKey foreignKey, Span span) implements ColumnConstraint {}

  /// `[NOT] DEFERRABLE INITIALLY …`: belongs to the REFERENCES before it.
  record Deferral(ForeignKey.Deferrable deferrable, Span span) implements ColumnConstraint {}

  /// `GENERATED ALWAYS AS (expr) STORED`, with or without its first two words
  record Generated(Expr expr, Optional<Storage> storage, Span span) implements ColumnConstraint {
    /// Where the value is kept; VIRTUAL if not written out.
    public enum Storage {
      STORED,
      VIRTUAL
    }
  }
}
