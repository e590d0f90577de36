/// Moving the rows of spread tables between nodes while they are in use. `DESIGN.md` tells the rules.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.conductor.move;
