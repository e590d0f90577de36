package dev.bigdaddy.cli.console;

import java.io.IOException;
import java.io.Writer;

/// Where answers go. Unlike a {@link java.io.PrintWriter} it tells when nobody reads any more, as
/// an {@link OutputClosed}.
///
/// Used by one thread.
public final class Output {

  private final Writer writer;

  public Output(Writer writer) {
    this.writer = writer;
  }

  /// The writer itself.
  public Writer writer() {
    return writer;
  }

  /// Writes a line.
  public void line(String text) {
    try {
      writer.write(text);
      writer.write('\n');
    } catch (IOException e) {
      throw new OutputClosed(e);
    }
  }

  /// Writes text as it is.
  public void text(String text) {
    try {
      writer.write(text);
    } catch (IOException e) {
      throw new OutputClosed(e);
    }
  }

  /// Hands on all that was written.
  public void flush() {
    try {
      writer.flush();
    } catch (IOException e) {
      throw new OutputClosed(e);
    }
  }
}
