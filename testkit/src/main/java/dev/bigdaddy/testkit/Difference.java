package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Answer.Crash;
import dev.bigdaddy.testkit.Answer.Failure;
import dev.bigdaddy.testkit.Answer.Refusal;
import dev.bigdaddy.testkit.Answer.Rows;

/// The first place where a system and plain SQLite disagree.
///
/// @param setting how the system was opened
/// @param statementNumber counted from 1 in the script
/// @param plan how the system ran the statement
public record Difference(
    String script,
    String setting,
    Kind kind,
    int statementNumber,
    ScriptStatement statement,
    Answer expected,
    Answer actual,
    String detail,
    String plan) {

  /// What differs.
  public enum Kind {
    /// Which rows, or their values or storage classes.
    ROWS,
    /// Only the order of rows, where one is promised.
    ORDER,
    /// The names of the columns.
    COLUMNS,
    /// The number of changed rows.
    CHANGES,
    /// Whether it fails, or the error's code or text.
    ERROR,
    /// It was refused where the script does not allow that.
    REFUSED,
    /// `changes()`, `total_changes()`, `last_insert_rowid()` or the open transaction.
    STATE,
    /// The tables' contents after the script.
    CONTENTS,
    /// A fault inside the system.
    CRASH,
    /// Plain SQLite fails where the script says nothing of an error, or the other way round.
    SCRIPT
  }

  /// The difference as a page for people to read.
  public String report() {
    StringBuilder text = new StringBuilder();
    text.append(kind).append(" differ: ").append(script).append(", ").append(setting);
    text.append(", statement ").append(statementNumber);
    text.append(" (line ").append(statement.line()).append(")\n");
    text.append(detail).append('\n').append(statement.toScript());
    text.append("--- expected (plain SQLite)\n").append(show(expected));
    text.append("--- actual\n").append(show(actual));
    if (!plan.isEmpty()) {
      text.append("--- plan\n").append(plan).append('\n');
    }
    return text.toString();
  }

  private static String show(Answer answer) {
    return switch (answer) {
      case Rows rows when rows.columns().isEmpty() -> rows.rowsAffected() + " rows affected\n";
      case Rows rows -> TextTable.of(rows);
      case Failure(int code, String message) -> "error " + code + ": " + message + "\n";
      case Refusal(String message) -> "refused: " + message + "\n";
      case Crash(String message) -> "crash: " + message + "\n";
    };
  }
}
