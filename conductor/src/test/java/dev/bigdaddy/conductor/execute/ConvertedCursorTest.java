package dev.bigdaddy.conductor.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Rows in memory give what SQLite's own cursor gives, whatever type is asked for.
class ConvertedCursorTest {
  private static final List<String> TEXTS =
      List.of(
          "", " ", "12abc", "  -7.9", "+5", "abc", "1e3", "1e", "1.e2x", ".5", "-.5e-3", ".", "-", "0x10",
          "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e400", "12 3", "\t8");

  private static List<@Nullable Object> values() {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(null);
    for (String text : TEXTS) {
      values.add(text);
      values.add(text.getBytes(StandardCharsets.UTF_8));
    }
    for (double real :
        new double[] {
          0, 1, -1, 3.75, 0.1, 1.0 / 3, 1e14, 123456789012345.0, 1e15, 1e16, 1e300, -1e-300, 0.0001, 0.00001,
          9.2e18, 9.3e18, -9.3e18, Double.MIN_VALUE, Double.MAX_VALUE, Double.POSITIVE_INFINITY
        }) {
      values.add(real);
    }
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      values.add(Math.scalb(random.nextDouble() - 0.5, random.nextInt(120) - 60));
      values.add(random.nextInt(1_000_000) / 100.0);
    }
    values.add(Long.MAX_VALUE);
    values.add(-5L);
    return values;
  }

  @Test
  void theyAreSqlitesOwn() {
    try (SqliteConnection sqlite = SqliteConnection.inMemory();
        Evaluator evaluator = new Evaluator()) {
      for (Object value : values()) {
        List<@Nullable Object[]> one = List.<@Nullable Object[]>of(new @Nullable Object[] {value});
        RowCursor ours = new ConvertedCursor(new RowListCursor(List.of("x"), one), evaluator);
        assertThat(ours.next()).isTrue();
        String described = String.valueOf(value);
        try (RowCursor rows = sqlite.query("SELECT ?1, ?1, ?1", value)) {
          assertThat(rows.next()).isTrue();
          assertThat(ours.longAt(0)).as("long of " + described).isEqualTo(rows.longAt(0));
          assertThat(ours.doubleAt(0)).as("double of " + described).isEqualTo(rows.doubleAt(1));
          assertThat(ours.textAt(0)).as("text of " + described).isEqualTo(rows.textAt(2));
          assertThat(ours.blobAt(0)).as("bytes of " + described).isEqualTo(rows.blobAt(2));
        }
      }
    }
  }
}
