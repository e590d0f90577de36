/// Tests of the benchmarks: that they run at all, as the launcher starts them.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.bench;
