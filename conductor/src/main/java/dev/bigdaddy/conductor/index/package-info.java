/// Virtual indexes: their entries on the nodes, how writers keep them, how readers find shards by them.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.conductor.index;
