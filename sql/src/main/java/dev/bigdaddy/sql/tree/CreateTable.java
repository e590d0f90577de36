package dev.bigdaddy.sql.tree;

import java.util.List;

/// `CREATE TABLE name (columns, constraints) options`
public record CreateTable(
    boolean temporary,
    boolean ifNotExists,
    QualifiedName name,
    List<ColumnDefinition> columns,
    List<TableConstraint> constraints,
    List<Option> options,
    Span span)
    implements Statement {
  public CreateTable {
    columns = List.copyOf(columns);
    constraints = List.copyOf(constraints);
    options = List.copyOf(options);
  }

  /// What may follow the columns.
  public enum Option {
    WITHOUT_ROWID,
    STRICT
  }
}
