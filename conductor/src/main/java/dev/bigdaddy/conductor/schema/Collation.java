package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.topology.TableName;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// SQLite's built-in collating sequences.
public enum Collation {
  /// Compares the UTF-8 bytes.
  BINARY {
    @Override
    public int compare(String left, String right) {
      return compareCodePoints(left, right);
    }

    @Override
    public String fold(String text) {
      return text;
    }
  },
  /// As BINARY, but ASCII letters of either case are equal; and behind a NUL character SQLite looks at
  /// the length alone.
  NOCASE {
    @Override
    public int compare(String left, String right) {
      return compareCodePoints(fold(left), fold(right));
    }

    @Override
    public String fold(String text) {
      int nul = text.indexOf(0);
      return nul < 0
          ? TableName.fold(text)
          : TableName.fold(text.substring(0, nul)) + "\0".repeat(utf8Length(text, nul));
    }
  },
  /// As BINARY, but trailing spaces do not count.
  RTRIM {
    @Override
    public int compare(String left, String right) {
      return compareCodePoints(fold(left), fold(right));
    }

    @Override
    public String fold(String text) {
      int end = text.length();
      while (end > 0 && text.charAt(end - 1) == ' ') {
        end--;
      }
      return text.substring(0, end);
    }
  };

  /// Compares two texts as SQLite does under this collation.
  public abstract int compare(String left, String right);

  /// The representative of all texts that are equal to this one under this collation.
  public abstract String fold(String text);

  /// The collation of that name in any case of letters; empty for one that is not built in.
  public static Optional<Collation> named(String name) {
    return switch (TableName.fold(name)) {
      case "binary" -> Optional.of(BINARY);
      case "nocase" -> Optional.of(NOCASE);
      case "rtrim" -> Optional.of(RTRIM);
      default -> Optional.empty();
    };
  }

  private static int utf8Length(String text, int from) {
    return text.substring(from).getBytes(StandardCharsets.UTF_8).length;
  }

  /// UTF-16 order differs from UTF-8's byte order only where surrogates meet the code units above
  /// them.
  private static int compareCodePoints(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean surrogateA = Character.isSurrogate(a);
        boolean surrogateB = Character.isSurrogate(b);
        if (surrogateA != surrogateB) {
          return surrogateA ? 1 : -1;
        }
        return Character.compare(a, b);
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
