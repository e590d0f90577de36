/// Benchmarks against plain SQLite through sqlite-jdbc, side by side in one process.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.bench;
