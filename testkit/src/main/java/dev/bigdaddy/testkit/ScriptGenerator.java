package dev.bigdaddy.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Makes whole scripts from a seed: tables, rows, then queries and writes in turn.
public final class ScriptGenerator {
  private static final int INSERTS_AT_FIRST = 10;
  private static final int AGAIN_PERCENT = 6;

  private ScriptGenerator() {}

  private static String name(int number) {
    return switch (number) {
      case 3 -> "\"order\"";
      case 4 -> "\"t(4), it's;\"";
      default -> "t" + number;
    };
  }

  /// The script of a seed, of about so many statements; the same seed gives the same script.
  public static Script script(long seed, int statements) {
    Dice dice = new Dice(new SplittableRandom(seed));
    SchemaGenerator schema = new SchemaGenerator(dice);
    List<GeneratedTable> tables = new ArrayList<>();
    int tableCount = dice.between(2, 4);
    for (int number = 1; number <= tableCount; number++) {
      tables.add(schema.table(name(number)));
    }
    List<ScriptStatement> script = new ArrayList<>();
    schema.statements().forEach(sql -> script.add(ScriptStatement.of(sql)));
    WriteGenerator writes = new WriteGenerator(dice);
    for (GeneratedTable table : tables) {
      int inserts = dice.chance(8) ? 0 : INSERTS_AT_FIRST;
      for (int i = 0; i < inserts; i++) {
        script.add(writes.insert(table, dice.between(1, 5)));
      }
    }
    Repeats repeats = new Repeats(dice);
    while (script.size() < statements) {
      if (!repeats.areEmpty() && dice.chance(AGAIN_PERCENT)) {
        script.add(repeats.one());
      } else {
        addStatement(script, dice, tables, writes);
        repeats.saw(script.getLast());
      }
    }
    return new Script("seed " + seed, script);
  }

  private static void addStatement(
      List<ScriptStatement> script, Dice dice, List<GeneratedTable> tables, WriteGenerator writes) {
    int kind = dice.between(1, 100);
    if (kind <= 14) {
      script.add(writes.advanced(dice.pick(tables), dice.pick(tables)));
    } else if (kind <= 17) {
      script.add(ScriptStatement.of(indexOrView(dice, tables, script.size())));
    } else if (kind <= 70) {
      script.add(new SelectGenerator(dice, tables).query());
    } else if (kind <= 84) {
      script.add(writes.insert(dice.pick(tables), dice.between(1, 6)));
    } else if (kind <= 91) {
      script.add(writes.update(dice.pick(tables)));
    } else if (kind <= 97) {
      script.add(writes.delete(dice.pick(tables)));
    } else {
      String transaction =
          dice.pick(
              "BEGIN",
              "BEGIN IMMEDIATE",
              "COMMIT",
              "ROLLBACK",
              "COMMIT",
              "SAVEPOINT s",
              "RELEASE s",
              "ROLLBACK TO s",
              "END");
      script.add(ScriptStatement.of(transaction));
    }
  }

  private static String indexOrView(Dice dice, List<GeneratedTable> tables, int number) {
    GeneratedTable table = dice.pick(tables);
    String column = dice.pick(table.columns()).name();
    if (dice.chance(30)) {
      return trigger(dice, table, dice.pick(tables), number);
    }
    return dice.pick(
        "CREATE INDEX IF NOT EXISTS extra%d ON %s(%s)".formatted(number, table.name(), column),
        "CREATE VIEW v%d AS SELECT * FROM %s WHERE %s > 1".formatted(number, table.name(), column),
        "DROP INDEX IF EXISTS %s_i1".formatted(table.name()),
        "SELECT sql FROM sqlite_schema ORDER BY name");
  }

  private static String trigger(
      Dice dice, GeneratedTable table, GeneratedTable other, int number) {
    String event = dice.pick("INSERT", "DELETE", "UPDATE");
    String row = event.equals("INSERT") ? "new" : "old";
    String column = dice.pick(table.columns()).name();
    String when = dice.chance(50) ? "WHEN %s.%s > 1 ".formatted(row, column) : "";
    String to = dice.pick(other.writable()).name();
    String body =
        dice.pick(
            "INSERT OR IGNORE INTO %s(%s) VALUES (%s.%s)".formatted(other.name(), to, row, column),
            "DELETE FROM %s WHERE %s = %s.%s".formatted(other.name(), to, row, column),
            "UPDATE OR IGNORE %s SET %s = %s.%s WHERE %s IS NULL"
                .formatted(other.name(), to, row, column, to),
            "SELECT RAISE(%s, 'no') WHERE %s.%s = 7"
                .formatted(dice.pick("ABORT", "FAIL", "ROLLBACK"), row, column),
            "SELECT RAISE(IGNORE) WHERE %s.%s IS NULL".formatted(row, column));
    return "CREATE TRIGGER IF NOT EXISTS tr%d %s %s ON %s %sBEGIN %s; END"
        .formatted(number, dice.pick("BEFORE", "AFTER"), event, table.name(), when, body);
  }
}
