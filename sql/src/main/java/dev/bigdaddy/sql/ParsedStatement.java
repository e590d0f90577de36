package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.Statement;
import java.util.List;

/// A statement with all that its text says. All spans count from the start of {@link #text()}.
///
/// @param text the statement's own text: comments before it included, without the semicolon
/// @param parameters one for each number from 1 to the highest
public record ParsedStatement(
    Statement statement, String text, List<NumberedParameter> parameters, List<Comment> comments) {
  public ParsedStatement {
    parameters = List.copyOf(parameters);
    comments = List.copyOf(comments);
  }
}
