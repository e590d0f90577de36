package dev.bigdaddy.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// The probe says beforehand what SQLite's COMMIT does.
class DeferredKeysProbeTest {
  private static void expect(SqliteConnection connection, boolean violated) {
    long rowid = connection.lastInsertRowid();
    assertThat(DeferredKeysProbe.areViolated(connection)).isEqualTo(violated);
    assertThat(DeferredKeysProbe.areViolated(connection)).isEqualTo(violated);
    assertThat(connection.lastInsertRowid()).isEqualTo(rowid);
    if (violated) {
      assertThatThrownBy(() -> connection.execute("COMMIT"))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("FOREIGN KEY");
      connection.execute("ROLLBACK");
    } else {
      connection.execute("COMMIT");
    }
    connection.execute("BEGIN");
  }

  @Test
  void itAgreesWithCommit() {
    try (SqliteConnection connection = SqliteConnection.inMemory()) {
      connection.execute(
          """
          CREATE TABLE p(id INTEGER PRIMARY KEY);
          CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES p DEFERRABLE INITIALLY DEFERRED);
          INSERT INTO c VALUES (1, 11), (2, 22);
          PRAGMA foreign_keys = ON;
          BEGIN;
          """);
      expect(connection, false);
      connection.execute("INSERT INTO c VALUES (3, 33)");
      expect(connection, true);
      connection.execute("INSERT INTO c VALUES (3, 33); INSERT INTO p VALUES (33)");
      expect(connection, false);
      // One that was wrong before, and is written again.
      connection.execute("UPDATE c SET p = 11 WHERE id = 1");
      expect(connection, true);
      connection.execute("DELETE FROM c WHERE id = 1");
      expect(connection, false);
      connection.execute("INSERT INTO c VALUES (4, 44); DELETE FROM c WHERE id = 4");
      expect(connection, false);
      connection.execute("DELETE FROM p");
      expect(connection, true);
    }
  }

  @Test
  void keysThatAreDeferredByPragmaCount() {
    try (SqliteConnection connection = SqliteConnection.inMemory()) {
      connection.execute(
          """
          CREATE TABLE p(id INTEGER PRIMARY KEY);
          CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES p);
          PRAGMA foreign_keys = ON;
          BEGIN;
          PRAGMA defer_foreign_keys = ON;
          INSERT INTO c VALUES (1, 11);
          """);
      expect(connection, true);
      connection.execute("PRAGMA defer_foreign_keys = ON; INSERT INTO p VALUES (11)");
      expect(connection, false);
    }
  }
}
