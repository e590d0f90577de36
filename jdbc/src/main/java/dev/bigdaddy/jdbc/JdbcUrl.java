package dev.bigdaddy.jdbc;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a JDBC URL and its properties say, syntax only: `jdbc:bigdaddy:LOCATION?name=value&…`.
///
/// Nothing is percent-decoded, as in sqlite-jdbc's URLs: a `%` is a `%`.
///
/// @param location a directory, or `:memory:`
/// @param settings in the order given, names in lower case
record JdbcUrl(String location, Map<String, String> settings) {
  static final String PREFIX = "jdbc:bigdaddy:";
  private static final String MEMORY = ":memory:";

  /// What {@link java.sql.DriverManager} and pools always send, and an embedded database has not.
  private static final Set<String> WITHOUT_MEANING = Set.of("user", "password");

  static boolean isOurs(String url) {
    return url.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
  }

  /// Reads a URL and its properties; the properties win.
  static JdbcUrl parse(String url, @Nullable Properties properties) throws SQLException {
    if (!isOurs(url)) {
      throw SqlErrors.badSetting("not a URL of this driver, which begin with " + PREFIX);
    }
    String rest = url.substring(PREFIX.length());
    int question = rest.indexOf('?');
    String location = question < 0 ? rest : rest.substring(0, question);
    if (location.startsWith("//")) {
      throw SqlErrors.notSupported(
          "remote needs the server, which this version does not have: " + PREFIX + location);
    }
    if (location.isBlank()) {
      throw SqlErrors.badSetting(
          "the URL names no directory: write " + PREFIX + "DIRECTORY or " + PREFIX + MEMORY);
    }
    Map<String, String> settings = new LinkedHashMap<>();
    if (question >= 0) {
      readQuery(rest.substring(question + 1), settings);
    }
    if (properties != null) {
      readProperties(properties, settings);
    }
    return new JdbcUrl(location, settings);
  }

  boolean inMemory() {
    return location.equals(MEMORY);
  }

  Path directory() throws SQLException {
    try {
      return Path.of(location);
    } catch (InvalidPathException e) {
      throw SqlErrors.badSetting("not a path: " + location);
    }
  }

  private static void readQuery(String query, Map<String, String> settings) throws SQLException {
    for (String setting : query.split("&", -1)) {
      if (setting.isBlank()) {
        continue;
      }
      int equals = setting.indexOf('=');
      if (equals < 1 || equals == setting.length() - 1) {
        throw SqlErrors.badSetting("expected name=value in the URL, not '" + setting + "'");
      }
      String name = setting.substring(0, equals).strip().toLowerCase(Locale.ROOT);
      String value = setting.substring(equals + 1).strip();
      if (settings.put(name, value) != null) {
        throw SqlErrors.badSetting("the URL names " + name + " twice");
      }
    }
  }

  private static void readProperties(Properties properties, Map<String, String> settings)
      throws SQLException {
    Map<Object, Object> all = new LinkedHashMap<>(properties);
    for (String name : properties.stringPropertyNames()) {
      all.put(name, properties.getProperty(name));
    }
    for (Map.Entry<Object, Object> entry : all.entrySet()) {
      String name = String.valueOf(entry.getKey()).toLowerCase(Locale.ROOT);
      if (!WITHOUT_MEANING.contains(name)) {
        settings.put(name, String.valueOf(entry.getValue()));
      }
    }
  }
}
