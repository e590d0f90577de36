package dev.bigdaddy.testkit.crash;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One line of strace's output about a system call that begins, ends, or does both.
///
/// @param thread who calls
/// @param name the call's name
/// @param arguments texts are decoded to characters 0 to 255, without their quotes; a descriptor's path
///     stands behind it as in `57</tmp/db/node-0.db>`
/// @param begins whether the call begins in this line
/// @param ends whether it ends in this line
/// @param result what it returned, if it ends
record SystemCall(
    int thread, String name, List<String> arguments, boolean begins, boolean ends, long result) {
  SystemCall {
    arguments = List.copyOf(arguments);
  }

  boolean failed() {
    return result < 0;
  }

  /// The number of a descriptor.
  int descriptor(int argument) {
    String text = arguments.get(argument);
    int path = text.indexOf('<');
    return Integer.parseInt(path < 0 ? text : text.substring(0, path));
  }

  /// The path of a descriptor, or a path itself.
  String path(int argument) {
    String text = arguments.get(argument);
    int path = text.indexOf('<');
    return path < 0 ? text : text.substring(path + 1, text.length() - 1);
  }

  byte[] bytes(int argument) {
    return arguments.get(argument).getBytes(StandardCharsets.ISO_8859_1);
  }

  long number(int argument) {
    return Long.parseLong(arguments.get(argument));
  }

  /// Splits arguments at commas outside of quotes and brackets, and decodes `\x2f`.
  static List<String> split(String text) {
    List<String> arguments = new ArrayList<>();
    StringBuilder argument = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && i + 3 < text.length() && text.charAt(i + 1) == 'x') {
        argument.append((char) Integer.parseInt(text, i + 2, i + 4, 16));
        i += 3;
      } else if (c == ',' && !quoted) {
        arguments.add(argument.toString());
        argument.setLength(0);
        i += i + 1 < text.length() && text.charAt(i + 1) == ' ' ? 1 : 0;
      } else {
        argument.append(c);
      }
    }
    arguments.add(argument.toString());
    return arguments;
  }
}
