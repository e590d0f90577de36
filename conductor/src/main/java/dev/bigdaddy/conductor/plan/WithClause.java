package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.sql.tree.Delete;
import dev.bigdaddy.sql.tree.Insert;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.sql.tree.Update;
import dev.bigdaddy.sql.tree.With;
import java.util.Optional;

/// The common tables in front of a statement.
final class WithClause {
  private WithClause() {}

  /// Those of a SELECT or of a write; empty for all else.
  static Optional<With> of(Statement statement) {
    return switch (statement) {
      case Select select -> select.with();
      case Insert insert -> insert.with();
      case Update update -> update.with();
      case Delete delete -> delete.with();
      case Statement _ -> Optional.empty();
    };
  }

  /// A SELECT or a write with others.
  static Statement put(With with, Statement before) {
    Optional<With> given = Optional.of(with);
    return switch (before) {
      case Select s ->
          new Select(given, s.core(), s.compound(), s.orderBy(), s.limit(), s.span());
      case Insert i ->
          new Insert(
              given,
              i.onConflict(),
              i.table(),
              i.alias(),
              i.columns(),
              i.source(),
              i.upserts(),
              i.returning(),
              i.span());
      case Update u ->
          new Update(
              given,
              u.onConflict(),
              u.table(),
              u.alias(),
              u.indexHint(),
              u.assignments(),
              u.from(),
              u.where(),
              u.returning(),
              u.orderBy(),
              u.limit(),
              u.span());
      case Delete d ->
          new Delete(
              given,
              d.table(),
              d.alias(),
              d.indexHint(),
              d.where(),
              d.returning(),
              d.orderBy(),
              d.limit(),
              d.span());
      case Statement other -> throw new IllegalStateException("reads no table: " + other.getClass());
    };
  }
}
