package dev.bigdaddy.jdbc;

import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/// A savepoint; one without a name gets one from its number, as sqlite-jdbc names it.
record BigDaddySavepoint(int id, @Nullable String name) implements Savepoint {

  @Override
  public int getSavepointId() {
    return id;
  }

  @Override
  public String getSavepointName() {
    return name == null ? "SQLITE_SAVEPOINT_" + id : name;
  }

  /// The name as SQL writes it.
  String quotedName() {
    return "\"" + getSavepointName().replace("\"", "\"\"") + "\"";
  }
}
