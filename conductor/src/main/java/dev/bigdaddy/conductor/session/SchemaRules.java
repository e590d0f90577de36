package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.index.EntryTables;
import dev.bigdaddy.conductor.plan.HomeObjects;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.conductor.schema.TableHints;
import dev.bigdaddy.conductor.schema.UniqueIndexes;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.AlterTable;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.sql.tree.CreateTableAs;
import dev.bigdaddy.sql.tree.CreateTrigger;
import dev.bigdaddy.sql.tree.CreateVirtualTable;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableName;
import java.util.Optional;

/// Refuses by name what a schema change cannot do yet, before anything runs.
final class SchemaRules {
  private SchemaRules() {}

  static void check(Statement statement, TableHints hints, SchemaVersion version) {
    UserSchema schema = version.user();
    checkHints(statement, hints);
    if (isOfAttached(statement, schema)) {
      return;
    }
    switch (statement) {
      case CreateTable create -> {
        SchemaChange.checkName(create.name().name().name());
      }
      case CreateTableAs create -> {
        SchemaChange.checkName(create.name().name().name());
        checkCreateTableAs(create, schema);
      }
      case CreateTrigger create -> checkTrigger(create, version);
      case CreateIndex create -> checkIndex(create, hints, schema);
      case CreateVirtualTable create -> SchemaChange.checkName(create.name().name().name());
      case AlterTable alter -> checkAlter(alter, schema);
      case Statement _ -> {
        // DROP is possible on every kind of table.
      }
    }
  }

  /// What an attached database holds is its own affair.
  private static boolean isOfAttached(Statement statement, UserSchema schema) {
    return switch (statement) {
      case CreateTable create -> isAttached(create.name(), schema);
      case CreateTableAs create -> isAttached(create.name(), schema);
      case CreateVirtualTable create -> isAttached(create.name(), schema);
      case CreateTrigger create -> !create.temporary() && isAttached(create.name(), schema);
      case CreateIndex create -> isAttached(create.name(), schema);
      case AlterTable alter -> schema.attached(alter.table()).isPresent();
      case Statement _ -> false;
    };
  }

  private static boolean isAttached(QualifiedName created, UserSchema schema) {
    return created.schema().isPresent() && schema.attached(created).isPresent();
  }

  private static void checkHints(Statement statement, TableHints hints) {
    boolean tableHint =
        hints.shards().isPresent() || !hints.shardKey().isEmpty() || hints.reference();
    if (tableHint && !(statement instanceof CreateTable)) {
      throw new BigDaddyException(
          ErrorCode.BAD_HINT, "SHARDS, SHARD_KEY and REFERENCE belong to CREATE TABLE");
    }
    if (hints.local() && !(statement instanceof CreateIndex)) {
      throw new BigDaddyException(ErrorCode.BAD_HINT, "LOCAL belongs to CREATE INDEX");
    }
  }

  /// A temporary table, or one of an attached database, lies where its session's connection is.
  static void checkOwn(TableHints hints) {
    if (hints.shards().isPresent() || !hints.shardKey().isEmpty() || hints.reference()) {
      throw new BigDaddyException(
          ErrorCode.BAD_HINT,
          "SHARDS, SHARD_KEY and REFERENCE do not go together with TEMP or an attached database");
    }
  }

  private static void checkCreateTableAs(CreateTableAs create, UserSchema schema) {
    if (HomeObjects.readsSchema(create.select(), schema)) {
      throw notSupported("CREATE TABLE AS SELECT from sqlite_schema is not supported yet");
    }
  }

  /// A temporary trigger stands on the home node, beside what is the session's own.
  private static void checkTrigger(CreateTrigger create, SchemaVersion version) {
    boolean own =
        create.temporary()
            || version.user().isTemporary(create.table())
            || create.name().schema().filter(in -> in.sameAs("temp")).isPresent();
    if (!own) {
      return;
    }
    UserSchema schema = version.user();
    String table = create.table().name().name();
    boolean attached = schema.attached(create.table()).isPresent();
    boolean known =
        schema.layout(table).isPresent()
            || schema.view(table).isPresent()
            || schema.isTemporary(create.table())
            || attached;
    boolean fits =
        HomeObjects.isClosedOnHome(create, schema)
            || !HomeObjects.readsSchema(create, schema)
                && HomeObjects.writesOnlyTemporary(create, schema);
    if (known && !fits) {
      throw notSupported(
          "temporary triggers that touch spread tables are not supported yet: " + table);
    }
  }

  /// Without the shard key, no node alone can keep values unique.
  private static void checkIndex(CreateIndex create, TableHints hints, UserSchema schema) {
    Optional<UserTable> table = schema.table(create.table().name());
    if (table.isPresent()
        && UniqueIndexes.isAcrossNodes(create, table.get())
        && create.terms().size() > EntryTables.MOST_TERMS) {
      throw notSupported(
          "a UNIQUE index of more than %d terms without the shard key is not supported yet"
              .formatted(EntryTables.MOST_TERMS));
    }
    if (table.isPresent()
        && hints.local()
        && UniqueIndexes.isAcrossNodes(create, table.get())) {
      throw new BigDaddyException(
          ErrorCode.BAD_HINT,
          "a UNIQUE index on spread table "
              + table.get().name()
              + " without its shard key cannot be LOCAL");
    }
  }

  private static void checkAlter(AlterTable alter, UserSchema schema) {
    if (schema.isTemporary(alter.table())) {
      return;
    }
    refuseTemporaryViews(schema);
  }

  /// ALTER TABLE looks through all views of the connection, and the home node's could not resolve one
  /// whose tables are on other nodes.
  private static void refuseTemporaryViews(UserSchema schema) {
    for (SchemaObject object : schema.temporary().objects()) {
      boolean open =
          schema
              .temporary()
              .view(TableName.fold(object.name()))
              .map(view -> !HomeObjects.isClosedOnHome(view, schema))
              .orElse(false);
      if (open && object.type().equals("view")) {
        throw notSupported(
            "ALTER TABLE beside the temporary view "
                + object.name()
                + " over spread tables is not supported yet");
      }
    }
  }

  private static BigDaddyException notSupported(String message) {
    return new BigDaddyException(ErrorCode.NOT_SUPPORTED, message);
  }
}
