package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Answer.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A system that spreads rows over several databases and puts the answers together as a beginner
/// would. Statements that the planted fault does not concern are answered rightly.
///
/// Writes go to one complete database. A query that the fault concerns runs on each of several
/// parts, each of which holds every third row of each table.
///
/// Used by one thread.
final class NaiveSpreading implements SystemUnderTest {
  private static final int PARTS = 3;

  /// Makes one answer of the parts' answers.
  interface Merge {
    List<List<@Nullable Object>> merge(List<Rows> parts);
  }

  private final PlainSqlite whole = PlainSqlite.inMemory();
  private final Predicate<StatementShape> concerned;
  private final Merge merge;
  private final Part part;

  /// Whether the parts' tables have the hidden column.
  enum Part {
    WITHOUT_HIDDEN_COLUMN,
    WITH_HIDDEN_COLUMN
  }

  NaiveSpreading(Predicate<StatementShape> concerned, Merge merge, Part part) {
    this.concerned = concerned;
    this.merge = merge;
    this.part = part;
  }

  @Override
  public Answer run(String sql, List<@Nullable Object> parameters) {
    StatementShape shape = StatementShape.of(sql);
    Answer right = whole.run(sql, parameters);
    if (!(right instanceof Rows) || !shape.isQuery() || !concerned.test(shape)) {
      return right;
    }
    List<Rows> answers = new ArrayList<>();
    for (int number = 0; number < PARTS; number++) {
      try (PlainSqlite database = partOf(number)) {
        Answer answer = database.run(sql, parameters);
        if (!(answer instanceof Rows rows)) {
          return answer;
        }
        answers.add(rows);
      }
    }
    return new Rows(answers.getFirst().columns(), merge.merge(answers), 0);
  }

  private PlainSqlite partOf(int number) {
    PlainSqlite database = PlainSqlite.inMemory();
    for (List<@Nullable Object> object : rows("SELECT type, name, sql FROM sqlite_schema")) {
      String name = "\"" + String.valueOf(object.get(1)).replace("\"", "\"\"") + "\"";
      if (object.get(2) instanceof String definition) {
        database.run(definition, List.of());
        if ("table".equals(object.get(0))) {
          copy(name, number, database);
        }
      }
    }
    return database;
  }

  private void copy(String table, int number, PlainSqlite database) {
    if (part == Part.WITH_HIDDEN_COLUMN) {
      String hidden = " ADD COLUMN _virtualShard INTEGER NOT NULL DEFAULT " + number;
      database.run("ALTER TABLE " + table + hidden, List.of());
    }
    if (!(whole.run("SELECT * FROM " + table, List.of()) instanceof Rows all)) {
      return;
    }
    String columns = "\"" + String.join("\", \"", all.columns()) + "\"";
    for (int row = number; row < all.rows().size(); row += PARTS) {
      List<@Nullable Object> values = all.rows().get(row);
      String marks = String.join(", ", values.stream().map(value -> "?").toList());
      database.run("INSERT INTO " + table + "(" + columns + ") VALUES (" + marks + ")", values);
    }
  }

  private List<List<@Nullable Object>> rows(String sql) {
    return whole.run(sql, List.of()) instanceof Rows rows ? rows.rows() : List.of();
  }

  @Override
  public SessionState state() {
    return whole.state();
  }

  @Override
  public String plan(String sql, List<@Nullable Object> parameters) {
    return "";
  }

  @Override
  public void close() {
    whole.close();
  }
}
