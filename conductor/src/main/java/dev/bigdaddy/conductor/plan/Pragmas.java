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
          "foreign_keys",
          "defer_foreign_keys",
          "recursive_triggers",
          "ignore_check_constraints",
          "case_sensitive_like");

  private static final Set<String> HOME =
      Set.of("user_version", "application_id");

  private static final Set<String> HOME_READ =
      Set.of(
          "page_size",
          "page_count",
          "freelist_count",
          "auto_vacuum",
          "schema_version",
          "data_version");

  private static final Set<String> CHECKS = Set.of("integrity_check", "quick_check");

  private static final String FOREIGN_KEY_CHECK = "foreign_key_check";

  /// What bears on speed only.
  private static final Set<String> HINTS =
      Set.of(
          "analysis_limit",
          "automatic_index",
          "cache_size",
          "cache_spill",
          "cell_size_check",
          "incremental_vacuum",
          "journal_size_limit",
          "mmap_size",
          "optimize",
          "read_uncommitted",
          "shrink_memory",
          "temp_store",
          "threads",
          "wal_autocheckpoint");

  /// What can only be set to what it is.
  private static final Set<String> FIXED =
      Set.of(
          "auto_vacuum",
          "busy_timeout",
          "checkpoint_fullfsync",
          "count_changes",
          "empty_result_callbacks",
          "encoding",
          "full_column_names",
          "fullfsync",
          "journal_mode",
          "legacy_alter_table",
          "locking_mode",
          "max_page_count",
          "page_size",
          "query_only",
          "reverse_unordered_selects",
          "secure_delete",
          "short_column_names",
          "synchronous",
          "trusted_schema",
          "writable_schema");

  private Pragmas() {}

  /// Who answers.
  enum Kind {
    SCHEMA,
    SESSION,
    HOME_READ,
    HOME_WRITE,
    CHECK,
    FOREIGN_KEY_CHECK,
    HINT,
    FIXED,
    UNKNOWN
  }

  /// Whether a folded name is the table of a PRAGMA that the user's own schema answers.
  static boolean isSchemaTable(String folded) {
    return SCHEMA.contains(named(folded));
  }

  /// Whether a folded name is the table of a PRAGMA that the home node answers.
  static boolean isHomeTable(String folded) {
    String name = named(folded);
    return HOME.contains(name) || HOME_READ.contains(name);
  }

  /// Whether a folded name is the table of a PRAGMA that looks into all tables.
  static boolean isCheckTable(String folded) {
    return CHECKS.contains(named(folded));
  }

  /// Whether a folded name is the table of the PRAGMA that looks for keys without parents.
  static boolean isForeignKeyCheckTable(String folded) {
    return FOREIGN_KEY_CHECK.equals(named(folded));
  }

  /// Whether a folded name is the table of a PRAGMA that a session answers, or all nodes together.
  ///
  /// @param onlyWhole whether the home node has all tables
  static boolean isSessionTable(String folded, boolean onlyWhole) {
    String name = named(folded);
    return !isSchemaTable(folded)
        && !isHomeTable(folded)
        && (SESSION.contains(name)
            || HINTS.contains(name)
            || FIXED.contains(name)
            || !onlyWhole && CHECKS.contains(name));
  }

  /// Whether a folded name is the table of a PRAGMA that the home node answers from its file or its tables,
  /// with one column.
  static boolean isRowsTable(String folded) {
    return isHomeTable(folded) || isCheckTable(folded);
  }

  /// The PRAGMA of a table that is one.
  static String ofTable(String folded) {
    return named(folded);
  }

  /// The PRAGMA of a table; empty if a folded name is none of these.
  private static String named(String folded) {
    return folded.startsWith(TABLE_PREFIX) ? folded.substring(TABLE_PREFIX.length()) : "";
  }

  private static final String DATABASE_LIST = "database_list";

  static boolean isDatabaseList(Pragma pragma) {
    return TableName.fold(pragma.name().name().name()).equals(DATABASE_LIST);
  }

  /// Whether a folded name is the table of the PRAGMA that tells the files of attached databases, which
  /// the user's own schema does not know.
  static boolean isDatabaseListTable(String folded) {
    return folded.equals(TABLE_PREFIX + DATABASE_LIST);
  }

  static Kind classify(Pragma pragma) {
    String name = TableName.fold(pragma.name().name().name());
    boolean reads = pragma.value().isEmpty();
    if (SCHEMA.contains(name) && (reads || !FIXED.contains(name))) {
      return Kind.SCHEMA;
    }
    if (SESSION.contains(name)) {
      return Kind.SESSION;
    }
    if (CHECKS.contains(name)) {
      return Kind.CHECK;
    }
    if (name.equals(FOREIGN_KEY_CHECK)) {
      return Kind.FOREIGN_KEY_CHECK;
    }
    if (HOME.contains(name)) {
      return reads ? Kind.HOME_READ : Kind.HOME_WRITE;
    }
    if (reads && HOME_READ.contains(name)) {
      return Kind.HOME_READ;
    }
    if (HINTS.contains(name)) {
      return Kind.HINT;
    }
    return FIXED.contains(name) ? Kind.FIXED : Kind.UNKNOWN;
  }
}
