package dev.bigdaddy.testkit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The options of a command: names with one value each, as `--seed 1 --count 100`.
record CommandOptions(Map<String, String> values) {

  /// Reads a command's arguments; prints the usage and exits with 2 if they come not in pairs.
  static CommandOptions of(String[] arguments, String usage) {
    if (arguments.length % 2 != 0) {
      System.err.println("usage: " + usage);
      System.exit(2);
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      values.put(arguments[i], arguments[i + 1]);
    }
    return new CommandOptions(Map.copyOf(values));
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
