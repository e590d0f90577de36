package dev.bigdaddy.testkit.crash;

import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Holds an opened database against a {@link Ledger}, and against itself.
final class CrashCheck {
  /// Rows that a transaction gives to a table it makes.
  static final int ROWS_OF_NEW_TABLE = 3;

  private static final String ROWS_OF_ALL =
      "SELECT tx, rows, steps FROM parts UNION ALL SELECT tx, rows, 0 FROM moves"
          + " UNION ALL SELECT tx, rows, 0 FROM ref UNION ALL SELECT tx, rows, 0 FROM whole";

  private final BigDaddy database;
  private final List<String> findings = new ArrayList<>();
  private final Set<String> keys = new TreeSet<>();

  private CrashCheck(BigDaddy database) {
    this.database = database;
  }

  /// All that is wrong.
  static List<String> run(BigDaddy database, Ledger ledger) {
    CrashCheck check = new CrashCheck(database);
    for (Finding finding : database.check()) {
      check.findings.add(finding.toString());
    }
    if (check.findings.isEmpty()) {
      check.readTransactions();
      check.checkMoney();
      check.readSchema();
      check.findings.addAll(ledger.settle(check.keys));
    }
    if (check.findings.isEmpty()) {
      check.write();
    }
    return check.findings;
  }

  private record Rows(long count, long expected, long steps, boolean consistent) {}

  private void readTransactions() {
    Map<Long, Rows> transactions = new HashMap<>();
    for (List<@Nullable Object> row : database.sql(ROWS_OF_ALL).rows()) {
      long tx = number(row.get(0));
      long expected = number(row.get(1));
      long steps = number(row.get(2));
      Rows former = transactions.getOrDefault(tx, new Rows(0, expected, 0, true));
      boolean sameSteps = former.steps == 0 || steps == 0 || former.steps == steps;
      transactions.put(
          tx,
          new Rows(
              former.count + 1,
              expected,
              Math.max(former.steps, steps),
              former.consistent && former.expected == expected && sameSteps));
    }
    transactions.forEach(
        (tx, rows) -> {
          keys.add("tx:" + tx);
          if (rows.count != rows.expected || !rows.consistent) {
            findings.add("transaction %d is not whole: %s".formatted(tx, rows));
          }
        });
    if (number("SELECT count(DISTINCT label) - count(label) FROM parts") != 0) {
      findings.add("labels of parts are not unique");
    }
    if (number("SELECT count(*) FROM whole WHERE at IS NULL OR chance IS NULL") != 0) {
      findings.add("rows of the whole table lack their defaults");
    }
    String halfSteps =
        "SELECT tx FROM parts GROUP BY tx HAVING min(steps) <> max(steps) ORDER BY tx";
    for (List<@Nullable Object> row : database.sql(halfSteps).rows()) {
      findings.add("half of an UPDATE: transaction " + row.getFirst());
    }
  }

  private void checkMoney() {
    Map<Long, Long> expected = new HashMap<>();
    for (long id = 0; id < CrashSchema.ACCOUNTS; id++) {
      expected.put(id, (long) CrashSchema.MONEY);
    }
    for (List<@Nullable Object> row :
        database.sql("SELECT source, target, amount FROM moves").rows()) {
      expected.merge(number(row.get(0)), -number(row.get(2)), Long::sum);
      expected.merge(number(row.get(1)), number(row.get(2)), Long::sum);
    }
    Map<Long, Long> actual = new HashMap<>();
    for (List<@Nullable Object> row : database.sql("SELECT id, money FROM accounts").rows()) {
      actual.put(number(row.get(0)), number(row.get(1)));
    }
    if (!actual.equals(expected)) {
      findings.add("accounts hold " + actual + ", their moves tell " + expected);
    }
  }

  private void readSchema() {
    for (List<@Nullable Object> row :
        database.sql("SELECT type, name FROM sqlite_schema WHERE name GLOB '[xaiv]_[0-9]*'").rows()) {
      String name = String.valueOf(row.get(1));
      keys.add(row.get(0) + ":" + name);
      if (name.startsWith("x_") || name.startsWith("a_")) {
        long rows = number("SELECT count(*) FROM " + name);
        if (rows != (name.startsWith("x_") ? ROWS_OF_NEW_TABLE : 0)) {
          findings.add("table %s has %d rows".formatted(name, rows));
        }
      }
    }
    for (String table : List.of("wide", "wider")) {
      for (List<@Nullable Object> row :
          database.sql("PRAGMA table_info(" + table + ")").rows()) {
        String column = String.valueOf(row.get(1));
        if (column.startsWith("c_")) {
          keys.add("column:" + column);
        }
      }
    }
  }

  /// A database that is right must also be usable.
  private void write() {
    database.sql("UPDATE accounts SET money = money + 0");
    database.sql("UPDATE ref SET steps = steps + 1");
    database.sql("CREATE TABLE usable(a) /* SHARDS=4 */");
    database.sql("INSERT INTO usable VALUES (1), (2), (3), (4), (5)");
    database.sql("DROP TABLE usable");
  }

  private long number(String query) {
    return number(database.sql(query).rows().getFirst().getFirst());
  }

  private static long number(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalStateException("not a number: " + value);
  }
}
