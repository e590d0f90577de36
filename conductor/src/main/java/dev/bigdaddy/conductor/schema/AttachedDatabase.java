package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.topology.SchemaObject;
import java.util.List;

/// A database that a session attached, with its schema as of some moment: parsed, and as the image of
/// an empty database. Immutable; another schema is another object.
public final class AttachedDatabase {
  private final String name;
  private final SessionObjects objects;
  private final byte[] image;

  AttachedDatabase(String name, List<SchemaObject> objects, byte[] image) {
    this.name = name;
    this.objects = new SessionObjects(objects);
    this.image = image;
  }

  /// One with these objects.
  ///
  /// @param name as the session attached it
  public static AttachedDatabase of(String name, List<SchemaObject> objects) {
    return new AttachedDatabase(name, objects, ShadowSchema.imageOf(objects));
  }

  /// The name that stands before its tables.
  public String name() {
    return name;
  }

  /// Its tables, indexes, views and triggers.
  public SessionObjects objects() {
    return objects;
  }

  /// Whether a schema name means it.
  public boolean isNamed(Identifier schema) {
    return schema.sameAs(name);
  }

  /// The objects of a database that is attached by this name.
  public static List<SchemaObject> objects(String name, SqliteConnection connection) {
    return ShadowSchema.objects(connection, quoted(name) + ".sqlite_schema");
  }

  /// The name in quotes.
  String quotedName() {
    return quoted(name);
  }

  /// Attaches it, without rows, to a connection.
  void attachTo(SqliteConnection connection) {
    connection.execute("ATTACH ':memory:' AS " + quoted(name));
    connection.deserialize(name, image);
  }

  /// Its schema on a connection where it is attached under its name: itself if nothing changed.
  AttachedDatabase on(SqliteConnection connection) {
    List<SchemaObject> now = objects(name, connection);
    return now.equals(objects.objects())
        ? this
        : new AttachedDatabase(name, now, connection.serialize(name));
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
