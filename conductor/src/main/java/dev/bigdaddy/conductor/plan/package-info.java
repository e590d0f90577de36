/// From a statement to a plan: which nodes run what, and how their answers become one.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.conductor.plan;
