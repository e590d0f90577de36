package dev.bigdaddy.sql.tree;

/// An operator that is really a function of two or three arguments.
public enum LikeOperator {
  LIKE,
  GLOB,
  REGEXP,
  MATCH
}
