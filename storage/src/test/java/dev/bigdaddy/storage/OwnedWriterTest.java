package dev.bigdaddy.storage;

import static dev.bigdaddy.storage.TestDatabase.ONE;
import static dev.bigdaddy.storage.TestDatabase.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.storage.StorageException.Kind;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OwnedWriterTest {
  private static final String COUNT = "SELECT count(*) FROM t";

  @TempDir Path directory;

  private Storage storage;

  @BeforeEach
  void create() {
    storage = TestDatabase.create(directory.resolve("db"));
    TestDatabase.onAll(storage, Set.of(ZERO, ONE), "CREATE TABLE t(a INTEGER PRIMARY KEY, b)");
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private OwnedWriter keep() {
    try (Epoch epoch = storage.begin(Set.of(ZERO), Set.of(), ZERO)) {
      epoch.on(ZERO).execute("CREATE TEMP TABLE mine(x)");
      epoch.on(ZERO).update("INSERT INTO mine VALUES (7)");
      OwnedWriter own = epoch.keepWriter(ZERO);
      epoch.commit();
      return own;
    }
  }

  @Test
  void keepsTemporaryTablesAndTakesPartInEpochs() {
    try (OwnedWriter own = keep()) {
      try (Epoch epoch = storage.begin(Set.of(ZERO, ONE), Set.of(), ZERO, own)) {
        epoch.on(ZERO).update("INSERT INTO t SELECT x, 'own' FROM mine");
        epoch.update(ONE, "INSERT INTO t VALUES (8, 'other node')");
        epoch.commit();
      }
      try (Epoch epoch = storage.begin(Set.of(ZERO))) {
        assertThatThrownBy(() -> epoch.on(ZERO).update("INSERT INTO mine VALUES (1)"))
            .hasMessageContaining("no such table: mine");
        epoch.update(ZERO, "INSERT INTO t VALUES (9, 'ordinary writer')");
        epoch.commit();
      }
      try (ReaderLease lease = own.read()) {
        assertThat(TestDatabase.number(lease.connection(), COUNT)).isEqualTo(2);
        assertThat(TestDatabase.number(lease.connection(), "SELECT x FROM mine")).isEqualTo(7);
      }
    }
    assertThat(TestDatabase.number(storage, ONE, COUNT)).isEqualTo(1);
  }

  @Test
  void anUndoneEpochLeavesTheWriterToItsOwner() {
    OwnedWriter own;
    try (Epoch epoch = storage.begin(Set.of(ZERO), Set.of(), ZERO)) {
      own = epoch.keepWriter(ZERO);
      epoch.on(ZERO).execute("CREATE TEMP TABLE gone(x)");
      epoch.rollback();
    }
    try (own;
        ReaderLease lease = own.read()) {
      assertThat(
              TestDatabase.number(lease.connection(), "SELECT count(*) FROM sqlite_temp_schema"))
          .isZero();
    }
  }

  @Test
  void closingTheDatabaseClosesItUnlessItIsInUse() {
    OwnedWriter own = keep();
    ReaderLease lease = own.read();
    assertThatThrownBy(storage::close)
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BUSY));
    lease.close();
    storage.close();
    assertThatThrownBy(own::read)
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
    own.close();
  }

  @Test
  void maintenanceRunsOutsideOfTransactionsAndWaitsForItsTurn() {
    storage.maintain(ZERO, "VACUUM");
    assertThat(TestDatabase.number(storage, ZERO, COUNT)).isZero();
    try (Epoch epoch = storage.begin(Set.of(ZERO))) {
      assertThatThrownBy(() -> storage.maintain(ZERO, "VACUUM"))
          .isInstanceOfSatisfying(
              StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BUSY));
      epoch.update(ZERO, "INSERT INTO t VALUES (1, 'goes on')");
      epoch.commit();
    }
    assertThat(TestDatabase.number(storage, ZERO, COUNT)).isEqualTo(1);
  }
}
