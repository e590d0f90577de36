package dev.bigdaddy.sql;

import java.util.ArrayList;
import java.util.List;

/// What the grammar tells apart among tokens.
///
/// Keywords with the same role share a kind. A keyword that {@link #fallsBack} is a name wherever
/// the grammar has no use for it as keyword, as with `%fallback` in SQLite's grammar.
enum TokenKind {
  END_OF_TEXT,
  ILLEGAL,
  ID,
  STRING,
  BLOB,
  INTEGER,
  FLOAT,
  /// A number with underscores.
  QNUMBER,
  VARIABLE,
  SEMI,
  LP,
  RP,
  COMMA,
  DOT,
  STAR,
  PLUS,
  MINUS,
  SLASH,
  REM,
  EQ,
  NE,
  LT,
  LE,
  GT,
  GE,
  LSHIFT,
  RSHIFT,
  BITAND,
  BITOR,
  BITNOT,
  CONCAT,
  /// `->` and `->>`
  PTR,
  /// CROSS, FULL, INNER, LEFT, NATURAL, OUTER, RIGHT
  JOIN_KW("CROSS", "FULL", "INNER", "LEFT", "NATURAL", "OUTER", "RIGHT"),
  LIKE_KW(true, "LIKE", "GLOB", "REGEXP"),
  CTIME_KW(true, "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP"),
  TEMP(true, "TEMP", "TEMPORARY"),
  COLUMNKW(true, "COLUMN"),
  ABORT(true),
  ACTION(true),
  ADD(false),
  AFTER(true),
  ALL(false),
  ALTER(false),
  ALWAYS(true),
  ANALYZE(true),
  AND(false),
  AS(false),
  ASC(true),
  ATTACH(true),
  AUTOINCREMENT(false),
  BEFORE(true),
  BEGIN(true),
  BETWEEN(false),
  BY(true),
  CASCADE(true),
  CASE(false),
  CAST(true),
  CHECK(false),
  COLLATE(false),
  COMMIT(false),
  CONFLICT(true),
  CONSTRAINT(false),
  CREATE(false),
  CURRENT(true),
  DATABASE(true),
  DEFAULT(false),
  DEFERRABLE(false),
  DEFERRED(true),
  DELETE(false),
  DESC(true),
  DETACH(true),
  DISTINCT(false),
  DO(true),
  DROP(false),
  EACH(true),
  ELSE(false),
  END(true),
  ESCAPE(false),
  EXCEPT(false),
  EXCLUDE(true),
  EXCLUSIVE(true),
  EXISTS(false),
  EXPLAIN(true),
  FAIL(true),
  FILTER(false),
  FIRST(true),
  FOLLOWING(true),
  FOR(true),
  FOREIGN(false),
  FROM(false),
  GENERATED(true),
  GROUP(false),
  GROUPS(true),
  HAVING(false),
  IF(true),
  IGNORE(true),
  IMMEDIATE(true),
  IN(false),
  INDEX(false),
  INDEXED(false),
  INITIALLY(true),
  INSERT(false),
  INSTEAD(true),
  INTERSECT(false),
  INTO(false),
  IS(false),
  ISNULL(false),
  JOIN(false),
  KEY(true),
  LAST(true),
  LIMIT(false),
  MATCH(true),
  MATERIALIZED(true),
  NO(true),
  NOT(false),
  NOTHING(false),
  NOTNULL(false),
  NULL(false),
  NULLS(true),
  OF(true),
  OFFSET(true),
  ON(false),
  OR(false),
  ORDER(false),
  OTHERS(true),
  OVER(false),
  PARTITION(true),
  PLAN(true),
  PRAGMA(true),
  PRECEDING(true),
  PRIMARY(false),
  QUERY(true),
  RAISE(true),
  RANGE(true),
  RECURSIVE(true),
  REFERENCES(false),
  REINDEX(true),
  RELEASE(true),
  RENAME(true),
  REPLACE(true),
  RESTRICT(true),
  RETURNING(false),
  ROLLBACK(true),
  ROW(true),
  ROWS(true),
  SAVEPOINT(true),
  SELECT(false),
  SET(false),
  TABLE(false),
  THEN(false),
  TIES(true),
  TO(false),
  TRANSACTION(false),
  TRIGGER(true),
  UNBOUNDED(true),
  UNION(false),
  UNIQUE(false),
  UPDATE(false),
  USING(false),
  VACUUM(true),
  VALUES(false),
  VIEW(true),
  VIRTUAL(true),
  WHEN(false),
  WHERE(false),
  WINDOW(false),
  WITH(true),
  WITHOUT(true);

  private static final int LONGEST_WORD = 17;
  private static final int SLOTS = 1024;
  private static final int SLOT_MASK = SLOTS - 1;
  private static final String[] SLOT_WORDS = new String[SLOTS];
  private static final TokenKind[] SLOT_KINDS = new TokenKind[SLOTS];

  static {
    java.util.Arrays.fill(SLOT_WORDS, "");
    java.util.Arrays.fill(SLOT_KINDS, ID);
    for (TokenKind kind : values()) {
      for (String word : kind.keywordList()) {
        int slot = slot(word, 0, word.length());
        while (!SLOT_WORDS[slot].isEmpty()) {
          slot = (slot + 1) & SLOT_MASK;
        }
        SLOT_WORDS[slot] = word;
        SLOT_KINDS[slot] = kind;
      }
    }
  }

  /// Whether a keyword of this kind is a name where the grammar has no use for the keyword.
  final boolean fallsBack;

  /// The keywords, parted by blanks.
  private final String words;

  TokenKind() {
    this.fallsBack = false;
    this.words = "";
  }

  TokenKind(boolean fallsBack) {
    this.fallsBack = fallsBack;
    this.words = name();
  }

  TokenKind(boolean fallsBack, String... words) {
    this.fallsBack = fallsBack;
    this.words = String.join(" ", words);
  }

  TokenKind(String... words) {
    this(false, words);
  }

  /// An identifier, or a keyword in its role as one.
  boolean isId() {
    return this == ID || fallsBack;
  }

  /// The grammar's `id`.
  boolean isIdOrIndexed() {
    return isId() || this == INDEXED;
  }

  /// The grammar's `idj`.
  boolean isIdOrJoin() {
    return isId() || this == INDEXED || this == JOIN_KW;
  }

  /// The grammar's `nm`.
  boolean isName() {
    return isIdOrJoin() || this == STRING;
  }

  /// The grammar's `ids`.
  boolean isIdOrString() {
    return isId() || this == STRING;
  }

  private List<String> keywordList() {
    return words.isEmpty() ? List.of() : List.of(words.split(" "));
  }

  /// All keywords.
  static List<String> keywords() {
    List<String> all = new ArrayList<>();
    for (TokenKind kind : values()) {
      all.addAll(kind.keywordList());
    }
    return all;
  }

  /// The kind of the word between two positions: a keyword's, or ID. Allocates nothing.
  static TokenKind ofWord(String text, int start, int end) {
    int length = end - start;
    if (length < 2 || length > LONGEST_WORD) {
      return ID;
    }
    int slot = slot(text, start, end);
    while (true) {
      String word = SLOT_WORDS[slot];
      if (word.isEmpty()) {
        return ID;
      }
      if (word.length() == length && word.regionMatches(true, 0, text, start, length)
          && isAscii(text, start, end)) {
        return SLOT_KINDS[slot];
      }
      slot = (slot + 1) & SLOT_MASK;
    }
  }

  /// `regionMatches` also folds a few letters beyond ASCII, such as the Kelvin sign.
  private static boolean isAscii(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static int slot(String text, int start, int end) {
    int first = text.charAt(start) & 0x1f;
    int second = text.charAt(start + 1) & 0x1f;
    int last = text.charAt(end - 1) & 0x1f;
    int middle = text.charAt((start + end) >>> 1) & 0x1f;
    return (first * 31 + second * 7 + middle * 131 + last * 17 + (end - start) * 67) & SLOT_MASK;
  }
}
