package dev.bigdaddy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every getter gives what sqlite-jdbc gives, for every kind of value.
@ParameterizedClass
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ValueSource(strings = {"", "&nodes=4&default_shards=8"})
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the first test
class ResultValuesTest {
  @Parameter String settings;
  private SideBySide both;
  private int tables;

  @BeforeParameterizedClassInvocation
  void open() throws Exception {
    both = new SideBySide(settings);
    both.run("CREATE TABLE t(v, a INTEGER PRIMARY KEY)");
  }

  @AfterParameterizedClassInvocation
  void close() throws Exception {
    both.close();
  }

  private static final Map<String, SideBySide.Question<ResultSet>> GETTERS = getters();

  @SuppressWarnings("deprecation")
  private static Map<String, SideBySide.Question<ResultSet>> getters() {
    Calendar tokyo = Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo"));
    Map<String, SideBySide.Question<ResultSet>> getters = new LinkedHashMap<>();
    getters.put("int", rows -> rows.getInt(1));
    getters.put("int by name", rows -> rows.getInt("v"));
    getters.put("int by other case", rows -> rows.getInt("V"));
    getters.put("long", rows -> rows.getLong(1));
    getters.put("short", rows -> rows.getShort(1));
    getters.put("byte", rows -> rows.getByte(1));
    getters.put("boolean", rows -> rows.getBoolean(1));
    getters.put("double", rows -> rows.getDouble(1));
    getters.put("float", rows -> rows.getFloat(1));
    getters.put("string", rows -> rows.getString(1));
    getters.put("bytes", rows -> rows.getBytes(1));
    getters.put("decimal", rows -> rows.getBigDecimal(1));
    getters.put("object", rows -> rows.getObject(1));
    getters.put("object by name", rows -> rows.getObject("v"));
    getters.put("date", rows -> rows.getDate(1));
    getters.put("date in millis", rows -> millis(rows.getDate(1)));
    getters.put("date by name", rows -> rows.getDate("v"));
    getters.put("date in Tokyo", rows -> millis(rows.getDate(1, (Calendar) tokyo.clone())));
    getters.put("time", rows -> millis(rows.getTime(1)));
    getters.put("time in Tokyo", rows -> millis(rows.getTime(1, (Calendar) tokyo.clone())));
    getters.put("timestamp", rows -> rows.getTimestamp(1));
    getters.put("moment in Tokyo", rows -> momentInTokyo(rows, (Calendar) tokyo.clone()));
    getters.put("without calendar", rows -> rows.getDate(1, null));
    getters.put("characters", rows -> text(rows.getCharacterStream(1)));
    getters.put("national", rows -> text(rows.getNCharacterStream(1)));
    getters.put("binary", rows -> bytes(rows.getBinaryStream(1)));
    getters.put("ascii", rows -> bytes(rows.getAsciiStream(1)));
    getters.put("unicode", rows -> bytes(rows.getUnicodeStream(1)));
    getters.put("clob", rows -> text(rows.getClob(1)));
    getters.put("a string", rows -> rows.getObject(1, String.class));
    getters.put("a boolean", rows -> rows.getObject(1, Boolean.class));
    getters.put("a decimal", rows -> rows.getObject(1, BigDecimal.class));
    getters.put("some bytes", rows -> rows.getObject(1, byte[].class));
    getters.put("a date", rows -> rows.getObject(1, Date.class));
    getters.put("a time", rows -> rows.getObject(1, Time.class));
    getters.put("a timestamp", rows -> rows.getObject(1, Timestamp.class));
    getters.put("a local date", rows -> rows.getObject(1, LocalDate.class));
    getters.put("a local time", rows -> rows.getObject(1, LocalTime.class));
    getters.put("a local moment", rows -> rows.getObject(1, LocalDateTime.class));
    getters.put("blob", rows -> rows.getBlob(1));
    getters.put("array", rows -> rows.getArray(1));
    getters.put("column 0", rows -> rows.getInt(0));
    getters.put("column 2", rows -> rows.getInt(2));
    getters.put("unknown column", rows -> rows.getInt("nobody"));
    getters.put("find", rows -> rows.findColumn("V"));
    getters.put("row", ResultSet::getRow);
    getters.put("first", ResultSet::isFirst);
    getters.put("before first", ResultSet::isBeforeFirst);
    getters.put("after last", ResultSet::isAfterLast);
    getters.put("closed", ResultSet::isClosed);
    getters.put("type", ResultSet::getType);
    getters.put("concurrency", ResultSet::getConcurrency);
    getters.put("direction", ResultSet::getFetchDirection);
    getters.put("warnings", ResultSet::getWarnings);
    return getters;
  }

  private static final Map<String, SideBySide.Question<ResultSetMetaData>> METADATA =
      Map.ofEntries(
          Map.entry("count", ResultSetMetaData::getColumnCount),
          Map.entry("name", meta -> meta.getColumnName(1)),
          Map.entry("label", meta -> meta.getColumnLabel(1)),
          Map.entry("type", meta -> meta.getColumnType(1)),
          Map.entry("type name", meta -> meta.getColumnTypeName(1)),
          Map.entry("class", meta -> meta.getColumnClassName(1)),
          Map.entry("precision", meta -> meta.getPrecision(1)),
          Map.entry("scale", meta -> meta.getScale(1)),
          Map.entry("display size", meta -> meta.getColumnDisplaySize(1)),
          Map.entry("signed", meta -> meta.isSigned(1)),
          Map.entry("searchable", meta -> meta.isSearchable(1)),
          Map.entry("currency", meta -> meta.isCurrency(1)),
          Map.entry("case", meta -> meta.isCaseSensitive(1)),
          Map.entry("writable", meta -> meta.isWritable(1)),
          Map.entry("catalog", meta -> meta.getCatalogName(1)),
          Map.entry("schema", meta -> meta.getSchemaName(1)),
          Map.entry("table", meta -> meta.getTableName(1)),
          Map.entry("nullable", meta -> meta.isNullable(1)),
          Map.entry("auto-increment", meta -> meta.isAutoIncrement(1)),
          Map.entry("read-only", meta -> meta.isReadOnly(1)),
          Map.entry("surely writable", meta -> meta.isDefinitelyWritable(1)),
          Map.entry("column 2", meta -> meta.getColumnName(2)));

  /// A timestamp in another zone, but for reals: sqlite-jdbc forgets their zone.
  private static @Nullable Timestamp momentInTokyo(ResultSet rows, Calendar tokyo)
      throws SQLException {
    return rows.getObject(1) instanceof Double ? null : rows.getTimestamp(1, tokyo);
  }

  @SuppressWarnings("JavaUtilDate") // the parent of all dates of java.sql
  private static @Nullable Long millis(java.util.@Nullable Date date) {
    return date == null ? null : date.getTime();
  }

  private static @Nullable String text(@Nullable Reader reader) throws Exception {
    if (reader == null) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    for (int c = reader.read(); c >= 0; c = reader.read()) {
      text.append((char) c);
    }
    return text.toString();
  }

  private static @Nullable String text(@Nullable Clob clob) throws Exception {
    return clob == null
        ? null
        : clob.length()
            + clob.getSubString(1, (int) clob.length())
            + text(clob.getCharacterStream());
  }

  private static byte @Nullable [] bytes(@Nullable InputStream stream) throws Exception {
    return stream == null ? null : stream.readAllBytes();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NULL",
        "0",
        "1",
        "-1",
        "127",
        "128",
        "-129",
        "32767",
        "32768",
        "2147483647",
        "2147483648",
        "-2147483648",
        "-2147483649",
        "9223372036854775807",
        "-9223372036854775808",
        "1700000000123",
        "0.0",
        "-0.0",
        "1.5",
        "-1.5",
        "1e100",
        "1e-100",
        "9e999",
        "-9e999",
        "9223372036854775807.0",
        "0.1",
        "2440587.5",
        "2460000.123456",
        "2299160.5",
        "2299161.5",
        "1000000.25",
        "100.5",
        "''",
        "'0'",
        "'1'",
        "'-12'",
        "'12abc'",
        "'1.5'",
        "'1e3'",
        "'9223372036854775808'",
        "'true'",
        "'text'",
        "'ünïcödé ☃ 𝄞'",
        "'2024-02-29 23:59:58.123'",
        "'2024-13-45 25:61:61.1234'",
        "'2024-02-29 23:59:58'",
        "'2024-02-29 23:59'",
        "'2024-02-29  23:59:58.1'",
        "'2024-2-9 3:5:8.12'",
        "' 2024-02-29 23:59:58.123'",
        "'2024-02-2923:59:58.123'",
        "'24-02-29 23:59:58.123'",
        "'2024-02-29 23:59:58.'",
        "'2024-02-29'",
        "'2024-02-29T23:59:58'",
        "'23:59:58'",
        "'0001-01-01 00:00:00.000 and more'",
        "x''",
        "x'00'",
        "x'010203'",
        "x'313233'",
        "x'c3bc'"
      })
  void everyGetterGivesTheSame(String literal) throws Exception {
    both.run("DELETE FROM t");
    both.run("INSERT INTO t(v) VALUES (" + literal + ")");
    for (String query : new String[] {"SELECT " + literal + " AS v", "SELECT v FROM t"}) {
      assertThat(read(both.ours, query)).as(query).isEqualTo(read(both.plain, query));
    }
  }

  /// What every getter gives before, on and behind the only row.
  private static List<String> read(Connection connection, String query) throws SQLException {
    List<String> answers = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      answers.addAll(SideBySide.answers(rows, GETTERS));
      answers.add("a row: " + rows.next());
      answers.addAll(SideBySide.answers(rows, GETTERS));
      rows.getString(1);
      answers.add("NULL: " + rows.wasNull());
      answers.add("another row: " + rows.next());
      answers.addAll(SideBySide.answers(rows, GETTERS));
    }
    return answers;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "INT",
        "INTEGER",
        "integer",
        "TINYINT",
        "SMALLINT",
        "INT2",
        "MEDIUMINT",
        "BIGINT",
        "INT8",
        "UNSIGNED BIG INT",
        "BOOLEAN",
        "DATE",
        "DATETIME",
        "TIMESTAMP",
        "REAL",
        "DOUBLE",
        "DOUBLE PRECISION",
        "FLOAT",
        "NUMERIC",
        "DECIMAL(10,5)",
        "DECIMAL",
        "CHARACTER(20)",
        "VARCHAR(255)",
        "VARYING CHARACTER(255)",
        "NCHAR(55)",
        "NATIVE CHARACTER(70)",
        "NVARCHAR(100)",
        "TEXT",
        "CLOB",
        "BLOB",
        "BINARY(16)",
        "JSON",
        "anything"
      })
  void metadataOfADeclaredTypeAreTheSame(String type) throws Exception {
    String table = "m" + tables++;
    both.run("CREATE TABLE " + table + "(v " + type + ", a INTEGER PRIMARY KEY)");
    for (String value :
        new String[] {"NULL", "1", "9000000000", "1.5", "'x'", "x'01'", "'2024-01-01'"}) {
      both.run("DELETE FROM " + table);
      both.run("INSERT INTO " + table + "(v) VALUES (" + value + ")");
      for (String query :
          new String[] {
            "SELECT v FROM " + table,
            "SELECT v AS renamed FROM " + table,
            "SELECT v || '' FROM " + table,
            "SELECT v FROM " + table + " WHERE 0",
            "SELECT cast(v as varchar(3)) FROM " + table
          }) {
        assertThat(describe(both.ours, query))
            .as("%s with %s in %s", query, value, type)
            .isEqualTo(describe(both.plain, query));
      }
    }
  }

  /// The metadata before and on the only row.
  private static List<String> describe(Connection connection, String query) throws SQLException {
    List<String> answers = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      answers.addAll(SideBySide.answers(rows.getMetaData(), METADATA));
      answers.add("a row: " + rows.next());
      answers.addAll(SideBySide.answers(rows.getMetaData(), METADATA));
    }
    return answers;
  }
}
