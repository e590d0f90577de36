package dev.bigdaddy.jdbc;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Clob;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;

/// A text as a {@link Clob} that can only be read.
record TextClob(String text) implements Clob {

  @Override
  public long length() {
    return text.length();
  }

  @Override
  public String getSubString(long position, int length) throws SQLException {
    if (position < 1 || position > text.length() + 1L || length < 0) {
      throw SqlErrors.misuse("no characters at " + position + ", length " + length);
    }
    int begin = (int) position - 1;
    return text.substring(begin, (int) Math.min(text.length(), (long) begin + length));
  }

  @Override
  public Reader getCharacterStream() {
    return new StringReader(text);
  }

  @Override
  public Reader getCharacterStream(long position, long length) throws SQLException {
    return new StringReader(getSubString(position, Math.toIntExact(length)));
  }

  @Override
  public InputStream getAsciiStream() {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public long position(String searched, long start) {
    int found = text.indexOf(searched, Math.toIntExact(start) - 1);
    return found < 0 ? -1 : found + 1L;
  }

  @Override
  public long position(Clob searched, long start) throws SQLException {
    return position(searched.getSubString(1, Math.toIntExact(searched.length())), start);
  }

  @Override
  public void free() {}

  private static SQLFeatureNotSupportedException readOnly() {
    return SqlErrors.notSupported("this Clob can only be read");
  }

  @Override
  public int setString(long position, String value) throws SQLException {
    throw readOnly();
  }

  @Override
  public int setString(long position, String value, int offset, int length) throws SQLException {
    throw readOnly();
  }

  @Override
  public OutputStream setAsciiStream(long position) throws SQLException {
    throw readOnly();
  }

  @Override
  public Writer setCharacterStream(long position) throws SQLException {
    throw readOnly();
  }

  @Override
  public void truncate(long length) throws SQLException {
    throw readOnly();
  }
}
