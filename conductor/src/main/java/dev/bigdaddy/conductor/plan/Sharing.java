package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.tree.Statement;
import dev.bigdaddy.storage.WriterFlag;
import dev.bigdaddy.topology.SchemaObject;
import dev.bigdaddy.topology.TableName;
import java.util.Locale;
import java.util.Set;

/// Whether a write in autocommit mode may share its epoch with those of other sessions.
///
/// What ends or spoils the transaction of all must run alone: a ROLLBACK conflict action or
/// `RAISE(ROLLBACK)`, a deferred foreign key (the statement succeeds, and COMMIT fails for all), and
/// virtual tables, which write at COMMIT. They are looked for as words in the texts of what the
/// statement touches: a word too many costs time. One too few costs no more, since an epoch that is
/// lost is run again, each member alone.
public enum Sharing {
  /// It runs in a savepoint among others.
  SHARED,
  /// It has an epoch of its own.
  ALONE;

  static Sharing of(Statement statement, String text, UserSchema schema, Set<WriterFlag> flags) {
    if (spoils(text, flags)) {
      return ALONE;
    }
    // Foreign keys lead to other tables, and to their triggers.
    boolean everywhere = flags.contains(WriterFlag.FOREIGN_KEYS);
    Set<String> touched = TableUses.of(statement, schema).tables();
    for (SchemaObject object : schema.objects()) {
      String sql = object.sql();
      boolean concerned = everywhere || touched.contains(TableName.fold(object.tableName()));
      if (concerned && sql != null && spoils(sql, flags)) {
        return ALONE;
      }
    }
    return SHARED;
  }

  private static boolean spoils(String sql, Set<WriterFlag> flags) {
    String lower = sql.toLowerCase(Locale.ROOT);
    return lower.contains("rollback")
        || lower.contains("virtual")
        || (flags.contains(WriterFlag.FOREIGN_KEYS) && lower.contains("deferr"));
  }
}
