package dev.bigdaddy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The command itself; all work is done by its subcommands.
@Command(
    name = "bigdaddy",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "One logical SQLite database spread over many SQLite files.",
    footer = {
      "",
      "Begin with:  bigdaddy demo",
      "DIR is a database's directory; it is created if it does not exist."
    })
final class BigDaddyCommand {

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where in the program an error arose, for bug reports.")
  private boolean stacktrace;

  boolean showsStackTraces() {
    return stacktrace;
  }
}
