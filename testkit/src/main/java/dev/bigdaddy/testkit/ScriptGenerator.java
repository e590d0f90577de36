package dev.bigdaddy.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Makes whole scripts from a seed: tables, rows, then queries and writes in turn.
public final class ScriptGenerator {
  private static final int INSERTS_AT_FIRST = 10;

  private ScriptGenerator() {}

  /// The script of a seed, of about so many statements; the same seed gives the same script.
  public static Script script(long seed, int statements) {
    Dice dice = new Dice(new SplittableRandom(seed));
    SchemaGenerator schema = new SchemaGenerator(dice);
    List<GeneratedTable> tables = new ArrayList<>();
    int tableCount = dice.between(2, 4);
    for (int number = 1; number <= tableCount; number++) {
      tables.add(schema.table(number == 3 ? "\"order\"" : "t" + number));
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
    while (script.size() < statements) {
      addStatement(script, dice, tables, writes);
    }
    return new Script("seed " + seed, script);
  }

  private static void addStatement(
      List<ScriptStatement> script, Dice dice, List<GeneratedTable> tables, WriteGenerator writes) {
    int kind = dice.between(1, 100);
    if (kind <= 2) {
      script.add(writes.advanced(dice.pick(tables), dice.pick(tables)));
    } else if (kind <= 3) {
      script.add(ScriptStatement.of(indexOrView(dice, tables, script.size())));
    } else if (kind <= 76) {
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
    return dice.pick(
        "CREATE INDEX IF NOT EXISTS extra%d ON %s(%s)".formatted(number, table.name(), column),
        "CREATE VIEW v%d AS SELECT * FROM %s WHERE %s > 1".formatted(number, table.name(), column),
        "DROP INDEX IF EXISTS %s_i1".formatted(table.name()),
        "SELECT sql FROM sqlite_schema ORDER BY name");
  }
}
