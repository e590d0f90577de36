package dev.bigdaddy.cli.demo;

import dev.bigdaddy.cli.console.ConsoleError;
import dev.bigdaddy.cli.console.Output;
import dev.bigdaddy.cli.console.OutputClosed;
import dev.bigdaddy.cli.console.ShardTable;
import dev.bigdaddy.cli.output.AnswerPrinter;
import dev.bigdaddy.cli.output.OutputStyle;
import dev.bigdaddy.conductor.QueryResult;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.ShardStats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Loads the blog, if it is not there yet, and asks it the {@link BlogQuery questions}.
///
/// Used by one thread.
public final class Demo {

  /// Rows of one INSERT.
  private static final int BATCH = 500;

  private final Session session;
  private final Output out;
  private final boolean terminal;

  /// @param terminal whether the output is a terminal, which gets a progress bar
  public Demo(Session session, Output out, boolean terminal) {
    this.session = session;
    this.out = out;
    this.terminal = terminal;
  }

  /// Makes sure that the blog is there.
  ///
  /// @param rows about how many rows a new blog gets
  public void load(int rows) {
    List<String> tables = tables();
    if (tables.containsAll(BlogTable.labels()) && hasRows(BlogTable.CATEGORIES)) {
      out.line("The blog is there already; using it as it is.");
      out.flush();
      return;
    }
    if (!BlogTable.labels().containsAll(tables)) {
      throw new ConsoleError(
          "this directory holds another database (tables "
              + String.join(", ", tables)
              + "); name a new directory, or none");
    }
    for (String table : tables) {
      out.line("Dropping table " + table + " of a demo that was not finished.");
      session.sql("DROP TABLE " + table);
    }
    create(rows);
  }

  private List<String> tables() {
    return session
        .sql("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .rows()
        .stream()
        .map(row -> Objects.toString(row.getFirst()))
        .filter(name -> !name.startsWith("sqlite_"))
        .toList();
  }

  private boolean hasRows(BlogTable table) {
    QueryResult rows = session.sql("SELECT 1 FROM " + table.label() + " LIMIT 1");
    return !rows.rows().isEmpty();
  }

  private void create(int rows) {
    for (BlogTable table : BlogTable.values()) {
      out.line(table.definition() + ";");
      session.sql(table.definition());
    }
    out.line("");
    out.flush();
    BlogRows blog = new BlogRows(BlogSize.ofRows(rows));
    long begin = System.nanoTime();
    long all = 0;
    for (BlogTable table : BlogTable.values()) {
      all += insert(blog, table);
    }
    out.line(String.format(Locale.ROOT, "  %,d rows in %.1f s%n", all, seconds(begin)));
    out.flush();
  }

  private long insert(BlogRows blog, BlogTable table) {
    long[] count = new long[1];
    blog.of(table, _ -> count[0]++);
    Progress progress = new Progress(out, terminal, table.label(), count[0]);
    long begin = System.nanoTime();
    List<Object[]> batch = new ArrayList<>(BATCH);
    blog.of(
        table,
        row -> {
          batch.add(row);
          if (batch.size() == BATCH) {
            insert(table, batch, progress);
          }
        });
    if (!batch.isEmpty()) {
      insert(table, batch, progress);
    }
    progress.finish(seconds(begin));
    return count[0];
  }

  private void insert(BlogTable table, List<Object[]> batch, Progress progress) {
    Object[] values = batch.stream().flatMap(Arrays::stream).toArray();
    session.sql(table.insertion(batch.size()), values);
    progress.add(batch.size());
    batch.clear();
  }

  /// Asks all questions and writes the answers.
  public void ask() {
    int number = 0;
    for (BlogQuery query : BlogQuery.all()) {
      number++;
      out.line(number + ". " + query.title());
      out.line("");
      query.sql().lines().forEach(line -> out.line("   " + line));
      answer(query.sql());
      out.line("");
      out.flush();
    }
  }

  private void answer(String sql) {
    String rung = session.explain(sql).rung();
    long begin = System.nanoTime();
    long rows;
    List<ShardStats> stats;
    try (ResultCursor cursor = session.query(sql)) {
      rows =
          AnswerPrinter.of(OutputStyle.forPeople(), cursor.columns(), out.writer()).print(cursor);
      stats = cursor.shardStats();
    } catch (IOException e) {
      throw new OutputClosed(e);
    }
    Duration time = Duration.ofNanos(System.nanoTime() - begin);
    out.line(
        rows
            + (rows == 1 ? " row in " : " rows in ")
            + ShardTable.millis(time)
            + " ms, by "
            + rung
            + ": "
            + ShardTable.summary(stats));
    ShardTable.lines(stats).forEach(line -> out.line("  " + line));
  }

  private static double seconds(long beginNanos) {
    return (System.nanoTime() - beginNanos) / 1e9;
  }
}
