/// From values to virtual shards.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.conductor.routing;
