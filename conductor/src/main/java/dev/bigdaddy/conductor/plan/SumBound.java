package dev.bigdaddy.conductor.plan;

/// How it is made certain that a sum of integers cannot overflow in any order of its rows.
///
/// `sum()` fails with "integer overflow" as soon as a running total leaves 64 bits, so that its
/// outcome can depend on the order: (2^63-1, 1, -1) fails, (2^63-1, -1, 1) does not.
enum SumBound {
  /// No value is beyond 2^31 in either direction, so that 2^31 of them stay within 2^62. Costs the
  /// nodes next to nothing.
  OF_EACH_VALUE,
  /// The sum of all absolute values stays below 2^62. Costs a function call a row; tried when values
  /// are larger.
  OF_ABSOLUTE_SUM;

  /// The largest value that the first bound takes.
  static final long VALUE = 1L << 31;

  /// What a guard column gives, at least, when its answer is no: 2^62.
  static final String TRIPPED = "4611686018427387904.0";
}
