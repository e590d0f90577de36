package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Answer.Rows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A database's rows once more: spread over several databases by the shard keys of its tables, and
/// in reversed order. Made when they are asked for.
///
/// Used by one thread.
final class SpreadCopies implements AutoCloseable {
  private static final int NODES = 3;
  private static final Pattern CREATE = Pattern.compile("(?s)CREATE TABLE (\\w+)\\s*\\(.*");
  private static final Pattern SHARD_KEY = Pattern.compile("SHARD_KEY=\\(?([\\w,]+)\\)?");
  private static final Pattern PRIMARY_KEY =
      Pattern.compile("(\\w+) [^,()]*PRIMARY KEY|PRIMARY KEY \\((\\w+)");

  private final PlainSqlite whole;
  private final Hashing hashing;
  private final Map<String, Table> tables = new HashMap<>();
  private final List<PlainSqlite> nodes = new ArrayList<>();
  private @Nullable PlainSqlite reversed;

  /// How keys become nodes.
  enum Hashing {
    /// Keys that the column holds equal lie together.
    BY_VALUE,
    /// Keys lie together only if they are identical.
    BY_BYTES
  }

  /// How a table lies.
  enum Kind {
    SPREAD,
    WHOLE,
    REFERENCE
  }

  /// A table of the script.
  ///
  /// @param shardKey the columns; empty for the rowid
  record Table(Kind kind, List<String> shardKey, boolean hasHiddenRowid) {
    boolean isSpreadBy(String column) {
      return kind == Kind.SPREAD && shardKey.equals(List.of(column));
    }
  }

  SpreadCopies(PlainSqlite whole, Hashing hashing) {
    this.whole = whole;
    this.hashing = hashing;
  }

  Map<String, Table> tables() {
    return tables;
  }

  /// Hears of a statement that is no query.
  void changed(String sql) {
    close();
    Matcher create = CREATE.matcher(sql);
    if (create.matches()) {
      tables.put(create.group(1), describe(sql));
    }
  }

  private static Table describe(String sql) {
    Kind kind =
        sql.contains("REFERENCE */")
            ? Kind.REFERENCE
            : sql.contains("SHARDS=1 */") ? Kind.WHOLE : Kind.SPREAD;
    Matcher hint = SHARD_KEY.matcher(sql);
    Matcher primary = PRIMARY_KEY.matcher(sql);
    List<String> key = List.of();
    if (hint.find()) {
      key = List.of(hint.group(1).split(","));
    } else if (primary.find()) {
      key = List.of(primary.group(1) == null ? primary.group(2) : primary.group(1));
    }
    boolean hidden = !sql.contains("WITHOUT ROWID") && !sql.contains("INTEGER PRIMARY KEY");
    return new Table(kind, key, hidden);
  }

  List<PlainSqlite> nodes() {
    for (int number = nodes.size(); number < NODES; number++) {
      PlainSqlite node = PlainSqlite.inMemory();
      nodes.add(node);
      int mine = number;
      copy(node, (name, table, rowid, values) -> isOn(mine, name, table, rowid, values), 1);
    }
    return nodes;
  }

  /// Rows without a key of their own come the other way round.
  PlainSqlite reversed() {
    PlainSqlite copy = reversed;
    if (copy == null) {
      copy = PlainSqlite.inMemory();
      copy(copy, (name, table, rowid, values) -> true, -1);
      reversed = copy;
    }
    return copy;
  }

  private interface Choice {
    boolean takes(String name, Table table, long rowid, Map<String, @Nullable Object> values);
  }

  private boolean isOn(
      int node, String name, Table table, long rowid, Map<String, @Nullable Object> values) {
    return switch (table.kind()) {
      case REFERENCE -> true;
      case WHOLE -> node == 0;
      case SPREAD -> {
        StringBuilder key = new StringBuilder();
        for (String column : table.shardKey()) {
          Object value = values.get(column);
          key.append(value == null ? "rowid " + rowid : text(value, name)).append('|');
        }
        String hashed = table.shardKey().isEmpty() ? "rowid " + rowid : key.toString();
        yield Math.floorMod(hashed.hashCode() * 31 >> 3, NODES) == node;
      }
    };
  }

  private String text(Object value, String table) {
    if (hashing == Hashing.BY_BYTES) {
      return SqlValue.literal(value);
    }
    if (value instanceof Double real && real == Math.rint(real)) {
      return Long.toString(real.longValue());
    }
    if (value instanceof String string) {
      String definition = definition(table);
      String folded =
          definition.contains("k TEXT COLLATE NOCASE") ? string.toLowerCase(Locale.ROOT) : string;
      return definition.contains("k TEXT COLLATE RTRIM") ? folded.stripTrailing() : folded;
    }
    return SqlValue.literal(value);
  }

  private String definition(String table) {
    Answer answer =
        whole.run("SELECT sql FROM sqlite_schema WHERE name = ?", new ArrayList<>(List.of(table)));
    return answer instanceof Rows rows && !rows.rows().isEmpty()
        ? String.valueOf(rows.rows().getFirst().getFirst())
        : "";
  }

  private void copy(PlainSqlite target, Choice choice, int rowidSign) {
    Answer schema = whole.run("SELECT type, name, sql FROM sqlite_schema", List.of());
    if (!(schema instanceof Rows objects)) {
      throw new IllegalStateException("no schema: " + schema);
    }
    for (List<@Nullable Object> object : objects.rows()) {
      if (object.get(2) instanceof String definition) {
        target.run(definition, List.of());
        Table table = tables.get(String.valueOf(object.get(1)));
        if (table != null) {
          copyRows(target, String.valueOf(object.get(1)), table, choice, rowidSign);
        }
      }
    }
  }

  private void copyRows(
      PlainSqlite target, String name, Table table, Choice choice, int rowidSign) {
    String rowid = table.hasHiddenRowid() ? "rowid, " : "";
    String order = table.hasHiddenRowid() ? " ORDER BY rowid" : "";
    if (!(whole.run("SELECT " + rowid + "* FROM " + name + order, List.of()) instanceof Rows all)) {
      return;
    }
    String columns = String.join(", ", all.columns());
    String marks = String.join(", ", all.columns().stream().map(column -> "?").toList());
    String insert = "INSERT INTO " + name + "(" + columns + ") VALUES (" + marks + ")";
    long counted = 0;
    for (List<@Nullable Object> row : all.rows()) {
      counted++;
      Map<String, @Nullable Object> values = new HashMap<>();
      for (int i = 0; i < row.size(); i++) {
        values.put(all.columns().get(i), row.get(i));
      }
      if (choice.takes(name, table, counted, values)) {
        List<@Nullable Object> copied = new ArrayList<>(row);
        if (table.hasHiddenRowid() && row.getFirst() instanceof Long number) {
          copied.set(0, rowidSign * number);
        }
        target.run(insert, copied);
      }
    }
  }

  @Override
  public void close() {
    nodes.forEach(PlainSqlite::close);
    nodes.clear();
    if (reversed != null) {
      reversed.close();
      reversed = null;
    }
  }
}
