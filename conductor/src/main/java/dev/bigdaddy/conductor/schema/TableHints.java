package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hints in the comments of a statement: `SHARDS=n`, `SHARD_KEY=column` or `SHARD_KEY=(a,b)`,
/// `REFERENCE`, `LOCAL`.
///
/// Hints are comments so that the same schema loads into plain SQLite. A comment is taken for a hint
/// if its first word is a hint's name or nearly one; then every word must fit: a misspelt hint is an
/// error, never a comment without effect.
///
/// @param shards how many shards the table has
/// @param shardKey the columns whose hash places a row; empty if not given
/// @param reference whether every node has a full copy
/// @param local whether an index shall exist on the nodes only
public record TableHints(
    OptionalInt shards, List<String> shardKey, boolean reference, boolean local) {
  private static final Set<String> NAMES = Set.of("SHARDS", "SHARD_KEY", "REFERENCE", "LOCAL");
  private static final Pattern WORD =
      Pattern.compile("([A-Za-z_]\\w*)(?:\\s*=\\s*(\\([^)]*\\)|\"[^\"]*\"|[^\\s,]+))?[\\s,]*");
  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_]\\w*\\s*=");
  private static final int MOST_SHARDS = 256;

  /// No hints at all.
  public static final TableHints NONE =
      new TableHints(OptionalInt.empty(), List.of(), false, false);

  public TableHints {
    shardKey = List.copyOf(shardKey);
  }

  /// Reads the hints among a statement's comments.
  ///
  /// @param comments the comments' texts, without their marks
  /// @throws BigDaddyException with {@link ErrorCode#BAD_HINT} if one is misspelt or out of range
  public static TableHints of(List<String> comments) {
    TableHints hints = NONE;
    for (String comment : comments) {
      String text = comment.strip();
      if (isHint(text)) {
        hints = hints.read(text);
      }
    }
    return hints;
  }

  /// Whether there is any hint.
  public boolean isEmpty() {
    return equals(NONE);
  }

  private static boolean isHint(String text) {
    Matcher first = WORD.matcher(text);
    if (!first.lookingAt()) {
      return false;
    }
    String name = first.group(1);
    boolean assigns = text.startsWith("=", first.end()) || first.group(2) != null;
    boolean alone = first.end() == text.length();
    if (!assigns && !alone) {
      // "REFERENCE SHARDS=2" is a hint, "Reference to the users" is not.
      return Set.of("REFERENCE", "LOCAL").contains(name)
          && ASSIGNMENT.matcher(text).region(first.end(), text.length()).lookingAt();
    }
    String upper = name.toUpperCase(Locale.ROOT);
    boolean takesValue = upper.startsWith("SHARD");
    boolean shouts = name.equals(upper);
    return NAMES.stream().anyMatch(hint -> distance(hint, upper) <= (hint.equals("LOCAL") ? 1 : 2))
        && (assigns || shouts || takesValue);
  }

  private TableHints read(String text) {
    TableHints hints = this;
    Matcher word = WORD.matcher(text);
    int end = 0;
    while (end < text.length()) {
      if (!word.find(end) || word.start() != end) {
        throw bad("cannot read the hint /* " + text + " */");
      }
      hints = hints.with(word.group(1), word.group(2));
      end = word.end();
    }
    return hints;
  }

  @SuppressWarnings("NullAway") // a group that took no part is null, which is what is asked here
  private TableHints with(String name, String value) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (upper.equals("REFERENCE") || upper.equals("LOCAL")) {
      if (value != null) {
        throw bad("the hint " + upper + " takes no value");
      }
      return upper.equals("LOCAL")
          ? new TableHints(shards, shardKey, reference, true)
          : new TableHints(shards, shardKey, true, local);
    }
    if (!NAMES.contains(upper)) {
      throw bad("unknown hint " + name + " (known: SHARDS, SHARD_KEY, REFERENCE, LOCAL)");
    }
    if (value == null) {
      throw bad("the hint " + upper + " needs a value, as " + upper + "=…");
    }
    return upper.equals("SHARDS")
        ? new TableHints(OptionalInt.of(count(value)), shardKey, reference, local)
        : new TableHints(shards, columns(value), reference, local);
  }

  private static int count(String value) {
    int count;
    try {
      count = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      count = -1;
    }
    if (count < 1 || count > MOST_SHARDS) {
      throw bad("SHARDS must be a whole number from 1 to " + MOST_SHARDS + ", not " + value);
    }
    return count;
  }

  private static List<String> columns(String value) {
    String list =
        value.startsWith("(") ? value.substring(1, value.length() - 1) : value;
    List<String> columns = new ArrayList<>();
    for (String part : list.split(",", -1)) {
      String name = part.strip();
      if (name.length() >= 2 && name.startsWith("\"") && name.endsWith("\"")) {
        name = name.substring(1, name.length() - 1);
      }
      if (name.isEmpty()) {
        throw bad("SHARD_KEY names no column: " + value);
      }
      String folded = TableName.fold(name);
      if (columns.stream().anyMatch(column -> TableName.fold(column).equals(folded))) {
        throw bad("SHARD_KEY names " + name + " twice");
      }
      columns.add(name);
    }
    return columns;
  }

  private static BigDaddyException bad(String message) {
    return new BigDaddyException(ErrorCode.BAD_HINT, message);
  }

  /// The number of single-letter changes, with a swap of neighbours as one, that lead from one word
  /// to the other.
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] =
            Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
