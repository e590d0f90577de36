package dev.bigdaddy.testkit;

import java.nio.file.Path;

/// Runs {@link StreamSoak} for as many statements as one likes.
///
///     java -cp … dev.bigdaddy.testkit.StreamSoakCommand DIRECTORY SEED STATEMENTS
public final class StreamSoakCommand {
  private StreamSoakCommand() {}

  /// Fails if an answer was wrong or something is still held in the end.
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 3) {
      System.err.println("usage: StreamSoakCommand DIRECTORY SEED STATEMENTS");
      System.exit(2);
    }
    Path directory = Path.of(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    System.out.println(StreamSoak.run(directory, seed, Integer.parseInt(arguments[2])));
  }
}
