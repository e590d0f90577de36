package dev.bigdaddy.testkit;

import dev.bigdaddy.engine.Settings;
import dev.bigdaddy.testkit.Answer.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Big Daddy with queries that ask each node's file by itself and put the answers one behind the
/// other: what spreading would be without merging.
///
/// Big Daddy is closed while its node files are read, and opened again behind.
///
/// Used by one thread.
final class NodeFiles implements SystemUnderTest {
  private final Path directory = Oracle.temporaryDirectory();
  private final Settings settings;
  private final Predicate<StatementShape> concerned;
  private final NaiveSpreading.Merge merge;
  private BigDaddyUnderTest database;
  private Optional<SessionState> stateBeforeClosing = Optional.empty();

  NodeFiles(Settings settings, Predicate<StatementShape> concerned, NaiveSpreading.Merge merge) {
    this.settings = settings;
    this.concerned = concerned;
    this.merge = merge;
    this.database = BigDaddyUnderTest.open(directory.resolve("db"), settings);
  }

  @Override
  public Answer run(String sql, List<@Nullable Object> parameters) {
    StatementShape shape = StatementShape.of(sql);
    if (!shape.isQuery() || !concerned.test(shape)) {
      stateBeforeClosing = Optional.empty();
      return database.run(sql, parameters);
    }
    stateBeforeClosing = Optional.of(state());
    database.close();
    try {
      return ask(sql, parameters);
    } finally {
      database = BigDaddyUnderTest.open(directory.resolve("db"), settings);
    }
  }

  private Answer ask(String sql, List<@Nullable Object> parameters) {
    List<Rows> answers = new ArrayList<>();
    for (Path file : nodeFiles()) {
      try (PlainSqlite node = PlainSqlite.file(file)) {
        Answer answer = node.run(sql, parameters);
        if (!(answer instanceof Rows rows)) {
          return answer;
        }
        answers.add(rows);
      }
    }
    return new Rows(answers.getFirst().columns(), merge.merge(answers), 0);
  }

  private List<Path> nodeFiles() {
    try (Stream<Path> files = Files.list(directory.resolve("db"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("node-\\d+\\.db"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public SessionState state() {
    return stateBeforeClosing.orElseGet(database::state);
  }

  @Override
  public String plan(String sql, List<@Nullable Object> parameters) {
    return database.plan(sql, parameters);
  }

  @Override
  public void close() {
    database.close();
    Oracle.delete(directory);
  }
}
