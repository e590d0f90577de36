/// Builds virtual indexes while their tables are in use.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.conductor.build;
