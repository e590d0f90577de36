/// Behaviour of a whole database, on real files, against SQLite's own answers.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.engine;
