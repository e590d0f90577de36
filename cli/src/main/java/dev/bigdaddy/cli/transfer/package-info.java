/// Whole databases to and from plain SQLite files.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.cli.transfer;
