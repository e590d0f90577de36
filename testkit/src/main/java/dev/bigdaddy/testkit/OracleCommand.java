package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Difference.Kind;
import dev.bigdaddy.testkit.Oracle.Outcome;
import dev.bigdaddy.testkit.OracleRun.Refusals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs script files on plain SQLite and on Big Daddy in all settings, and prints where they
/// differ.
///
///     java -cp … dev.bigdaddy.testkit.OracleCommand FILE.sql …
public final class OracleCommand {
  private OracleCommand() {}

  /// Exits with 1 if something differs. `--all` goes on behind each difference and shows them all.
  public static void main(String[] arguments) throws IOException {
    List<String> files = new ArrayList<>(List.of(arguments));
    boolean all = files.remove("--all");
    if (files.isEmpty()) {
      System.err.println("usage: OracleCommand [--all] FILE.sql …");
      System.exit(2);
    }
    List<Difference> differences = new ArrayList<>();
    for (String file : files) {
      Script script = Script.read(Path.of(file));
      for (OracleSetting setting : OracleSetting.all()) {
        Outcome outcome =
            Oracle.run(
                script,
                setting,
                Refusals.WHERE_MARKED,
                StatementObserver.NONE,
                difference -> {
                  differences.add(difference);
                  System.out.println(difference.report());
                  return !all;
                });
        outcome.difference().filter(d -> d.kind() == Kind.CONTENTS).ifPresent(differences::add);
        System.out.printf(
            "%s, %s: %d statements agree (%d with rows), %d refused%n",
            file, outcome.setting(), outcome.statements(), outcome.withRows(), outcome.refused());
      }
    }
    System.exit(differences.isEmpty() ? 0 : 1);
  }
}
