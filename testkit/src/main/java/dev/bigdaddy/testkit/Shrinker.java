package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Difference.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Makes a script that shows a difference as short as it can: first leaves out statements, then
/// cuts pieces out of those that remain. A shorter script counts if it shows a difference of the
/// same kind.
///
/// Used by one thread.
public final class Shrinker {
  private final Function<Script, Optional<Difference>> oracle;
  private final Kind kind;
  private int runsLeft;

  private Shrinker(Function<Script, Optional<Difference>> oracle, Kind kind, int mostRuns) {
    this.oracle = oracle;
    this.kind = kind;
    this.runsLeft = mostRuns;
  }

  /// Shrinks a script.
  ///
  /// @param mostRuns how often the oracle may be asked
  public static Script shrink(
      Script script,
      Difference difference,
      Function<Script, Optional<Difference>> oracle,
      int mostRuns) {
    Shrinker shrinker = new Shrinker(oracle, difference.kind(), mostRuns);
    int last = Math.min(difference.statementNumber(), script.statements().size());
    List<ScriptStatement> statements = new ArrayList<>(script.statements().subList(0, last));
    shrinker.leaveOutQueries(statements);
    shrinker.leaveOutStatements(statements);
    shrinker.writeParametersAsLiterals(statements);
    shrinker.cutStatements(statements);
    shrinker.leaveOutStatements(statements);
    return new Script(script.name() + ", shrunk", statements);
  }

  private boolean stillDiffers(List<ScriptStatement> statements) {
    if (runsLeft-- <= 0) {
      return false;
    }
    return oracle
        .apply(new Script("shrinking", statements))
        .filter(d -> d.kind() == kind)
        .isPresent();
  }

  /// Queries change nothing: most often all but the last can go at once.
  private void leaveOutQueries(List<ScriptStatement> statements) {
    List<ScriptStatement> fewer = new ArrayList<>(statements);
    ScriptStatement last = fewer.removeLast();
    fewer.removeIf(statement -> StatementShape.of(statement.sql()).isQuery());
    fewer.add(last);
    if (stillDiffers(fewer)) {
      statements.clear();
      statements.addAll(fewer);
    }
  }

  private void leaveOutStatements(List<ScriptStatement> statements) {
    for (int size = Math.max(1, statements.size() / 2); size >= 1; size /= 2) {
      for (int end = statements.size(); end > 0; end -= size) {
        int start = Math.max(0, end - size);
        if (end <= statements.size()) {
          List<ScriptStatement> fewer = new ArrayList<>(statements);
          fewer.subList(start, end).clear();
          if (stillDiffers(fewer)) {
            statements.subList(start, end).clear();
          }
        }
      }
    }
  }

  private void writeParametersAsLiterals(List<ScriptStatement> statements) {
    for (int i = 0; i < statements.size(); i++) {
      if (!statements.get(i).parameters().isEmpty()) {
        List<ScriptStatement> simpler = new ArrayList<>(statements);
        simpler.set(i, ScriptStatement.of(withLiterals(statements.get(i))));
        if (stillDiffers(simpler)) {
          statements.set(i, simpler.get(i));
        }
      }
    }
  }

  private static String withLiterals(ScriptStatement statement) {
    StringBuilder text = new StringBuilder();
    int position = 0;
    int next = 0;
    for (SqlToken token : SqlTokens.of(statement.sql())) {
      if (token.kind() == SqlToken.Kind.PARAMETER) {
        text.append(statement.sql(), position, token.start());
        text.append(SqlValue.literal(statement.parameters().get(next++)));
        position = token.end();
      }
    }
    return text.append(statement.sql().substring(position)).toString();
  }

  private void cutStatements(List<ScriptStatement> statements) {
    for (int i = statements.size() - 1; i >= 0; i--) {
      boolean cut = true;
      while (cut && runsLeft > 0) {
        cut = false;
        for (String shorter : cuts(statements.get(i).sql())) {
          List<ScriptStatement> fewer = new ArrayList<>(statements);
          fewer.set(i, statements.get(i).withSql(shorter));
          if (stillDiffers(fewer)) {
            statements.set(i, fewer.get(i));
            cut = true;
            break;
          }
        }
      }
    }
  }

  /// The statement without one piece: longer pieces first; parentheses only in pairs, and no
  /// parameters, since the values are bound by position.
  private static List<String> cuts(String sql) {
    List<SqlToken> tokens = SqlTokens.of(sql);
    List<String> cuts = new ArrayList<>();
    for (int size = Math.max(1, tokens.size() * 2 / 3); size >= 1; size = size * 2 / 3) {
      for (int start = tokens.size() - size; start > 0; start--) {
        if (balanced(tokens.subList(start, start + size))) {
          int from = tokens.get(start).start();
          int to = tokens.get(start + size - 1).end();
          cuts.add(sql.substring(0, from).stripTrailing() + " " + sql.substring(to).stripLeading());
        }
      }
    }
    return cuts;
  }

  private static boolean balanced(List<SqlToken> tokens) {
    int open = 0;
    for (SqlToken token : tokens) {
      if (token.kind() == SqlToken.Kind.PARAMETER) {
        return false;
      }
      open += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (open < 0) {
        return false;
      }
    }
    return open == 0;
  }
}
