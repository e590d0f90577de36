package dev.bigdaddy.testkit;

/// A piece of SQL text, as the oracle needs it: enough to split scripts, to find the clauses of a
/// statement and to cut it smaller. It shares nothing with the `sql` module, since what checks must
/// not err together with what is checked.
///
/// @param start index of the first character in the whole text
/// @param end index behind the last character
/// @param depth how many parentheses are open around it; a parenthesis itself counts as outside
record SqlToken(Kind kind, String text, int start, int end, int depth) {

  enum Kind {
    WORD,
    QUOTED_NAME,
    STRING,
    BLOB,
    NUMBER,
    PARAMETER,
    OPERATOR,
    COMMENT
  }

  boolean is(String word) {
    return (kind == Kind.WORD || kind == Kind.OPERATOR) && text.equalsIgnoreCase(word);
  }

  boolean isName() {
    return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
  }

  /// The name without its quotes, folded as SQLite compares names.
  String name() {
    String bare = text;
    if (kind == Kind.QUOTED_NAME) {
      char quote = text.charAt(0);
      bare = text.substring(1, text.length() - 1);
      if (quote != '[') {
        bare = bare.replace("" + quote + quote, "" + quote);
      }
    }
    return bare.toLowerCase(java.util.Locale.ROOT);
  }
}
