package dev.bigdaddy.testkit;

/// A type of shard keys, and its values by number, so that the keys of several tables meet.
enum KeyFamily {
  ROWID("INTEGER", ""),
  INTEGER("INTEGER", ""),
  TEXT("TEXT", ""),
  NOCASE("TEXT", "COLLATE NOCASE"),
  RTRIM("TEXT", "COLLATE RTRIM"),
  REAL("REAL", ""),
  NUMERIC("NUMERIC", ""),
  BLOB("BLOB", ""),
  UNTYPED("", "");

  private final String type;
  private final String collation;

  KeyFamily(String type, String collation) {
    this.type = type;
    this.collation = collation;
  }

  String type() {
    return type;
  }

  String collation() {
    return collation;
  }

  /// A value that is the number's; values of one number are equal, of two never, as the column sees
  /// them.
  Object value(Dice dice, int number) {
    return switch (this) {
      case ROWID, INTEGER ->
          dice.chance(90) ? Long.valueOf(number) : dice.<Object>pick((double) number, "" + number);
      case TEXT -> "k" + number;
      case NOCASE -> dice.pick("k", "K") + number;
      case RTRIM -> "k" + number + dice.pick("", "", " ", "  ");
      case REAL -> number % 3 == 0 ? number + 0.5 : dice.<Object>pick((double) number, (long) number);
      case NUMERIC ->
          switch (number % 4) {
            case 0 -> number + 0.5;
            case 1 -> "n" + number;
            default -> dice.<Object>pick((long) number, (double) number, "" + number);
          };
      case BLOB -> new byte[] {1, (byte) number};
      case UNTYPED ->
          switch (number % 4) {
            case 0 -> number + 0.5;
            case 1 -> "n" + number;
            case 2 -> new byte[] {(byte) number};
            default -> dice.<Object>pick((long) number, (double) number);
          };
    };
  }
}
