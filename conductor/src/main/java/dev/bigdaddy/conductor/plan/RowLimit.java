package dev.bigdaddy.conductor.plan;

/// LIMIT and OFFSET, computed once per execution.
///
/// @param count the largest number of rows; a constant -1 for all
/// @param offset the rows to pass over; a constant 0 for none
/// @param sumIndex the place among the statement's values where their sum goes, which is each node's
///     own LIMIT
public record RowLimit(Scalar count, Scalar offset, int sumIndex) {}
