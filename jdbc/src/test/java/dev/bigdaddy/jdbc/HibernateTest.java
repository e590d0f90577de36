package dev.bigdaddy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.jdbc.Shop.Customer;
import dev.bigdaddy.jdbc.Shop.Purchase;
import dev.bigdaddy.jdbc.Shop.Status;
import jakarta.persistence.OptimisticLockException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.exception.ConstraintViolationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hibernate, unchanged, keeps objects in spread tables, by the dialect for SQLite that it finds
/// itself.
class HibernateTest {
  @TempDir Path directory;
  private SessionFactory sessions;

  @BeforeEach
  void createSchema() {
    sessions = open("create");
  }

  @AfterEach
  void close() {
    sessions.close();
  }

  private String url() {
    return "jdbc:bigdaddy:"
        + directory.resolve("db")
        + "?synchronous=OFF&nodes=4&default_shards=8";
  }

  private SessionFactory open(String schema) {
    return new Configuration()
        .addAnnotatedClass(Customer.class)
        .addAnnotatedClass(Purchase.class)
        .setProperty("hibernate.connection.url", url())
        .setProperty("hibernate.hbm2ddl.auto", schema)
        .setProperty("hibernate.jdbc.batch_size", "20")
        .buildSessionFactory();
  }

  private long ada() {
    return sessions.fromTransaction(
        session -> {
          Customer ada = new Customer("Ada", "ada@example.org", LocalDate.of(1815, 12, 10));
          ada.tags.addAll(List.of("maths", "poetry"));
          ada.buys("10.50", Instant.parse("2024-02-29T12:00:00.123Z"));
          ada.buys("3", Instant.EPOCH);
          session.persist(ada);
          return ada.id;
        });
  }

  @Test
  void objectsComeBackAsTheyWere() {
    long id = ada();
    sessions.inTransaction(
        session -> {
          Customer ada = session.find(Customer.class, id);
          assertThat(ada.name).isEqualTo("Ada");
          assertThat(ada.born).isEqualTo(LocalDate.of(1815, 12, 10));
          assertThat(ada.tags).containsExactly("maths", "poetry");
          assertThat(ada.purchases).hasSize(2);
          Purchase first = ada.purchases.getFirst();
          assertThat(first.total).isEqualByComparingTo("10.5");
          assertThat(first.at).isEqualTo(Instant.parse("2024-02-29T12:00:00.123Z"));
          assertThat(first.status).isEqualTo(Status.OPEN);
          assertThat(first.note).containsExactly(1, 2, 3);
          assertThat(first.token.version()).isEqualTo(4);
          assertThat(first.customer).isSameAs(ada);
        });
  }

  @Test
  void generatedIdsCountOn() {
    List<Long> ids =
        sessions.fromTransaction(
            session -> {
              List<Customer> many =
                  List.of(
                      new Customer("a", "a@example.org", LocalDate.EPOCH),
                      new Customer("b", "b@example.org", LocalDate.EPOCH),
                      new Customer("c", "c@example.org", LocalDate.EPOCH));
              many.forEach(session::persist);
              return many.stream().map(customer -> customer.id).toList();
            });
    assertThat(ids).containsExactly(1L, 2L, 3L);
  }

  @Test
  void changesAreWrittenWithTheirChildren() {
    long id = ada();
    sessions.inTransaction(
        session -> {
          Customer ada = session.find(Customer.class, id);
          ada.name = "Ada Lovelace";
          ada.tags.remove("poetry");
          ada.purchases.removeFirst();
          ada.purchases.getFirst().status = Status.PAID;
        });
    sessions.inTransaction(
        session -> {
          Customer ada = session.find(Customer.class, id);
          assertThat(ada.name).isEqualTo("Ada Lovelace");
          assertThat(ada.version).isEqualTo(1);
          assertThat(ada.tags).containsExactly("maths");
          assertThat(ada.purchases).hasSize(1);
          assertThat(ada.purchases.getFirst().status).isEqualTo(Status.PAID);
          session.remove(ada);
        });
    sessions.inTransaction(
        session ->
            assertThat(
                    session
                        .createSelectionQuery("select count(*) from Purchase", Long.class)
                        .getSingleResult())
                .isZero());
  }

  @Test
  void queriesJoinGroupPageAndUpdate() {
    ada();
    sessions.inTransaction(
        session -> {
          for (int i = 0; i < 30; i++) {
            Customer customer = new Customer("c" + i, i + "@example.org", LocalDate.EPOCH);
            customer.buys(String.valueOf(i), Instant.EPOCH);
            session.persist(customer);
          }
        });
    sessions.inTransaction(
        session -> {
          assertThat(
                  session
                      .createSelectionQuery(
                          "select c.name from Purchase p join p.customer c"
                              + " group by c.name having sum(p.total) > 27 order by c.name",
                          String.class)
                      .list())
              .containsExactly("c28", "c29");
          assertThat(
                  session
                      .createSelectionQuery(
                          "from Customer where name like 'c%' order by email desc", Customer.class)
                      .setFirstResult(2)
                      .setMaxResults(2)
                      .list())
              .extracting(customer -> customer.email)
              .containsExactly("7@example.org", "6@example.org");
          assertThat(
                  session
                      .createMutationQuery("update Purchase set status = :paid where total < 5")
                      .setParameter("paid", Status.PAID)
                      .executeUpdate())
              .isEqualTo(6);
        });
  }

  @Test
  void theSecondOfTwoChangesIsRefused() {
    long id = ada();
    Customer stale = sessions.fromTransaction(session -> session.find(Customer.class, id));
    sessions.inTransaction(session -> session.find(Customer.class, id).name = "first");
    stale.name = "second";
    assertThatThrownBy(() -> sessions.inTransaction(session -> session.merge(stale)))
        .isInstanceOf(OptimisticLockException.class);
    sessions.inTransaction(
        session -> assertThat(session.find(Customer.class, id).name).isEqualTo("first"));
  }

  @Test
  void aBrokenConstraintIsToldAsOneAndLeavesNothing() {
    ada();
    assertThatThrownBy(
            () ->
                sessions.inTransaction(
                    session -> {
                      session.persist(new Customer("x", "x@example.org", LocalDate.EPOCH));
                      session.persist(new Customer("y", "ada@example.org", LocalDate.EPOCH));
                    }))
        .isInstanceOf(ConstraintViolationException.class)
        .hasMessageContaining("UNIQUE constraint failed: Customer.email");
    sessions.inTransaction(
        session ->
            assertThat(session.createSelectionQuery("from Customer", Customer.class).list())
                .hasSize(1));
  }

  /// Hibernate reads the schema through DatabaseMetaData and compares. (It cannot validate one: what
  /// it declares as `integer` it expects as `bigint`, on SQLite too.)
  @Test
  void theSchemaNeedsNoUpdate() throws SQLException {
    sessions.close();
    sessions = open("update");
    assertThat(ada()).isEqualTo(1);
    try (Connection connection = DriverManager.getConnection(url());
        ResultSet layout =
            connection
                .createStatement()
                .executeQuery("EXPLAIN QUERY PLAN SELECT count(*) FROM Customer")) {
      StringBuilder plan = new StringBuilder();
      while (layout.next()) {
        plan.append(layout.getString(4)).append('\n');
      }
      assertThat(plan).contains("node-1").contains("node-3");
    }
  }
}
