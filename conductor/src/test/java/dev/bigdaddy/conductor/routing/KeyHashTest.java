package dev.bigdaddy.conductor.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeyHashTest {
  private static int shard(Collation collation, Object... key) {
    List<Collation> collations = new ArrayList<>();
    Arrays.stream(key).forEach(_ -> collations.add(collation));
    return KeyHash.of(List.of(key), collations).number();
  }

  private static int shard(Object... key) {
    return shard(Collation.BINARY, key);
  }

  /// These numbers are part of the file format: they may change with a new hash version only.
  @ParameterizedTest
  @CsvSource({
    "0, 11481", "1, 14638", "2, 8771", "-1, 1043", "1000000, 10592", "9223372036854775807, 8006",
    "-9223372036854775808, 3679"
  })
  void integersKeepTheirVirtualShards(long key, int virtualShard) {
    assertThat(shard(key)).isEqualTo(virtualShard);
    assertThat(KeyHash.ofRowid(key).number()).isEqualTo(virtualShard);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 14749", "a, 5661", "A, 8886", "hello world, 13819", "größe, 9443", "😀, 1466"
  })
  void textsKeepTheirVirtualShards(String key, int virtualShard) {
    assertThat(shard(key)).isEqualTo(virtualShard);
  }

  @ParameterizedTest
  @CsvSource({"1.5, 4064", "-0.1, 3147", "1e300, 13526", "9.3e18, 4157"})
  void realsKeepTheirVirtualShards(double key, int virtualShard) {
    assertThat(shard(key)).isEqualTo(virtualShard);
  }

  @ParameterizedTest
  @CsvSource({"'', 7622", "00, 12610", "61, 12045", "ffff, 11784"})
  void blobsKeepTheirVirtualShards(String hex, int virtualShard) {
    assertThat(shard((Object) HexFormat.of().parseHex(hex))).isEqualTo(virtualShard);
  }

  @Test
  void compositeKeysKeepTheirVirtualShards() {
    assertThat(shard(1L, "a")).isEqualTo(6028);
    assertThat(shard("a", 1L)).isEqualTo(13965);
    assertThat(shard("ab", "c")).isNotEqualTo(shard("a", "bc"));
  }

  @Test
  void numbersThatAreEqualLieTogether() {
    assertThat(shard(1.0)).isEqualTo(shard(1L));
    assertThat(shard(-0.0)).isEqualTo(shard(0L));
    assertThat(shard(0.0)).isEqualTo(shard(0L));
    assertThat(shard(-0x1p63)).isEqualTo(shard(Long.MIN_VALUE));
    assertThat(shard(0x1p53)).isEqualTo(shard(1L << 53));
    assertThat(shard(1.0, "x")).isEqualTo(shard(1L, "x"));
    // 2^63 is no 64-bit integer, and must not be taken for the largest one.
    assertThat(shard(0x1p63)).isNotEqualTo(shard(Long.MAX_VALUE));
  }

  @Test
  void aNullHasNoPlaceOfItsOwn() {
    assertThatThrownBy(
            () -> KeyHash.of(java.util.Collections.singletonList(null), List.of(Collation.BINARY)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// SQLite itself tells which texts are equal.
  @ParameterizedTest
  @EnumSource(Collation.class)
  void textsThatAreEqualLieTogether(Collation collation) {
    List<String> texts =
        List.of(
            "", " ", "  ", "a", "A", "a ", "A ", " a", "\t", "a\t", "ä", "Ä", "é", "É", "İ", "i", "I",
            "ß", "SS", "ss", "K", "k", "\u212A", "straße", "STRASSE", "[", "{", "@", "`", "z", "Z",
            "a\u0000b", "a\u0000c", "A\u0000B", "a\u0000", "\u00a0", "a\u00a0", "ſ", "s", "S");
    try (SqliteConnection sqlite = SqliteConnection.inMemory()) {
      for (String left : texts) {
        for (String right : texts) {
          try (RowCursor row =
              sqlite.query("SELECT ?1 = ?2 COLLATE " + collation, left, right)) {
            row.next();
            if (row.longAt(0) == 1) {
              assertThat(shard(collation, left))
                  .as("%s = %s", left, right)
                  .isEqualTo(shard(collation, right));
            }
          }
        }
      }
    }
  }

  @Test
  void keysThatDifferSpread() {
    assertThat(shard("a")).isNotEqualTo(shard("A"));
    assertThat(shard("1")).isNotEqualTo(shard(1L));
    assertThat(shard((Object) new byte[] {'a'})).isNotEqualTo(shard("a"));
  }

  @Test
  void sequentialIntegersFillAllBucketsEvenly() {
    int buckets = 64;
    int keys = 640_000;
    assertThat(unevenness(buckets, keys, Kind.INTEGER)).isLessThan(1.06);
    assertThat(unevenness(buckets, keys, Kind.TEXT)).isLessThan(1.06);
    assertThat(unevenness(buckets, keys, Kind.STRIDE)).isLessThan(1.06);
  }

  private enum Kind {
    INTEGER,
    TEXT,
    STRIDE
  }

  /// The fullest bucket against the emptiest.
  private static double unevenness(int buckets, int keys, Kind kind) {
    int[] counts = new int[buckets];
    for (int i = 0; i < keys; i++) {
      int shard =
          switch (kind) {
            case INTEGER -> shard((long) i);
            case TEXT -> shard("user-" + i);
            case STRIDE -> shard(i * 1024L);
          };
      counts[shard * buckets / 16_384]++;
    }
    Arrays.sort(counts);
    return (double) counts[buckets - 1] / counts[0];
  }
}
