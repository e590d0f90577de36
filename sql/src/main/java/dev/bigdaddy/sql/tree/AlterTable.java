package dev.bigdaddy.sql.tree;

/// `ALTER TABLE table action`
public record AlterTable(QualifiedName table, AlterAction action, Span span)
    implements Statement {}
