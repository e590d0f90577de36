package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.AttachedDatabase;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.SqlRenderer;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Pragma;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.ResultColumn;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.SelectCore;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StatementShape;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which statements concern a database that the session attached, so that SQLite runs them as they are
/// on the session's own connection.
final class AttachedCommands {
  private static final Set<String> PRAGMAS =
      Set.of(
          "application_id",
          "auto_vacuum",
          "cache_size",
          "data_version",
          "foreign_key_check",
          "freelist_count",
          "incremental_vacuum",
          "integrity_check",
          "journal_mode",
          "journal_size_limit",
          "max_page_count",
          "mmap_size",
          "page_count",
          "page_size",
          "quick_check",
          "schema_version",
          "secure_delete",
          "synchronous",
          "user_version",
          "wal_checkpoint");

  private static final Set<String> CHECKS = Set.of("integrity_check", "quick_check");

  private AttachedCommands() {}

  /// Whether a PRAGMA names an attached database, and means no more than that.
  static boolean isPragma(Pragma pragma, UserSchema schema) {
    return isAttached(pragma.name().schema(), schema)
        && PRAGMAS.contains(TableName.fold(pragma.name().name().name()));
  }

  /// Refuses a check without a name, which would look into attached databases too.
  static void refuseChecks(Pragma pragma, UserSchema schema) {
    String name = TableName.fold(pragma.name().name().name());
    boolean named = pragma.name().schema().isPresent();
    if (!named && CHECKS.contains(name) && !schema.attached().isEmpty()) {
      throw NotSupported.of(
          "PRAGMA " + name + " beside attached databases: name each of them, and main");
    }
  }

  /// Whether ANALYZE or REINDEX of this name concerns an attached database alone.
  static boolean isTarget(Optional<QualifiedName> name, UserSchema schema) {
    if (name.isEmpty() || schema.attached().isEmpty()) {
      return false;
    }
    QualifiedName target = name.get();
    if (target.schema().isPresent()) {
      return isAttached(target.schema(), schema);
    }
    if (isAttached(Optional.of(target.name()), schema) || schema.attached(target).isPresent()) {
      return true;
    }
    return !has(schema.objects(), target.name())
        && !has(schema.temporary().objects(), target.name())
        && schema.attached().stream().anyMatch(db -> has(db.objects().objects(), target.name()));
  }

  private static boolean has(List<SchemaObject> objects, Identifier name) {
    return objects.stream()
        .anyMatch(object -> !object.type().equals("trigger") && name.sameAs(object.name()));
  }

  /// Whether a name is that of an attached database.
  static boolean isAttached(Optional<Identifier> name, UserSchema schema) {
    return name.isPresent() && schema.attached().stream().anyMatch(db -> db.isNamed(name.get()));
  }

  /// What computes the name of a file: as in SQLite, a bare word is one.
  static NodeSql fileName(Expr file) {
    if (file instanceof Expr.ColumnRef(var in, var table, var word, _)
        && in.isEmpty()
        && table.isEmpty()) {
      return NodeSql.withoutParameters("SELECT " + SqlRenderer.quoteString(word.name()));
    }
    return NodeText.of(
        Select.of(
            new SelectCore.Query(
                Optional.empty(),
                List.of(new ResultColumn.Computed(file, Optional.empty(), Span.NONE)),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Span.NONE)));
  }

  /// What answers PRAGMA database_list: the attached files as they are, and no file of a node.
  static NodeSql databaseList(UserSchema schema) {
    String temporary = schema.temporary().isEmpty() ? " WHERE seq <> 1" : "";
    return NodeSql.withoutParameters(
        "SELECT seq, name, CASE WHEN seq < 2 THEN '' ELSE file END AS file"
            + " FROM pragma_database_list"
            + temporary);
  }

  /// The columns of a PRAGMA's answer: some work while they are prepared, so no connection that is used
  /// for anything else prepares them.
  static StatementShape shape(String text, UserSchema schema) {
    try (SqliteConnection aside = SqliteConnection.inMemory()) {
      for (AttachedDatabase database : schema.attached()) {
        aside.execute("ATTACH ':memory:' AS " + SqlText.quote(database.name()));
      }
      return aside.describe(text);
    }
  }
}
