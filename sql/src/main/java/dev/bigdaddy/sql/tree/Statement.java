package dev.bigdaddy.sql.tree;

/// A statement, whole.
public sealed interface Statement extends Node
    permits Select,
        Insert,
        Update,
        Delete,
        CreateTable,
        CreateTableAs,
        CreateIndex,
        CreateView,
        CreateTrigger,
        CreateVirtualTable,
        Drop,
        AlterTable,
        Begin,
        Commit,
        Rollback,
        Savepoint,
        Release,
        Pragma,
        Attach,
        Detach,
        Vacuum,
        Analyze,
        Reindex,
        Explain,
        TableCommand {}
