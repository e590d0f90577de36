package dev.bigdaddy.testkit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The options of a command: names with one value each, as `--seed 1 --count 100`.
record CommandOptions(Map<String, String> values) {

  /// A command's arguments; empty if they are not pairs of a known name and a value.
  static Optional<CommandOptions> of(String[] arguments, Set<String> names) {
    if (arguments.length % 2 != 0) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!names.contains(arguments[i])) {
        return Optional.empty();
      }
      values.put(arguments[i], arguments[i + 1]);
    }
    return Optional.of(new CommandOptions(Map.copyOf(values)));
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  long number(String name, long otherwise) {
    return text(name).map(Long::parseLong).orElse(otherwise);
  }

  double real(String name, double otherwise) {
    return text(name).map(Double::parseDouble).orElse(otherwise);
  }
}
