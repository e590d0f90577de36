package dev.bigdaddy.conductor.schema;

import java.util.List;

/// The texts that SQLite keeps of views and triggers.
public final class SchemaText {
  private static final List<String> KINDS = List.of("CREATE TRIGGER ", "CREATE VIEW ");

  private SchemaText() {}

  /// Makes the object in the main database, also on a connection that has temporary objects of the same
  /// names. SQLite keeps the text from the object's name on, without its schema.
  public static String inMain(String sql) {
    for (String kind : KINDS) {
      if (sql.startsWith(kind)) {
        return kind + "main." + sql.substring(kind.length());
      }
    }
    return sql;
  }
}
