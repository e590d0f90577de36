package dev.bigdaddy.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/// Makes the commands that need the streams.
final class CommandFactory implements IFactory {

  private final Streams streams;

  CommandFactory(Streams streams) {
    this.streams = streams;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == DemoCommand.class) {
      return type.cast(new DemoCommand(streams));
    }
    if (type == ShellCommand.class) {
      return type.cast(new ShellCommand(streams));
    }
    if (type == RunCommand.class) {
      return type.cast(new RunCommand(streams));
    }
    if (type == ExplainCommand.class) {
      return type.cast(new ExplainCommand(streams));
    }
    if (type == Version.class) {
      return type.cast(new Version());
    }
    return CommandLine.defaultFactory().create(type);
  }
}
