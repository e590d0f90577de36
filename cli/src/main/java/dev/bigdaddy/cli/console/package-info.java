/// What `run` and `shell` share: input cut into statements and dot commands, run in a session, with
/// answers and errors as text.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.cli.console;
