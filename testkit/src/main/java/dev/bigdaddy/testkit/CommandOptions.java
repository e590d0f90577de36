package dev.bigdaddy.testkit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The options of a command: names with one value each, as `--seed 1 --count 100`.
record CommandOptions(Map<String, String> values) {

  /// A command's arguments; empty if they do not come in pairs.
  static Optional<CommandOptions> of(String[] arguments) {
    if (arguments.length % 2 != 0) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
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
