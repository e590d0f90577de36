package dev.bigdaddy.cli.output;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// How answers are written, named as in the `sqlite3` shell.
public enum OutputMode {
  BOX,
  COLUMN,
  CSV,
  INSERT,
  JSON,
  LINE,
  LIST,
  MARKDOWN,
  QUOTE,
  TABLE,
  TABS;

  /// The mode of that name, or of the only name that begins so.
  public static Optional<OutputMode> named(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    var matches = Arrays.stream(values()).filter(mode -> mode.label().startsWith(wanted)).toList();
    return matches.stream()
        .filter(mode -> mode.label().equals(wanted))
        .findFirst()
        .or(() -> matches.size() == 1 ? Optional.of(matches.getFirst()) : Optional.empty());
  }

  /// All names, as `box column csv …`.
  public static String names() {
    return Arrays.stream(values()).map(OutputMode::label).collect(Collectors.joining(" "));
  }

  /// The name that users write.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
