package dev.bigdaddy.storage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a statement looks like before it runs.
///
/// @param columnNames the names of the result columns; empty if it returns no rows
/// @param declaredTypes the declared types, null where SQLite knows none
/// @param parameterCount the largest parameter number
public record StatementShape(
    List<String> columnNames, List<@Nullable String> declaredTypes, int parameterCount) {
  public StatementShape {
    columnNames = List.copyOf(columnNames);
    declaredTypes = Collections.unmodifiableList(new ArrayList<>(declaredTypes));
  }
}
