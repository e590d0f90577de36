package dev.bigdaddy.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A statement of a script.
///
/// @param line where it begins in the script, from 1
/// @param parameters the values bound to it; unmodifiable
public record ScriptStatement(
    int line, String sql, List<@Nullable Object> parameters, Set<Directive> directives) {

  /// What a comment before a statement asks of the oracle.
  public enum Directive {
    /// `-- ordered`: the rows must come in exactly plain SQLite's order.
    ORDERED,
    /// `-- unordered`: the rows may come in any order.
    UNORDERED,
    /// `-- refused`: Big Daddy may refuse the statement as not supported where tables are spread.
    REFUSED,
    /// `-- error`: plain SQLite must fail here; a statement without it must not.
    ERROR,
    /// `-- approximate`: reals may differ in their last bits.
    APPROXIMATE
  }

  public ScriptStatement {
    parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
    directives = Set.copyOf(directives);
  }

  /// A statement without parameters and directives.
  public static ScriptStatement of(String sql) {
    return new ScriptStatement(1, sql, List.of(), Set.of());
  }

  /// The same statement with another text.
  public ScriptStatement withSql(String text) {
    return new ScriptStatement(line, text, parameters, directives);
  }

  boolean has(Directive directive) {
    return directives.contains(directive);
  }

  /// The statement as a script would write it.
  String toScript() {
    StringBuilder text = new StringBuilder();
    for (Directive directive : Directive.values()) {
      if (has(directive)) {
        text.append("-- ").append(directive.name().toLowerCase(java.util.Locale.ROOT)).append('\n');
      }
    }
    if (!parameters.isEmpty()) {
      text.append("-- params: ").append(String.join(", ", SqlValue.literals(parameters)));
      text.append('\n');
    }
    return text.append(sql).append(";\n").toString();
  }
}
