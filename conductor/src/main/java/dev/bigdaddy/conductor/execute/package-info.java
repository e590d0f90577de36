/// Runs plans: asks the nodes, merges their rows, applies their changes.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.conductor.execute;
