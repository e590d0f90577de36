package dev.bigdaddy.jdbc;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// Objects for Hibernate: ids that the database assigns, a version, children, values of many types.
final class Shop {
  private Shop() {}

  enum Status {
    OPEN,
    PAID
  }

  @Entity(name = "Customer")
  @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
  static class Customer {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    /// Not an `int`: Hibernate's dialect leaves the id without its type behind an INTEGER column.
    @Version long version;

    @Column(nullable = false, unique = true)
    String email;

    String name;
    LocalDate born;

    @OneToMany(mappedBy = "customer", cascade = CascadeType.ALL, orphanRemoval = true)
    @OrderBy("id")
    List<Purchase> purchases = new ArrayList<>();

    @ElementCollection Set<String> tags = new TreeSet<>();

    Customer() {}

    Customer(String name, String email, LocalDate born) {
      this.name = name;
      this.email = email;
      this.born = born;
    }

    void buys(String total, Instant at) {
      Purchase purchase = new Purchase();
      purchase.customer = this;
      purchase.total = new BigDecimal(total);
      purchase.at = at;
      purchases.add(purchase);
    }
  }

  @Entity(name = "Purchase")
  @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
  static class Purchase {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    Customer customer;

    @Column(precision = 10, scale = 2)
    BigDecimal total;

    @Enumerated(EnumType.STRING)
    Status status = Status.OPEN;

    Instant at;
    UUID token = UUID.randomUUID();
    byte[] note = {1, 2, 3};

    Purchase() {}
  }
}
