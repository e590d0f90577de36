package dev.bigdaddy.cli;

import dev.bigdaddy.cli.console.ConsoleError;
import dev.bigdaddy.cli.console.ErrorText;
import dev.bigdaddy.cli.console.OutputClosed;
import dev.bigdaddy.cli.console.Spelling;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Entry point of the `bigdaddy` command.
public final class Main {

  /// A command failed; what was wrong stands on standard error.
  static final int FAILED = 1;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(Streams.ofProcess(), arguments));
  }

  /// Runs one command and returns its exit code.
  public static int run(Streams streams, String... arguments) {
    BigDaddyCommand root = new BigDaddyCommand();
    StringWriter help = new StringWriter();
    CommandLine commandLine =
        withCommands(new CommandLine(root), streams, arguments)
            .setOut(new PrintWriter(help))
            .setErr(streams.errors())
            .setUsageHelpAutoWidth(false)
            .setParameterExceptionHandler((e, _) -> misused(e, streams))
            .setExecutionExceptionHandler((e, _, _) -> failed(e, root, streams));
    try {
      int exitCode = commandLine.execute(arguments.length == 0 ? new String[] {"help"} : arguments);
      streams.out().text(help.toString());
      streams.out().flush();
      return exitCode;
    } catch (OutputClosed _) {
      return FAILED;
    } catch (OutOfMemoryError _) {
      streams.errors().println("Error: out of memory; give more with BIGDADDY_JAVA_OPTS=-Xmx4g");
      return FAILED;
    }
  }

  /// Adds the command that the arguments name, or all: reading one command's annotations takes
  /// longer than many a query.
  private static CommandLine withCommands(
      CommandLine commandLine, Streams streams, String... arguments) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("demo", () -> new DemoCommand(streams));
    commands.put("shell", () -> new ShellCommand(streams));
    commands.put("run", () -> new RunCommand(streams));
    commands.put("explain", () -> new ExplainCommand(streams));
    commands.put("reshard", () -> new ReshardCommand(streams));
    commands.put("drain", () -> new DrainCommand(streams));
    commands.put("rebalance", () -> new RebalanceCommand(streams));
    commands.put("verify", () -> new VerifyCommand(streams));
    commands.put("import", () -> new ImportCommand(streams));
    commands.put("export", () -> new ExportCommand(streams));
    // Not HelpCommand::new: picocli's classes are of Java 5, and JDK 25 crashes when it makes an
    // AOT
    // cache of a method reference to so old a class.
    commands.put("help", () -> new HelpCommand());
    String named = arguments.length == 0 ? "" : arguments[0];
    boolean all = !commands.containsKey(named) || named.equals("help");
    commands.forEach(
        (name, command) -> {
          if (all || name.equals(named)) {
            commandLine.addSubcommand(name, command.get());
          }
        });
    return commandLine;
  }

  private static int misused(ParameterException e, Streams streams) {
    boolean atRoot = e.getCommandLine().getParent() == null;
    if (atRoot && e instanceof UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().getFirst();
      String nearest =
          Spelling.nearest(word, List.copyOf(e.getCommandLine().getSubcommands().keySet()));
      String hint = nearest.isEmpty() ? "" : ", did you mean " + nearest + "?";
      streams.errors().println("Error: unknown command: " + word + hint);
      streams.errors().println("Try 'bigdaddy help'.");
      return CommandLine.ExitCode.USAGE;
    }
    Throwable cause = e.getCause() instanceof ConsoleError error ? error : e;
    streams
        .errors()
        .println("Error: " + String.valueOf(cause.getMessage()).lines().findFirst().orElse(""));
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    streams.errors().println("Try '" + name.replaceFirst(" help$", "") + " --help'.");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception e, BigDaddyCommand root, Streams streams) {
    if (e instanceof OutputClosed) {
      return FAILED;
    }
    streams.out().flush();
    streams.errors().println("Error: " + ErrorText.of(e));
    if (root.showsStackTraces()) {
      e.printStackTrace(streams.errors());
    }
    return FAILED;
  }
}
