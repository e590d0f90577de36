package dev.bigdaddy.engine;

import static dev.bigdaddy.engine.TestDb.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.QueryResult;
import dev.bigdaddy.conductor.ResultCursor;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.conductor.ShardStats;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Sub-results that are sent along inside of a transaction: on the readers of its snapshot, whatever other
/// cursors of it are open.
@Timeout(120)
class SentInTransactionsTest {
  private static final int ORDERS = 2_000;
  private static final String JOINED =
      "SELECT o.id FROM o JOIN c ON c.id = o.cid WHERE c.town = 'x' ORDER BY o.id";

  @TempDir Path directory;
  private BigDaddy db;
  private Session session;

  @BeforeEach
  void open() {
    db = TestDb.open(directory, 4, 8);
    run(db, "CREATE TABLE c(id INTEGER PRIMARY KEY, town TEXT)");
    run(db, "CREATE TABLE o(id INTEGER PRIMARY KEY, cid INTEGER)");
    run(db, "INSERT INTO c VALUES (1, 'x'), (2, 'y'), (3, 'x'), (4, 'z')");
    StringBuilder orders = new StringBuilder("INSERT INTO o VALUES ");
    for (int id = 1; id <= ORDERS; id++) {
      orders.append(id == 1 ? "" : ",").append('(').append(id).append(',').append(id % 100 + 1);
      orders.append(')');
    }
    run(db, orders.toString());
    session = db.session();
    session.sql("BEGIN");
  }

  @AfterEach
  void close() {
    session.close();
    db.close();
  }

  private static long rowsRead(QueryResult result) {
    return result.shardStats().stream().mapToLong(ShardStats::rowsReturned).sum();
  }

  private static List<Long> expected() {
    List<Long> ids = new ArrayList<>();
    for (long id = 1; id <= ORDERS; id++) {
      if (id % 100 + 1 == 1 || id % 100 + 1 == 3) {
        ids.add(id);
      }
    }
    return ids;
  }

  private static List<Long> ids(ResultCursor cursor) {
    List<Long> ids = new ArrayList<>();
    while (cursor.next()) {
      ids.add(cursor.longAt(0));
    }
    return ids;
  }

  private List<Long> ids(String sql) {
    try (ResultCursor cursor = session.query(sql)) {
      return ids(cursor);
    }
  }

  @Test
  void nodesJoinWhatIsSentInsteadOfGivingAllTheirRows() {
    assertThat(db.explain(JOINED).rung()).contains("sub-results first");
    QueryResult result = session.sql(JOINED);
    assertThat(result.rows()).hasSize(expected().size());
    assertThat(rowsRead(result)).isLessThan(ORDERS);
    assertThat(ids(JOINED)).isEqualTo(expected());
  }

  @Test
  void itStillSeesTheTransactionsInstant() {
    assertThat(ids(JOINED)).isEqualTo(expected());
    db.sql("UPDATE c SET town = 'x'");
    assertThat(ids(JOINED)).isEqualTo(expected());
    session.sql("COMMIT");
    assertThat(ids(JOINED)).hasSize(4 * ORDERS / 100);
  }

  @Test
  void rowsThatTheTransactionWroteAreGathered() {
    session.sql("UPDATE c SET town = 'x'");
    QueryResult result = session.sql(JOINED);
    assertThat(result.rows()).hasSize(4 * ORDERS / 100);
  }

  @Test
  void valuesGoAlongAlsoWhereTheTransactionWrote() {
    session.sql("UPDATE c SET town = 'w' WHERE id = 4");
    String sql = "SELECT id FROM o WHERE id = (SELECT max(id) * 2 FROM c WHERE town = 'w')";
    QueryResult result = session.sql(sql);
    assertThat(result.rows()).isEqualTo(List.of(List.of(8L)));
    assertThat(rowsRead(result)).isLessThan(10);
  }

  @Test
  void cursorsThatOverlapKeepTheirRows() {
    ResultCursor sent = session.query(JOINED);
    assertThat(sent.next()).isTrue();
    try (ResultCursor all = session.query("SELECT id FROM o")) {
      assertThat(all.next()).isTrue();
      try (sent) {
        // While they are open, this one is gathered.
        assertThat(ids(JOINED)).isEqualTo(expected());
        assertThat(ids(sent)).isEqualTo(expected().subList(1, expected().size()));
      }
      // The tables that were sent could not be dropped, and go with the transaction.
      assertThat(ids(all)).hasSize(ORDERS - 1);
    }
    assertThat(ids(JOINED)).isEqualTo(expected());
    session.sql("COMMIT");
    for (int i = 0; i < 20; i++) {
      assertThat(rowsRead(session.sql(JOINED))).isLessThan(ORDERS);
      session.sql("BEGIN");
      assertThat(rowsRead(session.sql(JOINED))).isLessThan(ORDERS);
      session.sql("ROLLBACK");
    }
  }

  /// Its readers go back to the pool before the cursor is told, and with them nothing that was sent.
  @Test
  void aTransactionThatEndsUnderACursorLeavesNothingToOthers() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Integer>> others = new ArrayList<>();
    session.sql("ROLLBACK");
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      for (int i = 0; i < 3; i++) {
        others.add(threads.submit(() -> readUntil(over)));
      }
      for (int i = 0; i < 400; i++) {
        session.sql("BEGIN");
        ResultCursor left = session.query(JOINED);
        assertThat(left.next()).isTrue();
        session.sql(i % 2 == 0 ? "COMMIT" : "ROLLBACK");
        left.close();
      }
      over.set(true);
      for (Future<Integer> other : others) {
        assertThat(other.get()).isPositive();
      }
    }
  }

  private int readUntil(AtomicBoolean over) {
    int read = 0;
    while (!over.get()) {
      QueryResult result = db.sql(JOINED);
      assertThat(result.rows()).hasSize(expected().size());
      assertThat(rowsRead(result)).isLessThan(ORDERS);
      read++;
    }
    return read;
  }
}
