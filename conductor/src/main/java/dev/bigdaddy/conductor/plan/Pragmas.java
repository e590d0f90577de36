package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.Pragma;
import dev.bigdaddy.topology.TableName;
import java.util.Set;

/// Who answers a PRAGMA. One that is not known here is refused: SQLite would ignore it silently.
final class Pragmas {
  private static final String TABLE_PREFIX = "pragma_";

  private static final Set<String> SCHEMA =
      Set.of(
          "table_info",
          "table_xinfo",
          "table_list",
          "index_list",
          "index_info",
          "index_xinfo",
          "foreign_key_list",
          "collation_list",
          "function_list",
          "module_list",
          "pragma_list",
          "compile_options",
          "database_list",
          "encoding");

  private static final Set<String> SESSION =
      Set.of(
          "foreign_keys", "recursive_triggers", "ignore_check_constraints", "case_sensitive_like");

  private static final Set<String> HOME =
      Set.of("user_version", "application_id");

  private static final Set<String> HOME_READ =
      Set.of(
          "page_size",
          "page_count",
          "freelist_count",
          "journal_mode",
          "synchronous",
          "cache_size",
          "auto_vacuum",
          "schema_version",
          "data_version",
          "busy_timeout");

  private static final Set<String> CHECKS =
      Set.of("integrity_check", "quick_check", "foreign_key_check");

  private Pragmas() {}

  /// Who answers.
  enum Kind {
    SCHEMA,
    SESSION,
    HOME_READ,
    HOME_WRITE,
    CHECK,
    UNKNOWN
  }

  /// Whether a folded name is the table of a PRAGMA that the user's own schema answers.
  static boolean isSchemaTable(String folded) {
    return folded.startsWith(TABLE_PREFIX) && SCHEMA.contains(folded.substring(TABLE_PREFIX.length()));
  }

  /// Whether a folded name is the table of a PRAGMA that the home node answers.
  static boolean isHomeTable(String folded, UserSchema schema) {
    String name = folded.substring(TABLE_PREFIX.length());
    return HOME.contains(name)
        || HOME_READ.contains(name)
        || CHECKS.contains(name) && schema.topology().onlyWhole();
  }

  static Kind classify(Pragma pragma) {
    String name = TableName.fold(pragma.name().name().name());
    if (SCHEMA.contains(name)) {
      return Kind.SCHEMA;
    }
    if (SESSION.contains(name)) {
      return Kind.SESSION;
    }
    if (CHECKS.contains(name)) {
      return Kind.CHECK;
    }
    boolean reads = pragma.value().isEmpty();
    if (HOME.contains(name)) {
      return reads ? Kind.HOME_READ : Kind.HOME_WRITE;
    }
    return reads && HOME_READ.contains(name) ? Kind.HOME_READ : Kind.UNKNOWN;
  }
}
