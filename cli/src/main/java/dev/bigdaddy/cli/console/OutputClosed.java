package dev.bigdaddy.cli.console;

import java.io.IOException;

/// The reader of our output has gone, as with `bigdaddy run … | head`.
public final class OutputClosed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OutputClosed(IOException cause) {
    super(cause);
  }
}
