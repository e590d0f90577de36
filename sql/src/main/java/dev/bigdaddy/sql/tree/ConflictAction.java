package dev.bigdaddy.sql.tree;

/// What `ON CONFLICT` or `OR` says about a row that breaks a constraint.
public enum ConflictAction {
  ROLLBACK,
  ABORT,
  FAIL,
  IGNORE,
  REPLACE
}
