package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.plan.SqlText;
import dev.bigdaddy.conductor.schema.AttachedDatabase;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.topology.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// The databases that a session attached, as their files' schemas are now.
///
/// Others may change such a file, and a rollback takes a change back, so each statement asks the file
/// for its schema version first, as SQLite does. In a transaction that would lock the file until its
/// end, so there only a statement asks that names the database or one of its tables, or that fails.
/// Used by one thread at a time.
final class SessionAttachments {
  /// The first two databases of a connection are `main` and `temp`.
  private static final long FIRST_ATTACHED = 2;

  private List<Attachment> attachments = List.of();

  /// An attached database, and the version of the schema that was read.
  private record Attachment(AttachedDatabase database, long version) {}

  boolean isEmpty() {
    return attachments.isEmpty();
  }

  /// The databases, as they were last seen.
  List<AttachedDatabase> known() {
    return attachments.stream().map(Attachment::database).toList();
  }

  /// Whether a text has the name of such a database, or of something in it.
  boolean areNamedIn(String text) {
    String folded = text.toLowerCase(Locale.ROOT);
    for (AttachedDatabase database : known()) {
      if (hasWord(folded, database.name())) {
        return true;
      }
      for (SchemaObject object : database.objects().objects()) {
        if (hasWord(folded, object.name())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean hasWord(String folded, String name) {
    String word = name.toLowerCase(Locale.ROOT);
    int at = folded.indexOf(word);
    while (at >= 0) {
      int end = at + word.length();
      boolean begins = at == 0 || !Character.isUnicodeIdentifierPart(folded.charAt(at - 1));
      boolean ends =
          end == folded.length() || !Character.isUnicodeIdentifierPart(folded.charAt(end));
      if (begins && ends) {
        return true;
      }
      at = at + 1 > folded.length() - word.length() ? -1 : folded.indexOf(word, at + 1);
    }
    return false;
  }

  /// Looks which databases are attached.
  void attachedTo(SqliteConnection connection) {
    List<Attachment> next = new ArrayList<>();
    for (String name : names(connection)) {
      next.add(attachment(name, connection));
    }
    attachments = List.copyOf(next);
  }

  private Attachment attachment(String name, SqliteConnection connection) {
    Optional<Attachment> known =
        attachments.stream().filter(a -> a.database().name().equals(name)).findFirst();
    return known.isPresent()
        ? current(known.get(), connection)
        : new Attachment(
            AttachedDatabase.of(name, objects(name, connection)), version(name, connection));
  }

  /// Looks whether their schemas changed.
  void refresh(SqliteConnection connection) {
    List<Attachment> next = new ArrayList<>();
    for (Attachment attachment : attachments) {
      next.add(current(attachment, connection));
    }
    attachments = List.copyOf(next);
  }

  private static Attachment current(Attachment known, SqliteConnection connection) {
    String name = known.database().name();
    long version = version(name, connection);
    if (version == known.version()) {
      return known;
    }
    List<SchemaObject> objects = objects(name, connection);
    boolean same = objects.equals(known.database().objects().objects());
    return new Attachment(same ? known.database() : AttachedDatabase.of(name, objects), version);
  }

  private static long version(String name, SqliteConnection connection) {
    try (RowCursor row = connection.query("PRAGMA " + SqlText.quote(name) + ".schema_version")) {
      row.next();
      return row.longAt(0);
    }
  }

  private static List<SchemaObject> objects(String name, SqliteConnection connection) {
    return AttachedDatabase.objects(name, connection);
  }

  private static List<String> names(SqliteConnection connection) {
    List<String> names = new ArrayList<>();
    try (RowCursor rows = connection.query("PRAGMA database_list")) {
      while (rows.next()) {
        if (rows.longAt(0) >= FIRST_ATTACHED) {
          names.add(Objects.requireNonNull(rows.textAt(1)));
        }
      }
    }
    return names;
  }

  /// The files of the attached databases; empty for one in memory.
  static List<String> files(SqliteConnection connection) {
    List<String> files = new ArrayList<>();
    try (RowCursor rows = connection.query("PRAGMA database_list")) {
      while (rows.next()) {
        if (rows.longAt(0) >= FIRST_ATTACHED) {
          files.add(Objects.requireNonNullElse(rows.textAt(2), ""));
        }
      }
    }
    return files;
  }
}
