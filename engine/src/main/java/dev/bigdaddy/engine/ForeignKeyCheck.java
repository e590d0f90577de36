package dev.bigdaddy.engine;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.Conductor;
import dev.bigdaddy.conductor.TableOperations.ColumnOfTable;
import dev.bigdaddy.conductor.plan.SqlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Looks for rows whose foreign keys lead nowhere, wherever the rows of both tables lie. As in SQLite
/// such rows are possible: while foreign keys are not enforced, which is how sessions begin.
final class ForeignKeyCheck {
  private final Conductor conductor;

  ForeignKeyCheck(Conductor conductor) {
    this.conductor = conductor;
  }

  /// One key: which columns lead to which of the parent; null stands for its primary key.
  private static final class Key {
    private final String parent;
    private final List<String> from = new ArrayList<>();
    private final List<@Nullable String> to = new ArrayList<>();

    Key(String parent) {
      this.parent = parent;
    }
  }

  List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    conductor.tables().listTables().forEach(table -> check(table.name(), findings));
    return findings;
  }

  private void check(String child, List<Finding> findings) {
    Map<Object, Key> keys = new LinkedHashMap<>();
    for (List<@Nullable Object> row :
        conductor.sql("PRAGMA foreign_key_list(" + SqlText.quote(child) + ")").rows()) {
      Key key =
          keys.computeIfAbsent(String.valueOf(row.get(0)), _ -> new Key((String) cell(row, 2)));
      key.from.add((String) cell(row, 3));
      key.to.add((String) row.get(4));
    }
    for (Key key : keys.values()) {
      try {
        check(child, key, findings);
      } catch (BigDaddyException e) {
        add(findings, child, "the key to " + key.parent + " cannot be checked: " + e.getMessage());
      }
    }
  }

  private static Object cell(List<@Nullable Object> row, int column) {
    Object value = row.get(column);
    if (value == null) {
      throw new IllegalStateException("PRAGMA foreign_key_list without a value");
    }
    return value;
  }

  private void check(String child, Key key, List<Finding> findings) {
    List<String> primary =
        conductor.tables().describe(key.parent).columns().stream()
            .filter(column -> column.primaryKey() > 0)
            .sorted((a, b) -> Integer.compare(a.primaryKey(), b.primaryKey()))
            .map(ColumnOfTable::name)
            .toList();
    List<String> present = new ArrayList<>();
    List<String> equal = new ArrayList<>();
    for (int i = 0; i < key.from.size(); i++) {
      String from = "c." + SqlText.quote(key.from.get(i));
      String to = key.to.get(i);
      present.add(from + " IS NOT NULL");
      equal.add("p." + SqlText.quote(to == null ? primary.get(i) : to) + " = " + from);
    }
    String strays =
        "SELECT count(*) FROM %s AS c WHERE %s AND NOT EXISTS (SELECT 1 FROM %s AS p WHERE %s)"
            .formatted(
                SqlText.quote(child),
                String.join(" AND ", present),
                SqlText.quote(key.parent),
                String.join(" AND ", equal));
    Object count = conductor.sql(strays).rows().getFirst().getFirst();
    if (count instanceof Long rows && rows > 0) {
      add(findings, child, "%d rows refer to no row of %s".formatted(rows, key.parent));
    }
  }

  private static void add(List<Finding> findings, String table, String text) {
    findings.add(new Finding(Finding.Kind.FOREIGN_KEY, "table " + table, text));
  }
}
