package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.testkit.Difference.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Generated queries find mistakes of planning. `FaultCommand` shows it for all of them, from any
/// seed; here for those that need few queries.
class PlanningFaultsTest {
  private static final int MOST_QUERIES = 3000;

  @ParameterizedTest
  @EnumSource(
      names = {
        "REFERENCE_TABLE_OUTER_JOINED_ON_EACH_NODE",
        "CONSTANT_IN_ON_ROUTES_THE_PRESERVED_SIDE",
        "CONSTANT_BRANCH_OF_UNION_ALL_ON_EACH_NODE",
        "REFERENCE_TABLE_READ_ON_EACH_NODE",
        "DERIVED_TABLE_ON_EACH_NODE"
      })
  void generatedQueriesFindThisFault(PlanningFault fault) {
    FaultCommand.Found found = FaultCommand.hunt(fault, 1, MOST_QUERIES);
    assertThat(found.difference().map(Difference::kind))
        .as("after %d queries", found.queries())
        .hasValueSatisfying(kind -> assertThat(kind).isIn(Kind.ROWS, Kind.ORDER, Kind.ERROR));
  }
}
