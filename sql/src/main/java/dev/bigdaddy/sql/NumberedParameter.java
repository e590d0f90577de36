package dev.bigdaddy.sql;

import java.util.Optional;

/// A parameter that a statement takes values for.
///
/// @param number as SQLite counts, from 1
/// @param name as spelt, with its `:`, `@`, `$` or `?`; empty for a plain `?` and for numbers that
///     are only stepped over
public record NumberedParameter(int number, Optional<String> name) {}
