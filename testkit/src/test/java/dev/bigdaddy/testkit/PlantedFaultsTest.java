package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.testkit.Answer.Failure;
import dev.bigdaddy.testkit.Answer.Rows;
import dev.bigdaddy.testkit.NaiveSpreading.Merge;
import dev.bigdaddy.testkit.NaiveSpreading.Part;
import dev.bigdaddy.testkit.OracleRun.Refusals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Faults planted on purpose: the long scripts must catch each of them.
class PlantedFaultsTest {

  /// With its parameters swapped, an ATTACH of attached.sql makes a file by the database's name.
  @AfterAll
  static void deleteWhatAFaultAttached() throws IOException {
    Files.deleteIfExists(Path.of("named"));
  }

  static Stream<String> faults() {
    return systems().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void theScriptsCatchThisFault(String fault) {
    Optional<Difference> difference = Optional.empty();
    for (String name : OracleScripts.NAMES) {
      if (difference.isEmpty()) {
        try (SystemUnderTest faulty = systemWith(fault)) {
          difference =
              Oracle.run(
                      OracleScripts.script(name),
                      fault,
                      faulty,
                      Refusals.WHERE_MARKED,
                      StatementObserver.NONE)
                  .difference();
        }
      }
    }
    assertThat(difference).as("a difference by which the fault shows").isPresent();
    assertThat(difference.get().kind())
        .isNotIn(Difference.Kind.SCRIPT, Difference.Kind.CRASH, Difference.Kind.REFUSED);
  }

  private static SystemUnderTest systemWith(String fault) {
    return Objects.requireNonNull(systems().get(fault)).get();
  }

  @Test
  void moreThanTenFaultsArePlanted() {
    assertThat(systems()).hasSizeGreaterThan(10);
  }

  private static Map<String, Supplier<SystemUnderTest>> systems() {
    Map<String, Supplier<SystemUnderTest>> systems = new TreeMap<>();
    readingFaults().forEach((name, fault) -> systems.put(name, () -> mutated(fault)));
    tellingFaults().forEach((name, fault) -> systems.put(name, () -> mutated(fault)));
    systems.putAll(spreadingFaults());
    return systems;
  }

  private static SystemUnderTest mutated(Mutation.Fault fault) {
    return new Mutation(PlainSqlite.inMemory(), fault);
  }

  private interface TextFault extends Mutation.Fault {
    @Override
    String text(String sql);
  }

  private static Map<String, TextFault> readingFaults() {
    return Map.of(
        "parentheses around OR are lost",
        sql -> sql.replaceAll("\\(([^()']* OR [^()']*)\\)", " $1 "),
        "tokens behind a table's alias are lost",
        sql -> sql.replaceAll("(?s)^(DELETE FROM \\w+) AS \\w+ .*", "$1"),
        "a minus sign is dropped",
        sql -> sql.replaceAll("- ?(?=\\d)", ""),
        "a percent sign and what follows is dropped",
        sql -> sql.replaceAll(" % \\d+", ""),
        "NOT is dropped before IN and LIKE",
        sql -> sql.replace("NOT IN", "IN").replace("NOT LIKE", "LIKE"),
        "COLLATE is dropped",
        sql -> sql.startsWith("SELECT") ? sql.replaceAll("COLLATE \\w+", "") : sql,
        "OFFSET is dropped",
        sql -> sql.replaceAll("OFFSET [0-9]+", ""),
        "WITHOUT ROWID is dropped",
        sql -> sql.replace("WITHOUT ROWID", ""));
  }

  private static Map<String, Mutation.Fault> tellingFaults() {
    return Map.of(
        "two parameters are swapped",
        new Mutation.Fault() {
          @Override
          public List<@Nullable Object> values(List<@Nullable Object> parameters) {
            List<@Nullable Object> swapped = new ArrayList<>(parameters);
            if (swapped.size() > 1) {
              Collections.swap(swapped, 0, 1);
            }
            return swapped;
          }
        },
        "whole reals become integers",
        rowsFault(
            value ->
                value instanceof Double d && d == Math.rint(d) ? (Object) d.longValue() : value),
        "NULL becomes the empty text",
        rowsFault(value -> value == null ? "" : value),
        "column names are rewritten",
        new Mutation.Fault() {
          @Override
          public Answer answer(StatementShape shape, Answer right) {
            return right instanceof Rows rows
                ? new Rows(
                    rows.columns().stream()
                        .map(name -> name.replace("count(*)", "count()"))
                        .toList(),
                    rows.rows(),
                    rows.rowsAffected())
                : right;
          }
        },
        "changes are counted twice",
        new Mutation.Fault() {
          @Override
          public Answer answer(StatementShape shape, Answer right) {
            return right instanceof Rows rows && shape.verb().equals("UPDATE")
                ? new Rows(rows.columns(), rows.rows(), rows.rowsAffected() * 2)
                : right;
          }
        },
        "an error has only its plain code",
        new Mutation.Fault() {
          @Override
          public Answer answer(StatementShape shape, Answer right) {
            return right instanceof Failure failure
                ? new Failure(failure.code() & 0xff, failure.message())
                : right;
          }
        },
        "errors are swallowed",
        new Mutation.Fault() {
          @Override
          public Answer answer(StatementShape shape, Answer right) {
            return right instanceof Failure ? new Rows(List.of(), List.of(), 0) : right;
          }
        });
  }

  private interface ValueFault {
    @Nullable Object apply(@Nullable Object value);
  }

  private static Mutation.Fault rowsFault(ValueFault fault) {
    return new Mutation.Fault() {
      @Override
      public Answer answer(StatementShape shape, Answer right) {
        if (!(right instanceof Rows rows)) {
          return right;
        }
        List<List<@Nullable Object>> changed = new ArrayList<>();
        for (List<@Nullable Object> row : rows.rows()) {
          List<@Nullable Object> values = new ArrayList<>();
          row.forEach(value -> values.add(fault.apply(value)));
          changed.add(values);
        }
        return new Rows(rows.columns(), changed, rows.rowsAffected());
      }
    };
  }

  private static Map<String, Supplier<SystemUnderTest>> spreadingFaults() {
    Map<String, Supplier<SystemUnderTest>> faults = new TreeMap<>();
    Predicate<StatementShape> oneTable =
        shape ->
            shape.tokens().stream().filter(token -> token.is("FROM")).count() == 1
                && !shape.hasOutside("JOIN")
                && !shape.isCompound();
    Predicate<StatementShape> plainRows =
        oneTable.and(shape -> shape.tokens().stream().noneMatch(token -> token.is("(")));
    plant(
        faults, "LIMIT is applied on each node", plainRows.and(has("LIMIT")), Merges::concatenate);
    plant(
        faults, "DISTINCT holds on each node", plainRows.and(has("DISTINCT")), Merges::concatenate);
    plant(faults, "ORDER BY is concatenated", plainRows.and(has("ORDER")), Merges::concatenate);
    plant(faults, "groups are not merged", oneTable.and(has("GROUP")), Merges::concatenate);
    plant(
        faults, "HAVING is applied on each node", oneTable.and(has("HAVING")), Merges::concatenate);
    plant(
        faults,
        "windows are computed on each node",
        oneTable.and(has("OVER")),
        Merges::concatenate);
    plant(faults, "joins are local", has("JOIN"), Merges::concatenate);
    plant(faults, "EXCEPT is local", has("EXCEPT"), Merges::concatenate);
    plant(faults, "one node's rows are missing", plainRows, Merges::allButOne);
    Predicate<StatementShape> oneRow =
        oneTable.and(has("GROUP").negate()).and(has("OVER").negate());
    plant(
        faults,
        "AVG is an average of averages",
        oneRow.and(calls("avg")),
        Merges::averageOfAverages);
    plant(faults, "SUM of nothing is 0", oneRow.and(calls("sum")), Merges::sumWithNothingAsZero);
    plant(faults, "MAX ignores text", oneRow.and(calls("max")), Merges::maximumOfNumbers);
    plant(
        faults,
        "COUNT(DISTINCT) is added",
        oneRow.and(PlantedFaultsTest::countsDistinct),
        Merges::sumWithNothingAsZero);
    faults.put(
        "the hidden column shows",
        () ->
            new NaiveSpreading(
                plainRows.and(shape -> shape.sql().startsWith("SELECT *")),
                Merges::concatenate,
                Part.WITH_HIDDEN_COLUMN));
    return faults;
  }

  private static void plant(
      Map<String, Supplier<SystemUnderTest>> faults,
      String name,
      Predicate<StatementShape> concerned,
      Merge merge) {
    faults.put(name, () -> new NaiveSpreading(concerned, merge, Part.WITHOUT_HIDDEN_COLUMN));
  }

  private static Predicate<StatementShape> has(String word) {
    return shape -> shape.tokens().stream().anyMatch(token -> token.is(word));
  }

  /// The query has one result column, which is a call of the function.
  private static Predicate<StatementShape> calls(String function) {
    return shape ->
        shape.tokens().size() > 6
            && shape.tokens().get(1).is(function)
            && shape.indexOutside("FROM").filter(from -> from == 5).isPresent();
  }

  private static boolean countsDistinct(StatementShape shape) {
    return shape.sql().startsWith("SELECT count(DISTINCT") && !shape.sql().contains("GROUP");
  }
}
