package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Oracle.Outcome;
import dev.bigdaddy.testkit.OracleRun.Refusals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Loads the Chinook database, a real schema that nobody here wrote, and asks it thirty questions:
/// on plain SQLite and on Big Daddy, with whole tables and with every table spread.
///
///     java -cp … dev.bigdaddy.testkit.ChinookCommand CHINOOK.sql
///
/// The Chinook script is not part of this project.
public final class ChinookCommand {
  private ChinookCommand() {}

  /// Exits with 1 if an answer differs.
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("usage: ChinookCommand CHINOOK.sql");
      System.exit(2);
    }
    Script script = script(Path.of(arguments[0]));
    boolean agrees = true;
    for (OracleSetting setting : settings()) {
      Outcome outcome = Oracle.run(script, setting, Refusals.WHERE_MARKED, StatementObserver.NONE);
      System.out.printf(
          "%s: %d statements agree, %d of them with rows%n",
          setting, outcome.statements(), outcome.withRows());
      outcome.difference().ifPresent(difference -> System.out.println(difference.report()));
      agrees &= outcome.difference().isEmpty();
    }
    System.exit(agrees ? 0 : 1);
  }

  /// Whole tables, and eight shards of each table on four nodes.
  static List<OracleSetting> settings() {
    return List.of(OracleSetting.defaults(), OracleSetting.spreadOver(4));
  }

  /// The Chinook script and the questions behind it.
  static Script script(Path chinook) throws IOException {
    List<ScriptStatement> statements = new ArrayList<>(Script.read(chinook).statements());
    statements.addAll(questions());
    return new Script("Chinook", statements);
  }

  static List<ScriptStatement> questions() {
    return Script.resource("chinook-questions.sql").statements();
  }
}
