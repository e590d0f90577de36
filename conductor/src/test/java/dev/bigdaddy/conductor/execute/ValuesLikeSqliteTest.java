package dev.bigdaddy.conductor.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.plan.Scalar;
import dev.bigdaddy.conductor.schema.Affinity;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The order and the conversions of values, against SQLite's own.
class ValuesLikeSqliteTest {

  private static List<@Nullable Object> numbers() {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(null);
    for (long power : new long[] {31, 32, 48, 53, 60, 62}) {
      for (long delta = -1; delta <= 1; delta++) {
        values.add((1L << power) + delta);
        values.add(-(1L << power) + delta);
        values.add((double) ((1L << power) + delta));
        values.add(-(double) ((1L << power) + delta));
      }
    }
    for (long value : new long[] {0, 1, -1, 7, 42, Long.MAX_VALUE, Long.MAX_VALUE - 1,
        Long.MIN_VALUE, Long.MIN_VALUE + 1, 999_999_999_999_999L, 1_000_000_000_000_000_000L}) {
      values.add(value);
      values.add((double) value);
    }
    for (String real :
        List.of("0.5", "-0.5", "-0.0", "1e15", "1e16", "123456789012345.6", "1e18", "1e19", "-1e19",
            "0x1p63", "-0x1p63", "0x1.fffffffffffffp62", "-0x1.0000000000001p63", "1e308", "-1e308",
            "4.9e-324", "0x1.fffffffffffffp1023", "Infinity", "-Infinity", "0.1",
            "0.3333333333333333", "4503599627370496.5", "9007199254740993.0", "1.5e-10", "100.0",
            "1e21", "1e22")) {
      values.add(Double.valueOf(real));
    }
    return values;
  }

  private static List<@Nullable Object> texts() {
    List<@Nullable Object> values = new ArrayList<>();
    for (String text :
        List.of("", " ", "a", "A", "a ", "a  ", "b", "B", "aa", "ab", "AB", "ä", "Ä", "z", "{", "[",
            "_", "^", "\uD7FF", "\uE000", "\uFFFD", "\uFFFF", "😀", "a😀", "a\uE000", "a\uFFFF",
            "\uD83D\uDE00\uD83D\uDE01", "𐀀", "\u0000", "a\u0000b", "a\u0000a", "a\u0000B", "a\u0000bb",
            "a\u0000", "\t", "~", "\u007f", "\u0080", "İ", "ı", "K")) {
      values.add(text);
    }
    for (String number :
        List.of("0", "1", "-1", "+1", "007", " 12", "12 ", "\n12\t", "1.0", "1.5", "-0.0", "-0", ".5",
            "5.", "1e3", "1E3", "1e+3", "1e-3", "1e", "e1", "1e400", "-1e400", "0x10", "1_000",
            "9223372036854775807", "9223372036854775808", "-9223372036854775808",
            "-9223372036854775809", "9007199254740993", "9007199254740993.0", "123456789012345678",
            "1234567890123456789", "12345678901234567890", "1.0e18", "1e18", "9.3e18", "9.2e18",
            "000000000000000000000000012", "12abc", "abc", "inf", "nan", "Infinity", "١٢", "1 2",
            "--1", "+", "-", ".", "0.1", "1.0000000000000000001", "4503599627370496.5",
            "123456789012345678.0", "0000000000000000001", "999999999999999999")) {
      values.add(number);
    }
    return values;
  }

  private static List<@Nullable Object> blobs() {
    List<@Nullable Object> values = new ArrayList<>();
    for (byte[] blob :
        List.of(new byte[0], new byte[] {0}, new byte[] {'1'}, new byte[] {-1}, new byte[] {127},
            new byte[] {-128}, new byte[] {'1', '2'}, new byte[] {0, 0})) {
      values.add(blob);
    }
    return values;
  }

  private static List<@Nullable Object> nasty() {
    List<@Nullable Object> values = numbers();
    values.addAll(texts());
    values.addAll(blobs());
    return values;
  }

  @ParameterizedTest
  @EnumSource(Affinity.class)
  void aConvertedValueIsWhatAColumnStores(Affinity affinity) {
    List<@Nullable Object> values = nasty();
    Random random = new Random(4);
    for (int i = 0; i < 300; i++) {
      values.add(Double.longBitsToDouble(random.nextLong()));
      values.add(random.nextLong() >> random.nextInt(64));
      values.add(Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20)));
      values.add((double) random.nextLong(1L << 60));
    }
    try (SqliteConnection sqlite = SqliteConnection.inMemory();
        Evaluator evaluator = new Evaluator()) {
      sqlite.execute("CREATE TABLE t(v " + affinity.typeName() + ")");
      for (Object value : values) {
        boolean isNan = value instanceof Double real && real.isNaN();
        if (isNan) {
          continue;
        }
        Object expected;
        try (RowCursor row = sqlite.query("INSERT INTO t VALUES (?) RETURNING v", value)) {
          row.next();
        }
        try (RowCursor row = sqlite.query("SELECT v FROM t WHERE rowid = last_insert_rowid()")) {
          row.next();
          expected = row.valueAt(0);
        }
        assertThat(shown(evaluator.convert(affinity, value)))
            .as("%s into %s", shown(value), affinity)
            .isEqualTo(shown(expected));
      }
    }
  }

  private static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "NULL";
      // SQLite stores -0.0 as 0.0.
      case Double real -> "real " + (real == 0 ? 0.0 : real);
      case byte[] blob -> "blob " + Arrays.toString(blob);
      case Object other -> other.getClass().getSimpleName() + " " + other;
    };
  }

  @ParameterizedTest
  @EnumSource(Collation.class)
  void valuesAreOrderedAsBySqlite(Collation collation) {
    List<@Nullable Object> values = nasty();
    try (SqliteConnection sqlite = SqliteConnection.inMemory()) {
      for (Object left : values) {
        for (Object right : values) {
          if (left == null || right == null) {
            continue;
          }
          try (RowCursor row =
              sqlite.query("SELECT (?1 > ?2 COLLATE " + collation + ") - (?1 < ?2 COLLATE " + collation + ")", left, right)) {
            row.next();
            assertThat(Integer.signum(ValueOrder.compare(left, right, collation)))
                .as("%s and %s under %s", shown(left), shown(right), collation)
                .isEqualTo((int) row.longAt(0));
          }
        }
      }
    }
  }

  @Test
  void nullsAndClassesComeInSqlitesOrder() {
    List<@Nullable Object> values = nasty();
    try (SqliteConnection sqlite = SqliteConnection.inMemory()) {
      sqlite.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
      values.forEach(value -> sqlite.update("INSERT INTO t(v) VALUES (?)", value));
      List<@Nullable Object> sorted = new ArrayList<>();
      try (RowCursor rows = sqlite.query("SELECT v FROM t ORDER BY v, id")) {
        while (rows.next()) {
          sorted.add(rows.valueAt(0));
        }
      }
      List<@Nullable Object> mine = new ArrayList<>(values);
      mine.sort((a, b) -> ValueOrder.compare(a, b, Collation.BINARY));
      assertThat(mine.stream().map(ValuesLikeSqliteTest::shown))
          .containsExactlyElementsOf(sorted.stream().map(ValuesLikeSqliteTest::shown).toList());
    }
  }

  @Test
  void aLimitFollowsSqlitesRules() {
    try (SqliteConnection sqlite = SqliteConnection.inMemory();
        Evaluator evaluator = new Evaluator()) {
      for (Object value : nasty()) {
        Scalar scalar = new Scalar.Constant(value);
        boolean accepted = accepts(sqlite, value);
        if (accepted) {
          assertThatCode(() -> evaluator.wholeNumber(scalar, new Object[0]))
              .as(shown(value))
              .doesNotThrowAnyException();
        } else {
          assertThatThrownBy(() -> evaluator.wholeNumber(scalar, new Object[0]))
              .as(shown(value))
              .isInstanceOf(BigDaddyException.class)
              .hasMessage("datatype mismatch");
        }
      }
    }
  }

  private static boolean accepts(SqliteConnection sqlite, @Nullable Object limit) {
    try (RowCursor row = sqlite.query("SELECT 1 LIMIT ?", limit)) {
      row.next();
      return true;
    } catch (dev.bigdaddy.storage.StorageException e) {
      assertThat(e).hasMessage("datatype mismatch");
      return false;
    }
  }
}
