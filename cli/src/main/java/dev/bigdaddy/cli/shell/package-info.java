/// The shell on a terminal: editing, history, completion.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.cli.shell;
