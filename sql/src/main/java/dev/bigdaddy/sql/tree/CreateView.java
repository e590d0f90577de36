package dev.bigdaddy.sql.tree;

import java.util.List;

/// `CREATE VIEW name(columns) AS SELECT …`
public record CreateView(
    boolean temporary,
    boolean ifNotExists,
    QualifiedName name,
    List<Identifier> columns,
    Select select,
    Span span)
    implements Statement {
  public CreateView {
    columns = List.copyOf(columns);
  }
}
