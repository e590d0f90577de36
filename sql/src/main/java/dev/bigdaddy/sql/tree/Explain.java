package dev.bigdaddy.sql.tree;

/// `EXPLAIN statement`, `EXPLAIN QUERY PLAN statement`
public record Explain(boolean queryPlan, Statement statement, Span span) implements Statement {}
