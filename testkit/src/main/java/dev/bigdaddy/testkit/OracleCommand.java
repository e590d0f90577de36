package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Oracle.Outcome;
import java.io.IOException;
import java.nio.file.Path;

/// Runs script files on plain SQLite and on Big Daddy in all settings, and prints where they
/// differ.
///
///     java -cp … dev.bigdaddy.testkit.OracleCommand FILE.sql …
public final class OracleCommand {
  private OracleCommand() {}

  /// Exits with 1 if something differs.
  public static void main(String[] files) throws IOException {
    if (files.length == 0) {
      System.err.println("usage: OracleCommand FILE.sql …");
      System.exit(2);
    }
    boolean agrees = true;
    for (String file : files) {
      for (Outcome outcome : Oracle.run(Script.read(Path.of(file)))) {
        System.out.printf(
            "%s, %s: %d statements agree (%d with rows), %d refused%n",
            file, outcome.setting(), outcome.statements(), outcome.withRows(), outcome.refused());
        outcome.difference().ifPresent(difference -> System.out.println(difference.report()));
        agrees &= outcome.difference().isEmpty();
      }
    }
    System.exit(agrees ? 0 : 1);
  }
}
