package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.testkit.ReshardCommand.Tally;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Generated scripts while every table is resharded all the time and nodes come and go: the answers stay plain SQLite's.
@Timeout(120)
class RestlessTest {
  private static final int LENGTH = 40;

  @Test
  void nobodyNoticesThatRowsMove() {
    long complete = 0;
    long nodeChanges = 0;
    for (long seed = 1; seed <= 6; seed++) {
      Tally tally = ReshardCommand.run(seed, LENGTH);
      assertThat(tally.report()).as("seed %d", seed).isEmpty();
      complete += tally.complete();
      nodeChanges += tally.nodeChanges();
    }
    assertThat(complete).isPositive();
    assertThat(nodeChanges).isPositive();
  }
}
