package dev.bigdaddy.sql.tree;

import java.util.List;

/// `WITH [RECURSIVE] …`
public record With(boolean recursive, List<CommonTable> tables, Span span) implements Node {
  public With {
    tables = List.copyOf(tables);
  }
}
