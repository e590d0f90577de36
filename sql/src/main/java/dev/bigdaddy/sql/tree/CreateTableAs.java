package dev.bigdaddy.sql.tree;

/// `CREATE TABLE name AS SELECT …`
public record CreateTableAs(
    boolean temporary, boolean ifNotExists, QualifiedName name, Select select, Span span)
    implements Statement {}
