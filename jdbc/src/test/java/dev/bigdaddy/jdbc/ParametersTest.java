package dev.bigdaddy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Date;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// Every setter stores what sqlite-jdbc stores.
@ParameterizedClass
@ValueSource(strings = {"", "&nodes=4&default_shards=8"})
class ParametersTest {
  private final String settings;

  ParametersTest(String settings) {
    this.settings = settings;
  }

  /// Sets the first parameter.
  @FunctionalInterface
  private interface Setter {
    void set(PreparedStatement statement) throws Exception;
  }

  @SuppressWarnings({"deprecation", "JavaUtilDate"}) // JDBC has both
  private static Map<String, Setter> setters() {
    byte[] bytes = {0, 1, -1};
    byte[] ascii = "ascii".getBytes(StandardCharsets.US_ASCII);
    Map<String, Setter> setters = new LinkedHashMap<>();
    setters.put("nothing", s -> {});
    setters.put("null", s -> s.setNull(1, Types.INTEGER));
    setters.put("typed null", s -> s.setNull(1, Types.OTHER, "x"));
    setters.put("true", s -> s.setBoolean(1, true));
    setters.put("byte", s -> s.setByte(1, (byte) -3));
    setters.put("short", s -> s.setShort(1, (short) 3000));
    setters.put("int", s -> s.setInt(1, Integer.MIN_VALUE));
    setters.put("long", s -> s.setLong(1, Long.MIN_VALUE));
    setters.put("float", s -> s.setFloat(1, 1.1f));
    setters.put("double", s -> s.setDouble(1, 1.1));
    setters.put("infinity", s -> s.setDouble(1, Double.POSITIVE_INFINITY));
    setters.put("NaN", s -> s.setDouble(1, Double.NaN));
    setters.put("decimal", s -> s.setBigDecimal(1, new BigDecimal("1.2300")));
    setters.put("no decimal", s -> s.setBigDecimal(1, null));
    setters.put("string", s -> s.setString(1, "ünï\uD834\uDD1E"));
    setters.put("empty string", s -> s.setString(1, ""));
    setters.put("string with NUL", s -> s.setString(1, "a\0b"));
    setters.put("no string", s -> s.setString(1, null));
    setters.put("bytes", s -> s.setBytes(1, bytes));
    setters.put("no bytes", s -> s.setBytes(1, null));
    setters.put("empty bytes", s -> s.setBytes(1, new byte[0]));
    setters.put("date", s -> s.setDate(1, new Date(1700000000123L)));
    setters.put("date, calendar", s -> s.setDate(1, new Date(5), Calendar.getInstance()));
    setters.put("no date", s -> s.setDate(1, null));
    setters.put("time", s -> s.setTime(1, new Time(1700000000123L)));
    setters.put("timestamp", s -> s.setTimestamp(1, new Timestamp(1700000000123L)));
    setters.put("binary stream", s -> s.setBinaryStream(1, new ByteArrayInputStream(bytes)));
    setters.put("2 bytes", s -> s.setBinaryStream(1, new ByteArrayInputStream(bytes), 2));
    setters.put("4 bytes", s -> s.setBinaryStream(1, new ByteArrayInputStream(bytes), 4));
    setters.put("-1 bytes", s -> s.setBinaryStream(1, new ByteArrayInputStream(bytes), -1));
    setters.put("no stream", s -> s.setBinaryStream(1, null, 2));
    setters.put("ascii", s -> s.setAsciiStream(1, new ByteArrayInputStream(ascii), 3));
    setters.put("unicode", s -> s.setUnicodeStream(1, new ByteArrayInputStream(ascii), 5));
    setters.put("reader", s -> s.setCharacterStream(1, new StringReader("reader")));
    setters.put("3 of reader", s -> s.setCharacterStream(1, new StringReader("reader"), 3));
    setters.put("9 of reader", s -> s.setCharacterStream(1, new StringReader("reader"), 9L));
    setters.put("blob", s -> s.setBlob(1, new ByteArrayInputStream(bytes)));
    setters.put("clob", s -> s.setClob(1, new StringReader("reader"), 4));
    for (Object object :
        new Object[] {
          1,
          2L,
          (short) 3,
          (byte) 4,
          5.5f,
          6.5,
          true,
          "s",
          'c',
          bytes,
          new BigDecimal("7.70"),
          new BigInteger("88888888888888888888"),
          new Date(9),
          new Timestamp(10),
          new Time(11),
          new java.util.Date(12),
          LocalDate.of(2024, 2, 29),
          new UUID(1, 2),
          Thread.State.NEW
        }) {
      setters.put("object " + object.getClass(), s -> s.setObject(1, object));
      setters.put("typed " + object.getClass(), s -> s.setObject(1, object, Types.VARCHAR));
      setters.put("scaled " + object.getClass(), s -> s.setObject(1, object, Types.VARCHAR, 3));
    }
    setters.put("object null", s -> s.setObject(1, null));
    setters.put("cleared", ParametersTest::setAndClear);
    return setters;
  }

  private static void setAndClear(PreparedStatement statement) throws Exception {
    statement.setInt(1, 1);
    statement.clearParameters();
  }

  @Test
  void everySetterStoresTheSame() throws Exception {
    List<String> differences = new ArrayList<>();
    try (SideBySide both = new SideBySide(settings)) {
      setters()
          .forEach(
              (name, setter) -> {
                String plain = stored(both.plain, setter);
                String ours = stored(both.ours, setter);
                if (!ours.equals(plain)) {
                  differences.add(name + ": " + ours + " <- " + plain);
                }
              });
    }
    assertThat(differences).isEmpty();
  }

  private static String stored(Connection connection, Setter setter) {
    return SideBySide.answer(
        connection,
        open -> {
          try (PreparedStatement statement = open.prepareStatement("SELECT ?1, typeof(?1)")) {
            setter.set(statement);
            ResultSet rows = statement.executeQuery();
            rows.next();
            return SideBySide.shown(rows.getObject(1)) + " " + rows.getString(2);
          }
        });
  }

  @Test
  void parametersThatDoNotExistCannotBeSet() throws Exception {
    try (SideBySide both = new SideBySide(settings);
        PreparedStatement statement = both.ours.prepareStatement("SELECT ?")) {
      assertThatThrownBy(() -> statement.setInt(0, 1)).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> statement.setInt(2, 1))
          .isInstanceOf(SQLException.class)
          .hasMessage("parameter 2 out of bounds [1,1]");
    }
  }

  @Test
  void parametersAreDescribedTheSame() throws Exception {
    try (SideBySide both = new SideBySide(settings)) {
      for (Object value :
          Arrays.asList(null, 1, 2L, (short) 3, true, 4.5, 5.5f, "x", new byte[1])) {
        assertThat(described(both.ours, value)).isEqualTo(described(both.plain, value));
      }
    }
  }

  private static String described(Connection connection, Object value) throws Exception {
    try (PreparedStatement statement = connection.prepareStatement("SELECT ?, ?2, :name")) {
      statement.setObject(1, value);
      ParameterMetaData meta = statement.getParameterMetaData();
      return String.join(
          " ",
          "" + meta.getParameterCount(),
          "" + meta.getParameterType(1),
          meta.getParameterTypeName(1),
          meta.getParameterClassName(1),
          "" + meta.getParameterMode(1),
          "" + meta.isNullable(1),
          "" + meta.isSigned(1),
          "" + meta.getPrecision(1),
          "" + meta.getScale(1));
    }
  }

  @Test
  void numberedAndNamedParametersHaveSqlitesNumbers() throws Exception {
    try (SideBySide both = new SideBySide(settings)) {
      for (String query :
          new String[] {
            "SELECT ?, ?", "SELECT ?2, ?1", "SELECT :a, :b, :a", "SELECT ?, :a, ?5, ?", "SELECT $x"
          }) {
        assertThat(numbered(both.ours, query)).as(query).isEqualTo(numbered(both.plain, query));
      }
    }
  }

  private static String numbered(Connection connection, String query) throws Exception {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      int count = statement.getParameterMetaData().getParameterCount();
      for (int parameter = 1; parameter <= count; parameter++) {
        statement.setInt(parameter, 100 + parameter);
      }
      StringBuilder answer = new StringBuilder();
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
          answer.append(rows.getString(column)).append(' ');
        }
      }
      return count + ": " + answer;
    }
  }
}
