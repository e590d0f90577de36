package dev.bigdaddy.conductor.execute;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a write did.
///
/// @param changes rows inserted, updated or deleted, as SQLite's `changes()` counts
/// @param totalChanges the same with the rows that triggers and foreign keys changed
/// @param returning the rows of the RETURNING clause, in the statement's order
public record WriteResult(
    long changes, long totalChanges, List<@Nullable Object[]> returning) {}
