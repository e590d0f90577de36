package dev.bigdaddy.conductor.routing;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.topology.VirtualShard;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns a shard key into its virtual shard: XXH3 of the key's canonical bytes, modulo 16 384.
///
/// Canonical means that keys which the column holds equal have the same bytes. A real that equals a
/// 64-bit integer becomes that integer, -0.0 becomes 0; text is folded by the column's collation;
/// blobs are apart from text. The column's affinity must have been applied before.
///
/// The bytes are part of the file format: changing them means a new hash version in the topology.
public final class KeyHash {
  private static final Hasher64 XXH3 = Hashing.xxh3_64();
  private static final byte INTEGER_TAG = 1;
  private static final byte REAL_TAG = 2;
  private static final byte TEXT_TAG = 3;
  private static final byte BLOB_TAG = 4;

  private KeyHash() {}

  /// The virtual shard of a rowid, which also places rows whose shard key is NULL.
  public static VirtualShard ofRowid(long rowid) {
    return bucket(XXH3.hashLongToLong(rowid));
  }

  /// The virtual shard of a key.
  ///
  /// @param key one value a column, none of them null
  /// @param collations the columns' collations
  public static VirtualShard of(List<? extends @Nullable Object> key, List<Collation> collations) {
    if (key.size() == 1) {
      Object value = canonical(key.get(0));
      if (value instanceof Long integer) {
        return ofRowid(integer);
      }
      return bucket(XXH3.hashBytesToLong(bytes(List.of(value), collations)));
    }
    return bucket(XXH3.hashBytesToLong(bytes(key, collations)));
  }

  private static VirtualShard bucket(long hash) {
    return new VirtualShard((int) (hash & (VirtualShard.COUNT - 1)));
  }

  private static Object canonical(@Nullable Object value) {
    if (value instanceof Double real) {
      long integer = (long) real.doubleValue();
      boolean exact = (double) integer == real && integer != Long.MAX_VALUE;
      return exact ? (Object) integer : real;
    }
    if (value == null) {
      throw new IllegalArgumentException("a NULL key is placed by its rowid");
    }
    return value;
  }

  private static byte[] bytes(List<? extends @Nullable Object> key, List<Collation> collations) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < key.size(); i++) {
      switch (canonical(key.get(i))) {
        case Long integer -> writeLong(out, INTEGER_TAG, integer);
        case Double real -> writeLong(out, REAL_TAG, Double.doubleToRawLongBits(real));
        case String text ->
            writeBytes(
                out, TEXT_TAG, collations.get(i).fold(text).getBytes(StandardCharsets.UTF_8));
        case byte[] blob -> writeBytes(out, BLOB_TAG, blob);
        case Object other ->
            throw new IllegalArgumentException("not a SQLite value: " + other.getClass());
      }
    }
    return out.toByteArray();
  }

  private static void writeLong(ByteArrayOutputStream out, byte tag, long value) {
    out.write(tag);
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
  }

  private static void writeBytes(ByteArrayOutputStream out, byte tag, byte[] bytes) {
    writeLong(out, tag, bytes.length);
    out.writeBytes(bytes);
  }
}
