package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.plan.HomeObjects;
import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.TableHints;
import dev.bigdaddy.conductor.schema.UniqueKey;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.sql.tree.AlterTable;
import dev.bigdaddy.sql.tree.CreateIndex;
import dev.bigdaddy.sql.tree.CreateTable;
import dev.bigdaddy.sql.tree.CreateTableAs;
import dev.bigdaddy.sql.tree.CreateTrigger;
import dev.bigdaddy.sql.tree.CreateView;
import dev.bigdaddy.sql.tree.CreateVirtualTable;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.topology.TableKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Refuses by name what a schema change cannot do yet, before anything runs.
final class SchemaRules {
  private SchemaRules() {}

  static void check(Statement statement, TableHints hints, UserSchema schema) {
    checkHints(statement, hints);
    switch (statement) {
      case CreateTable create -> {
        refuseTemporary(create.temporary());
        SchemaChange.checkName(create.name().name().name());
      }
      case CreateTableAs create -> {
        refuseTemporary(create.temporary());
        SchemaChange.checkName(create.name().name().name());
        checkCreateTableAs(create, schema);
      }
      case CreateView create -> refuseTemporary(create.temporary());
      case CreateTrigger create -> refuseTemporary(create.temporary());
      case CreateIndex create -> checkIndex(create, schema);
      case CreateVirtualTable create -> SchemaChange.checkName(create.name().name().name());
      case AlterTable alter -> checkAlter(alter, schema);
      case Statement _ -> {
        // DROP is possible on every kind of table.
      }
    }
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

  private static void refuseTemporary(boolean temporary) {
    if (temporary) {
      throw notSupported("temporary tables, views and triggers are not supported yet");
    }
  }

  private static void checkCreateTableAs(CreateTableAs create, UserSchema schema) {
    if (!HomeObjects.isClosedOnHome(create.select(), schema)) {
      throw notSupported(
          "CREATE TABLE AS SELECT from spread tables is not supported yet: create the table, then"
              + " insert the rows");
    }
  }

  private static void checkIndex(CreateIndex create, UserSchema schema) {
    Optional<UserTable> table = schema.table(create.table().name());
    boolean spread =
        table.isPresent() && table.get().layout().kind() == TableKind.SPREAD;
    if (spread && create.unique() && !isUniqueByPlacement(create, table.get())) {
      throw notSupported(
          "a UNIQUE index on spread table "
              + table.get().name()
              + " must contain the shard key: other unique indexes are not supported yet (a UNIQUE"
              + " constraint in CREATE TABLE is)");
    }
  }

  private static boolean isUniqueByPlacement(CreateIndex create, UserTable table) {
    List<String> names = new ArrayList<>();
    List<Collation> collations = new ArrayList<>();
    for (OrderingTerm term : create.terms()) {
      if (term.expr().unparenthesized() instanceof Expr.ColumnRef ref
          && table.position(ref.column().name()) >= 0) {
        names.add(ref.column().name());
        collations.add(
            table
                .column(ref.column().name())
                .collation()
                .orElse(Collation.BINARY));
      }
    }
    return new UniqueKey(names, collations, false).contains(table.layout().shardKey(), table);
  }

  private static void checkAlter(AlterTable alter, UserSchema schema) {
    String name = alter.table().name().name();
    Optional<TableKind> kind = schema.kind(name);
    if (kind.isPresent() && kind.get() == TableKind.SPREAD) {
      throw notSupported("ALTER TABLE on spread table " + name + " is not supported yet");
    }
  }

  private static BigDaddyException notSupported(String message) {
    return new BigDaddyException(ErrorCode.NOT_SUPPORTED, message);
  }
}
