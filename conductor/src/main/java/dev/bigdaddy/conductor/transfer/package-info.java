/// Rows and whole databases on their way to plain SQLite files.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.conductor.transfer;
