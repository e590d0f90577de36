package dev.bigdaddy.sql.tree;

import java.util.Optional;

/// What ALTER TABLE does.
public sealed interface AlterAction extends Node {
  /// `RENAME TO name`
  record RenameTo(Identifier name, Span span) implements AlterAction {}

  /// `RENAME COLUMN from TO to`
  record RenameColumn(Identifier from, Identifier to, Span span) implements AlterAction {}

  /// `ADD COLUMN column`
  record AddColumn(ColumnDefinition column, Span span) implements AlterAction {}

  /// `DROP COLUMN column`
  record DropColumn(Identifier column, Span span) implements AlterAction {}

  /// `ALTER COLUMN column SET NOT NULL`
  record SetNotNull(Identifier column, Optional<ConflictAction> onConflict, Span span)
      implements AlterAction {}

  /// `ALTER COLUMN column DROP NOT NULL`
  record DropNotNull(Identifier column, Span span) implements AlterAction {}

  /// `ADD CONSTRAINT name CHECK (condition)`
  record AddCheck(
      Optional<Identifier> name,
      Expr condition,
      Optional<ConflictAction> onConflict,
      Span span)
      implements AlterAction {}

  /// `DROP CONSTRAINT name`
  record DropConstraint(Identifier name, Span span) implements AlterAction {}
}
