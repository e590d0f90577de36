package dev.bigdaddy.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/// The setters of {@link PreparedStatement}: each turns its value into one of `null`, whole number,
/// real, text or bytes, as sqlite-jdbc does, and hands it to {@link #set}.
///
/// Dates and times are stored as milliseconds since 1970, and decimals as text.
abstract class ParameterSetters extends BigDaddyStatement implements PreparedStatement {

  ParameterSetters(BigDaddyConnection connection) {
    super(connection);
  }

  /// Binds a value to a parameter, counted from 1.
  abstract void set(int parameter, @Nullable Object value) throws SQLException;

  @Override
  public void setNull(int parameter, int type) throws SQLException {
    set(parameter, null);
  }

  @Override
  public void setNull(int parameter, int type, @Nullable String typeName) throws SQLException {
    set(parameter, null);
  }

  @Override
  public void setBoolean(int parameter, boolean value) throws SQLException {
    set(parameter, value ? 1 : 0);
  }

  @Override
  public void setByte(int parameter, byte value) throws SQLException {
    set(parameter, (int) value);
  }

  @Override
  public void setShort(int parameter, short value) throws SQLException {
    set(parameter, (int) value);
  }

  @Override
  public void setInt(int parameter, int value) throws SQLException {
    set(parameter, value);
  }

  @Override
  public void setLong(int parameter, long value) throws SQLException {
    set(parameter, value);
  }

  @Override
  public void setFloat(int parameter, float value) throws SQLException {
    set(parameter, value);
  }

  @Override
  public void setDouble(int parameter, double value) throws SQLException {
    set(parameter, value);
  }

  @Override
  public void setBigDecimal(int parameter, @Nullable BigDecimal value) throws SQLException {
    set(parameter, value == null ? null : value.toString());
  }

  @Override
  public void setString(int parameter, @Nullable String value) throws SQLException {
    set(parameter, value);
  }

  @Override
  public void setNString(int parameter, @Nullable String value) throws SQLException {
    set(parameter, value);
  }

  @Override
  public void setBytes(int parameter, byte @Nullable [] value) throws SQLException {
    set(parameter, value);
  }

  @Override
  public void setDate(int parameter, @Nullable Date value) throws SQLException {
    setMoment(parameter, value);
  }

  @Override
  public void setDate(int parameter, @Nullable Date value, @Nullable Calendar calendar)
      throws SQLException {
    setMoment(parameter, value);
  }

  @Override
  public void setTime(int parameter, @Nullable Time value) throws SQLException {
    setMoment(parameter, value);
  }

  @Override
  public void setTime(int parameter, @Nullable Time value, @Nullable Calendar calendar)
      throws SQLException {
    setMoment(parameter, value);
  }

  @Override
  public void setTimestamp(int parameter, @Nullable Timestamp value) throws SQLException {
    setMoment(parameter, value);
  }

  @Override
  public void setTimestamp(int parameter, @Nullable Timestamp value, @Nullable Calendar calendar)
      throws SQLException {
    setMoment(parameter, value);
  }

  @SuppressWarnings("JavaUtilDate") // the parent of java.sql's dates is what JDBC hands over
  private void setMoment(int parameter, java.util.@Nullable Date value) throws SQLException {
    set(parameter, value == null ? null : value.getTime());
  }

  @Override
  public void setObject(int parameter, @Nullable Object value) throws SQLException {
    switch (value) {
      case null -> set(parameter, null);
      case java.util.Date moment -> setMoment(parameter, moment);
      case Boolean flag -> setBoolean(parameter, flag);
      case Short number -> setShort(parameter, number);
      case Integer _, Long _, Float _, Double _, byte[] _ -> set(parameter, value);
      default -> set(parameter, value.toString());
    }
  }

  @Override
  public void setObject(int parameter, @Nullable Object value, int type) throws SQLException {
    setObject(parameter, value);
  }

  @Override
  public void setObject(int parameter, @Nullable Object value, int type, int scale)
      throws SQLException {
    setObject(parameter, value);
  }

  @Override
  public void setBinaryStream(int parameter, @Nullable InputStream stream) throws SQLException {
    set(parameter, stream == null ? null : bytes(stream));
  }

  @Override
  public void setBinaryStream(int parameter, @Nullable InputStream stream, int length)
      throws SQLException {
    set(parameter, stream == null ? null : bytes(stream, length));
  }

  @Override
  public void setBinaryStream(int parameter, @Nullable InputStream stream, long length)
      throws SQLException {
    setBinaryStream(parameter, stream, checkLength(length));
  }

  @Override
  public void setBlob(int parameter, @Nullable InputStream stream) throws SQLException {
    setBinaryStream(parameter, stream);
  }

  @Override
  public void setBlob(int parameter, @Nullable InputStream stream, long length)
      throws SQLException {
    setBinaryStream(parameter, stream, length);
  }

  @Override
  public void setAsciiStream(int parameter, @Nullable InputStream stream) throws SQLException {
    set(parameter, stream == null ? null : new String(bytes(stream), StandardCharsets.UTF_8));
  }

  @Override
  public void setAsciiStream(int parameter, @Nullable InputStream stream, int length)
      throws SQLException {
    set(
        parameter,
        stream == null ? null : new String(bytes(stream, length), StandardCharsets.UTF_8));
  }

  @Override
  public void setAsciiStream(int parameter, @Nullable InputStream stream, long length)
      throws SQLException {
    setAsciiStream(parameter, stream, checkLength(length));
  }

  @Override
  @Deprecated
  @SuppressWarnings("InlineMeSuggester") // deprecated by JDBC, not by us
  public void setUnicodeStream(int parameter, @Nullable InputStream stream, int length)
      throws SQLException {
    setAsciiStream(parameter, stream, length);
  }

  @Override
  public void setCharacterStream(int parameter, @Nullable Reader reader) throws SQLException {
    set(parameter, reader == null ? null : text(reader, Integer.MAX_VALUE));
  }

  @Override
  public void setCharacterStream(int parameter, @Nullable Reader reader, int length)
      throws SQLException {
    set(parameter, reader == null ? null : text(reader, length));
  }

  @Override
  public void setCharacterStream(int parameter, @Nullable Reader reader, long length)
      throws SQLException {
    setCharacterStream(parameter, reader, checkLength(length));
  }

  @Override
  public void setNCharacterStream(int parameter, @Nullable Reader reader) throws SQLException {
    setCharacterStream(parameter, reader);
  }

  @Override
  public void setNCharacterStream(int parameter, @Nullable Reader reader, long length)
      throws SQLException {
    setCharacterStream(parameter, reader, length);
  }

  @Override
  public void setClob(int parameter, @Nullable Reader reader) throws SQLException {
    setCharacterStream(parameter, reader);
  }

  @Override
  public void setClob(int parameter, @Nullable Reader reader, long length) throws SQLException {
    setCharacterStream(parameter, reader, length);
  }

  @Override
  public void setNClob(int parameter, @Nullable Reader reader) throws SQLException {
    setCharacterStream(parameter, reader);
  }

  @Override
  public void setNClob(int parameter, @Nullable Reader reader, long length) throws SQLException {
    setCharacterStream(parameter, reader, length);
  }

  private static int checkLength(long length) throws SQLException {
    if (length < 0 || length > Integer.MAX_VALUE) {
      throw SqlErrors.notSupported("length must be between 0 and Integer.MAX_VALUE");
    }
    return (int) length;
  }

  private static byte[] bytes(InputStream stream) throws SQLException {
    try {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new SQLException("Error reading stream", e);
    }
  }

  private static byte[] bytes(InputStream stream, int length) throws SQLException {
    if (length < 0) {
      throw SqlErrors.misuse("Error reading stream. Length should be non-negative");
    }
    try {
      byte[] bytes = stream.readNBytes(length);
      if (bytes.length < length) {
        throw new SQLException("Error reading stream: it ends after " + bytes.length + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new SQLException("Error reading stream", e);
    }
  }

  private static String text(Reader reader, int length) throws SQLException {
    StringBuilder text = new StringBuilder();
    char[] block = new char[8192];
    try {
      while (text.length() < length) {
        int read = reader.read(block, 0, Math.min(block.length, length - text.length()));
        if (read < 0) {
          break;
        }
        text.append(block, 0, read);
      }
      return text.toString();
    } catch (IOException e) {
      throw new SQLException("Cannot read from character stream: " + e.getMessage(), e);
    }
  }

  @Override
  public void setArray(int parameter, Array value) throws SQLException {
    throw SqlErrors.notSupported("SQLite has no arrays");
  }

  @Override
  public void setBlob(int parameter, Blob value) throws SQLException {
    throw SqlErrors.notSupported("use setBytes instead of a Blob");
  }

  @Override
  public void setClob(int parameter, Clob value) throws SQLException {
    throw SqlErrors.notSupported("use setString instead of a Clob");
  }

  @Override
  public void setNClob(int parameter, NClob value) throws SQLException {
    throw SqlErrors.notSupported("use setString instead of an NClob");
  }

  @Override
  public void setRef(int parameter, Ref value) throws SQLException {
    throw SqlErrors.notSupported("SQLite has no references");
  }

  @Override
  public void setRowId(int parameter, RowId value) throws SQLException {
    throw SqlErrors.notSupported("a rowid is a number: use setLong");
  }

  @Override
  public void setSQLXML(int parameter, SQLXML value) throws SQLException {
    throw SqlErrors.notSupported("use setString instead of an SQLXML");
  }

  @Override
  public void setURL(int parameter, URL value) throws SQLException {
    throw SqlErrors.notSupported("use setString instead of a URL");
  }
}
