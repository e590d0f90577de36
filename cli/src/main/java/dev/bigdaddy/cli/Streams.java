package dev.bigdaddy.cli;

import dev.bigdaddy.cli.console.Output;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Where a command reads and writes. Text is UTF-8, whatever the locale.
///
/// @param in standard input
/// @param out standard output
/// @param errors standard error
/// @param terminal whether input and output are a terminal
public record Streams(BufferedReader in, Output out, PrintWriter errors, boolean terminal) {

  private static final int BUFFER_CHARS = 1 << 15;

  /// Those of this process.
  static Streams ofProcess() {
    return new Streams(
        new BufferedReader(
            new InputStreamReader(
                new FileInputStream(FileDescriptor.in),
                // A decoder of one's own reports what is not UTF-8 instead of replacing it.
                StandardCharsets.UTF_8.newDecoder()),
            BUFFER_CHARS),
        new Output(
            new BufferedWriter(
                new OutputStreamWriter(
                    new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8),
                BUFFER_CHARS)),
        new PrintWriter(
            new OutputStreamWriter(
                new FileOutputStream(FileDescriptor.err), StandardCharsets.UTF_8),
            true),
        isTerminal());
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }
}
