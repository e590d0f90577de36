package dev.bigdaddy.sql.tree;

/// `DISTINCT` or `ALL`, where it is written out.
public enum Quantifier {
  DISTINCT,
  ALL
}
