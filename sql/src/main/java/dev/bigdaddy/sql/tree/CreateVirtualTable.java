package dev.bigdaddy.sql.tree;

import java.util.List;
import java.util.Optional;

/// `CREATE VIRTUAL TABLE name USING module(arguments)`
///
/// @param arguments the text of each; empty if there are no parentheses
public record CreateVirtualTable(
    boolean ifNotExists,
    QualifiedName name,
    Identifier module,
    Optional<List<String>> arguments,
    Span span)
    implements Statement {
  public CreateVirtualTable {
    arguments = arguments.map(List::copyOf);
  }
}
