package dev.bigdaddy.jdbc;

import java.sql.SQLException;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Dates and times as sqlite-jdbc reads them, with its leniency (month 13 is next January) and its
/// rounding.
final class Moments {
  private static final Pattern TEXT =
      Pattern.compile(
          "(\\p{Nd}++)-(\\p{Nd}++)-(\\p{Nd}++) (\\p{Nd}++):(\\p{Nd}++):(\\p{Nd}++)\\.(\\p{Nd}++)");

  /// The length of what SQLite's `datetime()` gives: such texts need no milliseconds.
  private static final int LENGTH_OF_DATETIME = 19;

  private static final int FIRST_GREGORIAN_DAY = 2299161;

  private Moments() {}

  /// Milliseconds since 1970 of a text; null for an empty one.
  static @Nullable Long ofText(@Nullable String text, TimeZone zone) throws SQLException {
    if (text == null || text.isEmpty()) {
      return null;
    }
    Matcher matcher = TEXT.matcher(text.length() == LENGTH_OF_DATETIME ? text + ".000" : text);
    if (!matcher.lookingAt()) {
      throw new SQLException("Error parsing date: '" + text + "' is not yyyy-MM-dd HH:mm:ss[.SSS]");
    }
    Calendar calendar = new GregorianCalendar(zone);
    calendar.clear();
    try {
      calendar.set(
          field(matcher, 1),
          field(matcher, 2) - 1,
          field(matcher, 3),
          field(matcher, 4),
          field(matcher, 5),
          field(matcher, 6));
      calendar.set(Calendar.MILLISECOND, field(matcher, 7));
    } catch (NumberFormatException e) {
      throw new SQLException("Error parsing date: '" + text + "'", e);
    }
    return calendar.getTimeInMillis();
  }

  private static int field(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  /// Milliseconds since 1970 of a julian day, whose calendar date is taken in the calendar's zone
  /// (Meeus, Astronomical Algorithms, chapter 7).
  static long ofJulianDay(double julianDay, Calendar calendar) {
    double shifted = julianDay + 0.5;
    int day = (int) shifted;
    int gregorian = day;
    if (day >= FIRST_GREGORIAN_DAY) {
      int century = (int) ((day - 1867216.25) / 36524.25);
      gregorian = day + 1 + century - (int) (century / 4.0);
    }
    int b = gregorian + 1524;
    int c = (int) ((b - 122.1) / 365.25);
    int d = (int) (365.25 * c);
    int e = (int) ((b - d) / 30.6001);
    int month = e < 13.5 ? e - 1 : e - 13;
    int year = c - (month > 2.5 ? 4716 : 4715);

    double dayOfMonth = b - d - (int) (30.6001 * e) + (shifted - day);
    double hours = 24.0 * (dayOfMonth - (int) dayOfMonth);
    double minutes = 60.0 * (hours - (int) hours);
    double seconds = 60.0 * (minutes - (int) minutes);
    int millis = (int) (1000.0 * (seconds - (int) seconds));

    calendar.set(year, month - 1, (int) dayOfMonth, (int) hours, (int) minutes, (int) seconds);
    calendar.set(Calendar.MILLISECOND, millis);
    if (year < 1) {
      calendar.set(Calendar.ERA, GregorianCalendar.BC);
      calendar.set(Calendar.YEAR, 1 - year);
    }
    return calendar.getTimeInMillis();
  }
}
