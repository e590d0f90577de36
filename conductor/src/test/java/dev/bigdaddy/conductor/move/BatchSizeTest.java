package dev.bigdaddy.conductor.move;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchSizeTest {
  private static final int BLOCK = 500;
  private final BatchSize size = new BatchSize();

  private int step(double microsOfARow) {
    int rows = size.forMoving(BLOCK, true);
    size.moved(rows, rows, (long) (rows * microsOfARow * 1000));
    return size.forMoving(BLOCK, true);
  }

  @Test
  void growsToTheBlockWhereRowsAreFast() {
    for (int i = 0; i < 4; i++) {
      step(1);
    }
    assertThat(size.forMoving(BLOCK, true)).isEqualTo(BLOCK);
  }

  @Test
  void slowRowsBehindFastOnesMakeItSmallAtOnce() {
    for (int i = 0; i < 8; i++) {
      step(1);
    }
    assertThat(step(50)).as("rows of 6.5 ms").isEqualTo(130);
  }

  @Test
  void isNeverTooSmallToGetAnywhere() {
    assertThat(step(100_000)).isEqualTo(64);
  }

  @Test
  void learnsNothingFromAFewRows() {
    size.moved(256, 3, 30_000_000);
    assertThat(size.forMoving(BLOCK, true)).isEqualTo(256);
  }

  @Test
  void aSmallBlockOfOneTableDoesNotBindAnother() {
    assertThat(size.forMoving(10, true)).isEqualTo(10);
    assertThat(size.forMoving(BLOCK, true)).isEqualTo(256);
  }

  @Test
  void takesABlockWhereNobodyWaits() {
    step(50);
    assertThat(size.forMoving(BLOCK, false)).isEqualTo(BLOCK);
  }
}
