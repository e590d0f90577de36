package dev.bigdaddy.cli.console;

import dev.bigdaddy.conductor.BigDaddyException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/// Errors as one line.
public final class ErrorText {

  private ErrorText() {}

  /// The message with the codes: `no such table: x (SQL 1)`.
  public static String of(Throwable error) {
    return switch (error) {
      case BigDaddyException e ->
          oneLine(e.getMessage()) + " (" + e.code() + " " + e.sqliteCode() + ")";
      case ConsoleError e -> oneLine(e.getMessage());
      case NoSuchFileException e -> "no such file: " + e.getFile();
      case CharacterCodingException _ -> "the input is not valid UTF-8";
      case IOException e -> "cannot read or write: " + oneLine(e.getMessage());
      default ->
          "internal error: "
              + error.getClass().getName()
              + ": "
              + oneLine(error.getMessage())
              + " (please report it, with what --stacktrace tells)";
    };
  }

  private static String oneLine(@Nullable String message) {
    return message == null ? "" : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
