package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.sql.tree.ColumnConstraint;
import dev.bigdaddy.sql.tree.ColumnDefinition;
import java.util.Optional;

/// A column as the user declared it.
///
/// @param name its name without quotes
/// @param declaredType the type as SQLite reports it; empty for none
/// @param affinity the conversion that storing into it applies
/// @param collation its collating sequence; empty for one that is not built in
/// @param generated whether its value is computed from other columns
/// @param definition the definition it was read from
public record UserColumn(
    String name,
    String declaredType,
    Affinity affinity,
    Optional<Collation> collation,
    boolean generated,
    ColumnDefinition definition) {

  /// Whether its value is computed, and not kept.
  boolean virtual() {
    return generated
        && definition.constraints().stream()
            .noneMatch(
                constraint ->
                    constraint instanceof ColumnConstraint.Generated made
                        && made.storage().equals(
                            Optional.of(ColumnConstraint.Generated.Storage.STORED)));
  }
}
