package dev.bigdaddy.sql.tree;

import java.util.List;
import java.util.Optional;

/// `REFERENCES table(columns) ON DELETE … MATCH …`
public record ForeignKey(
    Identifier table, List<Identifier> columns, List<Argument> arguments, Span span)
    implements Node {
  public ForeignKey {
    columns = List.copyOf(columns);
    arguments = List.copyOf(arguments);
  }

  /// What may follow the referenced columns; the last of a kind counts.
  public sealed interface Argument {}

  /// `ON DELETE CASCADE`
  public record On(Event event, Action action) implements Argument {}

  /// `MATCH name`, which says nothing
  public record Match(Identifier name) implements Argument {}

  /// What happens to the referenced row. INSERT is accepted and says nothing.
  public enum Event {
    DELETE,
    UPDATE,
    INSERT
  }

  /// What happens to the referencing row.
  public enum Action {
    SET_NULL,
    SET_DEFAULT,
    CASCADE,
    RESTRICT,
    NO_ACTION
  }

  /// `[NOT] DEFERRABLE INITIALLY …`
  public record Deferrable(boolean negated, Optional<Initially> initially) {}

  /// `INITIALLY DEFERRED`, `INITIALLY IMMEDIATE`
  public enum Initially {
    DEFERRED,
    IMMEDIATE
  }
}
