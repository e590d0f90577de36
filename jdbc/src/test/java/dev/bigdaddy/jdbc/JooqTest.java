package dev.bigdaddy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.primaryKey;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.using;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// jOOQ, unchanged, with its dialect for SQLite, on spread tables.
class JooqTest {
  private static final Table<Record> AUTHOR = table(name("author"));
  private static final Field<Integer> ID = field(name("author", "id"), SQLDataType.INTEGER);
  private static final Field<String> NAME = field(name("author", "name"), SQLDataType.VARCHAR);
  private static final Field<LocalDate> BORN =
      field(name("author", "born"), SQLDataType.LOCALDATE);
  private static final Table<Record> BOOK = table(name("book"));
  private static final Field<Integer> BOOK_ID = field(name("book", "id"), SQLDataType.INTEGER);
  private static final Field<Integer> AUTHOR_ID =
      field(name("book", "author_id"), SQLDataType.INTEGER);
  private static final Field<BigDecimal> PRICE =
      field(name("book", "price"), SQLDataType.NUMERIC(10, 2));

  @TempDir Path directory;
  private Connection connection;
  private DSLContext jooq;

  @BeforeEach
  void open() throws SQLException {
    connection =
        DriverManager.getConnection(
            "jdbc:bigdaddy:"
                + directory.resolve("db")
                + "?synchronous=OFF&nodes=4&default_shards=8");
    jooq = using(connection, SQLDialect.SQLITE);
    jooq.createTable(AUTHOR)
        .column("id", SQLDataType.INTEGER.identity(true))
        .column("name", SQLDataType.VARCHAR(40).nullable(false))
        .column("born", SQLDataType.LOCALDATE)
        .unique("name")
        .execute();
    jooq.createTable(BOOK)
        .column("id", SQLDataType.INTEGER.nullable(false))
        .column("author_id", SQLDataType.INTEGER.nullable(false))
        .column("price", SQLDataType.NUMERIC(10, 2))
        .constraints(primaryKey("id"))
        .execute();
    jooq.createIndex("book_author").on("book", "author_id").execute();
    for (int author = 1; author <= 5; author++) {
      jooq.insertInto(AUTHOR, NAME, BORN)
          .values("author " + author, LocalDate.of(1900 + author, author, author))
          .execute();
    }
    jooq.batch(
            IntStream.rangeClosed(1, 40)
                .mapToObj(
                    book ->
                        jooq.insertInto(BOOK, BOOK_ID, AUTHOR_ID, PRICE)
                            .values(book, 1 + book % 4, BigDecimal.valueOf(book * 25L, 2)))
                .toList())
        .execute();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void joinsGroupAndSum() {
    assertThat(
            jooq.select(NAME, count(BOOK_ID), sum(PRICE))
                .from(AUTHOR)
                .leftJoin(BOOK)
                .on(AUTHOR_ID.eq(ID))
                .groupBy(NAME)
                .orderBy(NAME.desc())
                .fetch(row -> row.value1() + " " + row.value2() + " " + row.value3()))
        .containsExactly(
            "author 5 0 null",
            "author 4 10 52.5",
            "author 3 10 50.0",
            "author 2 10 47.5",
            "author 1 10 55");
  }

  @Test
  void windowsSubqueriesAndPages() {
    assertThat(
            jooq.select(BOOK_ID, rowNumber().over().partitionBy(AUTHOR_ID).orderBy(PRICE.desc()))
                .from(BOOK)
                .where(
                    AUTHOR_ID.in(
                        select(ID).from(AUTHOR).where(BORN.lt(LocalDate.of(1903, 1, 1)))))
                .orderBy(BOOK_ID)
                .limit(3)
                .offset(2)
                .fetch(row -> row.value1() + " " + row.value2()))
        .containsExactly("5 9", "8 9", "9 8");
  }

  @Test
  void datesComeBackAsTheyWere() {
    assertThat(jooq.select(BORN).from(AUTHOR).where(NAME.eq("author 3")).fetchOne(BORN))
        .isEqualTo(LocalDate.of(1903, 3, 3));
  }

  @Test
  void insertsReturnTheirIds() {
    assertThat(
            jooq.insertInto(AUTHOR, NAME).values("sixth").returningResult(ID).fetchOne(ID))
        .isEqualTo(6);
    assertThat(
            jooq.update(BOOK)
                .set(PRICE, PRICE.plus(1))
                .where(BOOK_ID.le(2))
                .returningResult(PRICE)
                .fetch(PRICE))
        .containsExactly(new BigDecimal("1.25"), new BigDecimal("1.5"));
  }

  @Test
  void batchesTellTheirCounts() {
    assertThat(
            jooq.batch(
                    jooq.insertInto(BOOK, BOOK_ID, AUTHOR_ID, PRICE)
                        .values((Integer) null, null, null))
                .bind(100, 1, 5)
                .bind(101, 2, 6)
                .execute())
        .containsExactly(1, 1);
    assertThat(
            jooq.batch(
                    jooq.deleteFrom(BOOK).where(AUTHOR_ID.eq(1)),
                    jooq.update(BOOK).set(PRICE, BigDecimal.ONE).where(AUTHOR_ID.eq(2)))
                .execute())
        .containsExactly(11, 11);
  }

  @Test
  void aNestedTransactionIsASavepoint() {
    jooq.transaction(
        outer -> {
          outer.dsl().deleteFrom(BOOK).where(BOOK_ID.eq(1)).execute();
          assertThatThrownBy(
                  () ->
                      outer
                          .dsl()
                          .transaction(
                              inner -> {
                                inner.dsl().deleteFrom(BOOK).execute();
                                throw new IllegalStateException("undo");
                              }))
              .hasMessage("undo");
        });
    assertThat(jooq.fetchCount(BOOK)).isEqualTo(39);
  }

  @Test
  void aBrokenConstraintIsToldAsOne() {
    assertThatThrownBy(() -> jooq.insertInto(AUTHOR, NAME).values("author 1").execute())
        .isInstanceOf(IntegrityConstraintViolationException.class)
        .hasMessageContaining("UNIQUE constraint failed: author.name");
  }

  @Test
  void rowsAreFetchedLazily() {
    try (Cursor<Record> books = jooq.selectFrom(BOOK).orderBy(BOOK_ID).fetchSize(5).fetchLazy()) {
      assertThat(books.fetchNext(3)).hasSize(3);
    }
    assertThat(jooq.deleteFrom(BOOK).execute()).isEqualTo(40);
  }

  /// jOOQ's generator reads the schema this way.
  @Test
  void theSchemaIsRead() {
    List<Table<?>> tables =
        jooq.meta().getTables().stream()
            .filter(table -> !table.getName().startsWith("sqlite_"))
            .toList();
    assertThat(tables).extracting(Table::getName).containsExactly("author", "book");
    assertThat(tables.getFirst().fields())
        .extracting(Field::getName)
        .containsExactly("id", "name", "born");
    assertThat(tables.getFirst().getPrimaryKey()).isNotNull();
    assertThat(tables.getLast().getIndexes()).hasSize(1);
  }
}
