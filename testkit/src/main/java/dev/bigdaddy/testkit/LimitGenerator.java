package dev.bigdaddy.testkit;

/// Makes LIMIT and OFFSET: as numbers, expressions, parameters; sometimes wrong.
///
/// Used by one thread, for one statement.
record LimitGenerator(QueryDraft draft) {

  /// In so many of a hundred cases a LIMIT, else nothing.
  String limit(int percent) {
    Dice dice = draft.dice();
    if (!dice.chance(percent)) {
      return "";
    }
    draft.uses(Feature.LIMIT);
    String offset = dice.chance(40) ? " OFFSET " + dice.pick("1", "2", "4", "0", "50") : "";
    int kind = dice.between(1, 100);
    if (kind <= 12) {
      draft.uses(Feature.LIMIT_BY_EXPRESSION);
      return " LIMIT "
          + dice.pick("2 + 1", "abs(-4)", "'3'", "max(1, 5)", "-1 + 0", "1.0 * 2", "1.5", "NULL")
          + offset;
    }
    if (kind <= 26) {
      draft.uses(Feature.LIMIT_BY_PARAMETER);
      String skipped =
          dice.chance(40)
              ? " OFFSET " + draft.expressions().parameter((long) dice.between(-1, 4))
              : "";
      return " LIMIT " + draft.expressions().parameter((long) dice.between(-1, 12)) + skipped;
    }
    return " LIMIT " + dice.pick("1", "3", "5", "10", "0", "-1", "100") + offset;
  }
}
