package dev.bigdaddy.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Damages statements a little: drops, doubles, swaps and replaces tokens or characters.
final class Mutator {
  private static final List<String> FILLERS =
      List.of(
          "(", ")", ",", ".", ";", "*", "+", "-", "/", "%", "=", "==", "<", "<=", "<>", "!=", "!",
          "<<", ">>", "&", "|", "||", "->", "->>", "~", "?", "?3", ":x", "@y", "$z", "#", "#1",
          "'s'",
          "''", "\"d\"", "[e]", "`f`", "x'00'", "x'0'", "1", "1.5", ".5", "1e", "0x", "0xF", "1_0",
          "1__0", "a", "t", "é", "\"", "'", "[", "/*", "*/", "--", "\n", "\uFEFF", "x", "NOT NULL",
          "ON CONFLICT", "ORDER BY 1", "(SELECT 1)", "AS x", "COLLATE nocase", "\\", "{", "^");

  private final Random random;
  private final List<String> keywords = TokenKind.keywords();

  Mutator(long seed) {
    random = new Random(seed);
  }

  String mutate(String sql) {
    String mutated = sql;
    int times = 1 + random.nextInt(3) / 2;
    for (int i = 0; i < times; i++) {
      mutated = random.nextInt(6) == 0 ? mutateCharacter(mutated) : mutateToken(mutated);
    }
    return mutated;
  }

  private String mutateCharacter(String sql) {
    if (sql.isEmpty()) {
      return sql;
    }
    int at = random.nextInt(sql.length());
    return switch (random.nextInt(4)) {
      case 0 -> sql.substring(0, at) + sql.substring(at + 1);
      case 1 -> sql.substring(0, at) + (char) (32 + random.nextInt(95)) + sql.substring(at);
      case 2 -> sql.substring(0, at) + (char) (32 + random.nextInt(95)) + sql.substring(at + 1);
      default -> sql.substring(0, at);
    };
  }

  private String mutateToken(String sql) {
    List<String> tokens = tokens(sql);
    if (tokens.isEmpty()) {
      return sql;
    }
    int at = random.nextInt(tokens.size());
    int other = random.nextInt(tokens.size());
    switch (random.nextInt(8)) {
      case 0, 1 -> tokens.remove(at);
      case 2 -> tokens.add(at, tokens.get(at));
      case 3 -> {
        String token = tokens.get(at);
        tokens.set(at, tokens.get(other));
        tokens.set(other, token);
      }
      case 4 -> tokens.set(at, tokens.get(other));
      case 5 -> tokens.set(at, filler());
      case 6 -> tokens.add(at, filler());
      default -> tokens.add(at, tokens.get(other));
    }
    return String.join(" ", tokens);
  }

  private String filler() {
    if (random.nextInt(2) == 0) {
      String keyword = keywords.get(random.nextInt(keywords.size()));
      return random.nextInt(4) == 0 ? keyword.toLowerCase(Locale.ROOT) : keyword;
    }
    return FILLERS.get(random.nextInt(FILLERS.size()));
  }

  private static List<String> tokens(String sql) {
    List<String> tokens = new ArrayList<>();
    Lexer lexer = new Lexer(sql, 0, sql.length());
    lexer.advance();
    while (lexer.kind != TokenKind.END_OF_TEXT && tokens.size() < 5000) {
      if (lexer.end == lexer.start) {
        break;
      }
      tokens.add(sql.substring(lexer.start, lexer.end));
      lexer.advance();
    }
    return tokens;
  }
}
