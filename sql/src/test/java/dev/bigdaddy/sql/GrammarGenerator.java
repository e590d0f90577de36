package dev.bigdaddy.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/// Expands `grammar.txt` into statements, at random but repeatably, preferring productions that it
/// used least.
final class GrammarGenerator {
  private static final int DEEPEST = 26;

  private final Map<String, List<Alternative>> rules = new LinkedHashMap<>();
  private final Map<String, Integer> depths = new HashMap<>();
  private final Random random;

  /// The productions of the statement under construction.
  private final List<Alternative> used = new ArrayList<>();

  /// A production; equal alternatives of a rule are one.
  static final class Alternative {
    final String name;
    final List<String> words;

    /// How many accepted statements used it.
    int count;

    /// How many statements tried it.
    int tries;

    Alternative(String rule, String text) {
      this.name = rule + " ::= " + text;
      this.words = text.equals("~") ? List.of() : List.of(text.split(" +"));
    }
  }

  GrammarGenerator(long seed) {
    random = new Random(seed);
    for (String line : resource("grammar.txt").split("\n")) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      int middle = line.indexOf(" ::= ");
      String rule = line.substring(0, middle);
      Map<String, Alternative> known = new HashMap<>();
      List<Alternative> alternatives = new ArrayList<>();
      for (String text : line.substring(middle + 5).split(" \\| ")) {
        String trimmed = text.trim();
        alternatives.add(known.computeIfAbsent(trimmed, t -> new Alternative(rule, t)));
      }
      rules.put(rule, alternatives);
    }
    measureDepths();
  }

  static String resource(String name) {
    try (InputStream in = GrammarGenerator.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void measureDepths() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Map.Entry<String, List<Alternative>> rule : rules.entrySet()) {
        for (Alternative alternative : rule.getValue()) {
          int depth = depth(alternative);
          if (depth < depths.getOrDefault(rule.getKey(), 1000)) {
            depths.put(rule.getKey(), depth);
            changed = true;
          }
        }
      }
    }
  }

  private int depth(Alternative alternative) {
    int deepest = 0;
    for (String word : alternative.words) {
      if (rules.containsKey(word)) {
        deepest = Math.max(deepest, depths.getOrDefault(word, 1000));
      }
    }
    return deepest + 1;
  }

  /// All productions, each once.
  List<Alternative> productions() {
    return rules.values().stream().flatMap(List::stream).distinct().toList();
  }

  /// The next statement.
  String next() {
    used.clear();
    List<String> words = new ArrayList<>();
    expand("statement", 0, words);
    used.forEach(a -> a.tries++);
    return join(words);
  }

  /// Counts the productions of the last statement as shown.
  void countLast() {
    used.forEach(a -> a.count++);
  }

  private void expand(String rule, int depth, List<String> words) {
    Alternative chosen = choose(rules.getOrDefault(rule, List.of()), rule, depth);
    used.add(chosen);
    for (String word : chosen.words) {
      if (rules.containsKey(word)) {
        expand(word, depth + 1, words);
      } else {
        words.add(terminal(word));
      }
    }
  }

  private Alternative choose(List<Alternative> alternatives, String rule, int depth) {
    int shallowest = depths.getOrDefault(rule, 0);
    if (depth + shallowest >= DEEPEST || (depth > 9 && random.nextInt(4) > 0)) {
      List<Alternative> flat =
          alternatives.stream().filter(a -> depth(a) == shallowest).toList();
      return flat.get(random.nextInt(flat.size()));
    }
    Alternative one = alternatives.get(random.nextInt(alternatives.size()));
    Alternative other = alternatives.get(random.nextInt(alternatives.size()));
    return random.nextInt(3) == 0 && other.tries < one.tries ? other : one;
  }

  private String join(List<String> words) {
    StringBuilder sql = new StringBuilder();
    boolean lower = random.nextInt(5) == 0;
    boolean plain = random.nextInt(3) > 0;
    for (String word : words) {
      if (!sql.isEmpty()) {
        sql.append(plain ? " " : blank());
      }
      boolean keyword = TokenKind.ofWord(word, 0, word.length()) != TokenKind.ID;
      sql.append(lower && keyword ? word.toLowerCase(Locale.ROOT) : word);
    }
    return sql.toString();
  }

  private String blank() {
    return switch (random.nextInt(16)) {
      case 0 -> "\n";
      case 1 -> "\t ";
      case 2 -> " /* a 'comment' */ ";
      case 3 -> " -- another; comment\n";
      case 4 -> "/**/";
      default -> " ";
    };
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String terminal(String word) {
    return switch (word) {
      case "'|'" -> "|";
      case "'||'" -> "||";
      case "~tilde" -> "~";
      case "newname_" -> pick("n1", "\"n 2\"", "[n3]", "`n4`", "main.n5", "'n6'", "[n]");
      case "newindex_" -> pick("i1", "\"i 2\"", "main.i3");
      case "newcol1_" -> pick("p", "p", "p", "\"p\"", "[p]", "`p`");
      case "newcol2_" -> pick("q", "\"q\"");
      case "newcol3_" -> pick("r", "'r'");
      case "table_" -> pick("t", "u", "t", "u", "\"t\"", "[u]", "`t`");
      case "table1_" -> pick("one", "[one]");
      case "tablename_" -> pick("t", "u", "main.t", "main . u", "\"main\".\"t\"", "v", "t", "u");
      case "tablealias_" -> pick("t", "u", "t", "[t]", "\"u\"");
      case "column_" -> pick("a", "b", "c", "a", "b", "c", "\"a\"", "[b]", "`c`");
      case "viewname_" -> pick("v", "main.v");
      case "indexname_" -> pick("ti", "ui", "ti", "main.ti");
      case "triggername_" -> pick("tr", "main.tr", "[tr]");
      case "collation_" -> pick("nocase", "binary", "rtrim", "\"nocase\"", "'binary'", "[rtrim]");
      case "cte1_" -> pick("x1", "t", "\"x1\"");
      case "cte2_" -> pick("x2", "u");
      case "module_" -> pick("fts5", "fts4", "rtree", "\"fts5\"");
      case "pragmaname_" ->
          pick("cache_size", "main.user_version", "table_info", "index_list", "application_id");
      case "ID_" -> id();
      case "STRING_" -> pick("'x'", "''", "'it''s'", "'ünï'", "'--'", "'/*'", "'1'");
      case "INTEGER_" -> pick("0", "1", "42", "0xFF", "9223372036854775807", "2", "007");
      case "FLOAT_" -> pick("1.5", ".5", "5.", "1e5", "1E-3", "2.5e+10", "9223372036854775808.0");
      case "QNUMBER_" -> pick("1_000", "0xF_F", "1_0.5", "1e1_0", "1_2_3");
      case "BLOB_" -> pick("x''", "x'CAFE'", "X'00ff'");
      case "VARIABLE_" -> pick("?", "?1", "?7", ":a", "@b", "$c", "$a::b(c)", ":a2", "?");
      default -> word;
    };
  }

  private String id() {
    return switch (random.nextInt(6)) {
      case 0 -> pick("\"x y\"", "[a b]", "`q``r`", "\"\"\"\"", "x$1", "_y", "é", "日本");
      case 1 -> {
        List<String> words = fallbackWords();
        yield words.get(random.nextInt(words.size())).toLowerCase(Locale.ROOT);
      }
      default -> pick("a", "b", "c", "t", "u", "a1", "w", "rowid");
    };
  }

  private static List<String> fallbackWords() {
    return TokenKind.keywords().stream()
        .filter(word -> TokenKind.ofWord(word, 0, word.length()).fallsBack)
        .toList();
  }
}
