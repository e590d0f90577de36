package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.execute.TableCopy;
import dev.bigdaddy.conductor.plan.HomeObjects;
import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.CreateTableAs;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.topology.SchemaObject;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/// Makes the table of CREATE TABLE AS, and fills it.
///
/// The home node does both as the user wrote it if it has all the rows; else it makes the table that
/// the shadow schema made, and takes the rows from a SELECT of the session's.
final class TableFromSelect {
  private static final String CREATE_TABLE = "CREATE TABLE ";

  private final CreateTableAs create;
  private final String text;
  private final UserSchema seen;
  private final Function<Select, RowCursor> reads;

  /// @param seen the schema before, as the session sees it
  /// @param reads runs a SELECT as the session would
  TableFromSelect(
      CreateTableAs create, String text, UserSchema seen, Function<Select, RowCursor> reads) {
    this.create = create;
    this.text = text;
    this.seen = seen;
    this.reads = reads;
  }

  /// @param objects where the new table's definition stands
  /// @param in the schema of the new table
  void make(SqliteConnection home, List<SchemaObject> objects, String in) {
    if (HomeObjects.isAnsweredAtHome(create.select(), seen)) {
      home.execute(text);
      return;
    }
    Identifier name = create.name().name();
    SchemaObject table =
        objects.stream()
            .filter(object -> object.type().equals("table") && name.sameAs(object.name()))
            .findFirst()
            .orElseThrow();
    String definition = Objects.requireNonNull(table.sql());
    home.execute(CREATE_TABLE + in + "." + definition.substring(CREATE_TABLE.length()));
    try (RowCursor rows = reads.apply(create.select())) {
      TableCopy.fill(home, in + "." + SqlText.quote(table.name()), rows);
    }
  }
}
