/// Answers as text, in the output modes of the `sqlite3` shell.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.cli.output;
