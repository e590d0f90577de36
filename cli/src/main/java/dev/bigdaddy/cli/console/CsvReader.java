package dev.bigdaddy.cli.console;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads records of separated fields, in double quotes where needed (RFC 4180). Lines end in LF or
/// CRLF; a quoted field may hold line breaks. Used by one thread.
final class CsvReader {

  private static final int END = -1;

  private final Reader reader;
  private final char separator;
  private int line = 1;
  private int recordLine = 1;
  private int peeked = -2;

  /// @param reader should be buffered
  CsvReader(Reader reader, char separator) throws IOException {
    this.reader = reader;
    this.separator = separator;
    if (peek() == '\ufeff') {
      read();
    }
  }

  /// The line, from 1, in which the last record began.
  int recordLine() {
    return recordLine;
  }

  /// The next record's fields, or null behind the last one.
  @Nullable List<String> next() throws IOException {
    if (peek() == END) {
      return null;
    }
    recordLine = line;
    List<String> fields = new ArrayList<>();
    while (true) {
      fields.add(peek() == '"' ? quotedField() : plainField());
      int c = read();
      if (c != separator) {
        if (c == '\r' && peek() == '\n') {
          read();
        }
        return fields;
      }
    }
  }

  private String plainField() throws IOException {
    StringBuilder field = new StringBuilder();
    while (!endsField(peek())) {
      int c = read();
      if (c == '\r' && peek() == '\n') {
        break;
      }
      field.append((char) c);
    }
    return field.toString();
  }

  private String quotedField() throws IOException {
    StringBuilder field = new StringBuilder();
    read();
    while (peek() != END) {
      int c = read();
      if (c != '"') {
        field.append((char) c);
      } else if (peek() == '"') {
        field.append((char) read());
      } else if (endsField(peek()) || peek() == '\r') {
        if (peek() == '\r') {
          read();
        }
        return field.toString();
      } else {
        field.append('"');
      }
    }
    return field.toString();
  }

  private boolean endsField(int c) {
    return c == END || c == separator || c == '\n';
  }

  private int peek() throws IOException {
    if (peeked == -2) {
      peeked = reader.read();
    }
    return peeked;
  }

  private int read() throws IOException {
    int c = peek();
    peeked = -2;
    if (c == '\n') {
      line++;
    }
    return c;
  }
}
