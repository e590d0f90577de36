package dev.bigdaddy.conductor;

import java.util.List;

/// What a statement is, told without running it.
///
/// @param columns the columns of its answer; empty if it gives no rows
/// @param parameterNames one entry a parameter, from parameter 1 on: its name with its prefix (`:a`,
///     `@a`, `$a`, `?7`), or the empty string for a plain `?`
/// @param readOnly whether the statement changes nothing
/// @param kind the statement's keyword in upper case, as `SELECT`, `INSERT`, `CREATE TABLE`
public record StatementDescription(
    List<Column> columns, List<String> parameterNames, boolean readOnly, String kind) {}
