package dev.bigdaddy.conductor.execute;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What a write did.
///
/// @param changes rows inserted, updated or deleted, as SQLite's `changes()` counts
/// @param lastRowid the new `last_insert_rowid()`; empty if it stays as it was
/// @param returning the rows of the RETURNING clause, in the statement's order
public record WriteResult(
    long changes, OptionalLong lastRowid, List<@Nullable Object[]> returning) {}
