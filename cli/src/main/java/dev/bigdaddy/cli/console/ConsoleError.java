package dev.bigdaddy.cli.console;

/// A mistake of the user that is not one in SQL: told in one line.
public final class ConsoleError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConsoleError(String message) {
    super(message);
  }
}
