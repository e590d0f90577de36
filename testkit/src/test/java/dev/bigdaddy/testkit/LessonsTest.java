package dev.bigdaddy.testkit;

import org.junit.jupiter.api.Test;

/// Where the prototype was wrong: each lesson as a script that plain SQLite judges, in all
/// settings.
class LessonsTest {
  private static final String USERS =
      """
      CREATE TABLE u(id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, c TEXT);
      INSERT INTO u VALUES (1, 1, 10, 'x'), (2, 2, 20, 'y'), (3, 1, 30, 'X'), (4, NULL, -5, NULL),
        (5, 5, 0, 'long text'), (6, 2, 20, 'y'), (7, 3, 7, 'z'), (8, 1, 10, 'x'), (9, -1, 9, ''),
        (10, 2, 1, 'a'), (11, 4, 4, 'b'), (12, 1, 2, 'c');
      """;

  @Test
  void trailingTokensAreNeverIgnored() {
    Agreement.of(
        USERS
            + """
            DELETE FROM u AS x WHERE x.id = 1;
            SELECT count(*) FROM u;
            SELECT id FROM u WHERE id < 3 UNION SELECT id FROM u WHERE id > 10 ORDER BY id;
            SELECT id FROM u ORDER BY id LIMIT 2, 3;
            -- error
            DELETE FROM u nonsense here;
            -- error
            SELECT id FROM u WHERE id = 2 id;
            SELECT count(*) FROM u;
            """);
  }

  @Test
  void minusAndPercentAreNotDropped() {
    Agreement.of(
        USERS
            + """
            UPDATE u SET a = a - 1 WHERE id = 1;
            INSERT INTO u(id, a) VALUES (20, -5), (21, 17 % 5), (-3, 5 - 7);
            SELECT * FROM u ORDER BY id;
            SELECT id FROM u WHERE b % 10 = 0 AND b - 10 >= 0 ORDER BY id;
            SELECT 'a' || 'b' || c FROM u WHERE id = -3 OR id = 2;
            """);
  }

  @Test
  void parenthesesSurvive() {
    Agreement.of(
        USERS
            + """
            SELECT id FROM u WHERE (a = 1 OR b = 20) AND c = 'x' ORDER BY id;
            SELECT id FROM u WHERE a = 1 OR b = 20 AND c = 'x' ORDER BY id;
            SELECT (a + 1) * 2, a + 1 * 2, -(a - b), (a - b) - b, a - (b - b) FROM u ORDER BY id;
            SELECT id FROM u WHERE NOT (a = 1 AND b = 10) ORDER BY id;
            """);
  }

  @Test
  void orNeverReachesRowsOfOtherShards() {
    Agreement.of(
        USERS
            + """
            SELECT id FROM u WHERE id = 1 OR id = 2 AND a = 99 ORDER BY id;
            SELECT count(*) FROM u WHERE a = 1 OR b = 20;
            DELETE FROM u WHERE id = 5 OR a = 2 AND b = 20;
            UPDATE u SET c = 'hit' WHERE id = 7 OR id = 8 OR b < 0;
            SELECT * FROM u;
            """);
  }

  @Test
  void notInNotLikeNotBetweenAndCollateAreKept() {
    Agreement.of(
        USERS
            + """
            SELECT id FROM u WHERE a NOT IN (1, 2) ORDER BY id;
            SELECT id FROM u WHERE c NOT LIKE '%x%' ORDER BY id;
            SELECT id FROM u WHERE b NOT BETWEEN 0 AND 10 ORDER BY id;
            SELECT id FROM u WHERE c = 'X' COLLATE NOCASE ORDER BY id;
            SELECT id FROM u WHERE c NOT GLOB 'x*' AND NOT EXISTS (SELECT 1 WHERE a = 3) ORDER BY id;
            """);
  }

  @Test
  void parametersBehindWhereAreBoundByPosition() {
    Agreement.of(
        USERS
            + """
            -- params: 1, 2, 1
            SELECT id FROM u WHERE a = ? ORDER BY id LIMIT ? OFFSET ?;
            -- params: 1, 2
            SELECT a, count(*) FROM u WHERE b > ? GROUP BY a HAVING count(*) >= ? ORDER BY a;
            -- params: 'set', 1, 10
            UPDATE u SET c = ? WHERE a = ? AND b = ?;
            -- params: 3, 'key last', 7
            UPDATE u SET b = ?, c = ? WHERE id = ?;
            -- params: 20, 2
            DELETE FROM u WHERE b = ?1 AND a = ?2 AND id = ?2;
            -- params: 100, 'row one', 101, 'row two'
            INSERT INTO u(id, c) VALUES (?, ?), (?, ?);
            -- params: 'x', 101
            SELECT ?1 || c, ?2 - 1 FROM u WHERE id = ?2;
            SELECT * FROM u;
            """);
  }

  @Test
  void limitAndOffsetAreAppliedOnce() {
    Agreement.of(
        USERS
            + """
            SELECT id FROM u LIMIT 5;
            SELECT id FROM u LIMIT 5 OFFSET 5;
            SELECT id FROM u ORDER BY b DESC, id LIMIT 4 OFFSET 3;
            SELECT id FROM u LIMIT 5 OFFSET 11;
            SELECT id FROM u LIMIT 100;
            SELECT id FROM u WHERE a = 1 LIMIT 3 OFFSET 1;
            SELECT count(*) FROM u LIMIT 1 OFFSET 1;
            SELECT a, count(*) FROM u GROUP BY a ORDER BY a LIMIT 2 OFFSET 1;
            SELECT count(*) FROM (SELECT id FROM u LIMIT 7);
            """);
  }

  @Test
  void orderByHoldsOverAllShards() {
    Agreement.of(
        USERS
            + """
            SELECT b, id FROM u ORDER BY b, id;
            SELECT c, id FROM u ORDER BY c DESC, id DESC;
            SELECT id FROM u ORDER BY c COLLATE NOCASE, b, id;
            SELECT id FROM u ORDER BY a IS NULL, a % 2, id;
            """);
  }

  @Test
  void averageIsNotTheAverageOfAverages() {
    Agreement.of(
        USERS
            + """
            SELECT avg(a), avg(b), avg(b + 0.5) FROM u;
            SELECT c, avg(b) FROM u GROUP BY c ORDER BY c;
            SELECT avg(b) * 2, avg(DISTINCT b) FROM u WHERE id > 1;
            """);
  }

  @Test
  void sumOfNothingIsNull() {
    Agreement.of(
        USERS
            + """
            SELECT sum(a), total(a), avg(a), min(a), max(a), count(a), count(*) FROM u WHERE 0;
            SELECT sum(a) FROM u WHERE id = 999;
            SELECT sum(a) FROM u WHERE id = 4;
            SELECT total(a), typeof(total(a)), typeof(sum(a)) FROM u WHERE a IS NULL;
            SELECT a, sum(b) FROM u WHERE 0 GROUP BY a;
            """);
  }

  @Test
  void minAndMaxSeeTextBlobsAndNumbers() {
    Agreement.of(
        """
        CREATE TABLE m(id INTEGER PRIMARY KEY, x);
        INSERT INTO m VALUES (1, 5), (2, 'text'), (3, x'00'), (4, NULL), (5, -2.5), (6, 'Text'), (7, '');
        SELECT min(x), max(x) FROM m;
        SELECT min(x), max(x) FROM m WHERE typeof(x) = 'text';
        SELECT min(x), max(x) FROM m WHERE id < 3;
        SELECT max(x COLLATE NOCASE), min(x COLLATE NOCASE) FROM m WHERE typeof(x) = 'text';
        SELECT typeof(x), min(x), max(x) FROM m GROUP BY 1 ORDER BY 1;
        """);
  }

  @Test
  void anAggregateOverNoShardStillGivesItsRow() {
    Agreement.of(
        """
        CREATE TABLE none(id INTEGER PRIMARY KEY, a);
        SELECT count(*), sum(a), max(a) FROM none;
        SELECT count(*) FROM none WHERE id = 1;
        SELECT count(*), 'constant' FROM none WHERE id IN (NULL);
        SELECT count(*) FROM none WHERE id = NULL;
        SELECT count(*) FROM none GROUP BY a;
        """);
  }

  @Test
  void groupsAreMergedAlsoByExpressionsThatAreNotSelected() {
    Agreement.of(
        USERS
            + """
            SELECT count(*) FROM u GROUP BY a ORDER BY 1;
            SELECT count(*), sum(b) FROM u GROUP BY a % 2 ORDER BY 1, 2;
            SELECT upper(c), count(*), count(*) FROM u GROUP BY upper(c) ORDER BY 1;
            SELECT sum(b) + 1, max(b) - min(b), count(*) * 10 FROM u GROUP BY a ORDER BY a;
            SELECT count(*), count(a), count(DISTINCT a) FROM u;
            """);
  }

  @Test
  void havingIsAppliedToWholeGroups() {
    Agreement.of(
        USERS
            + """
            SELECT a, count(*) FROM u GROUP BY a HAVING count(*) > 2 ORDER BY a;
            SELECT a FROM u GROUP BY a HAVING sum(b) BETWEEN 40 AND 60 ORDER BY a;
            SELECT a FROM u GROUP BY a HAVING max(c) > 'x' ORDER BY a;
            SELECT count(*) FROM u HAVING sum(b) > 100;
            """);
  }

  @Test
  void distinctHoldsOverAllShards() {
    Agreement.of(
        USERS
            + """
            SELECT DISTINCT a FROM u ORDER BY a;
            SELECT DISTINCT a, b FROM u;
            SELECT DISTINCT c COLLATE NOCASE FROM u ORDER BY 1;
            SELECT count(DISTINCT b), sum(DISTINCT b) FROM u;
            """);
  }

  @Test
  void joinsReadAllShardsOfAllTables() {
    Agreement.of(
        USERS
            + """
            CREATE TABLE p(id INTEGER PRIMARY KEY, uid INTEGER, t TEXT);
            INSERT INTO p VALUES (1, 12, 'a'), (2, 1, 'b'), (3, 7, 'c'), (4, 99, 'd'), (5, NULL, 'e');
            SELECT u.id, p.t FROM u JOIN p ON p.uid = u.id ORDER BY 1, 2;
            SELECT u.id, p.t FROM u LEFT JOIN p ON p.uid = u.id ORDER BY 1, 2;
            SELECT p.t FROM p WHERE uid IN (SELECT id FROM u WHERE a = 1) ORDER BY 1;
            SELECT count(*) FROM u a JOIN u b ON a.a = b.a;
            SELECT * FROM u, p WHERE u.id = p.uid ORDER BY p.id;
            """);
  }

  @Test
  void aCompositeIndexServesItsPrefixAndMore() {
    Agreement.of(
        USERS
            + """
            CREATE INDEX u_ab ON u(a, b);
            SELECT id FROM u WHERE a = 1 ORDER BY id;
            SELECT id FROM u WHERE a = 1 AND b > 5 ORDER BY id;
            SELECT id FROM u WHERE a = 1 AND b = 10 ORDER BY id;
            SELECT id FROM u WHERE b = 10 ORDER BY id;
            SELECT id FROM u WHERE a IN (1, 2) AND b = 20 ORDER BY id;
            """);
  }

  @Test
  void aValueIsFoundByIndexWhileAnyRowHoldsIt() {
    Agreement.of(
        USERS
            + """
            CREATE INDEX u_c ON u(c);
            DELETE FROM u WHERE id = 1;
            SELECT id FROM u WHERE c = 'x' ORDER BY id;
            UPDATE u SET c = 'moved' WHERE id = 2;
            SELECT id FROM u WHERE c = 'y' ORDER BY id;
            DELETE FROM u WHERE c = 'x';
            SELECT id FROM u WHERE c = 'x';
            """);
  }

  @Test
  void rowsUpdatedOutOfTheirOwnWhereAreFoundAgain() {
    Agreement.of(
        USERS
            + """
            CREATE INDEX u_a ON u(a);
            UPDATE u SET a = 77 WHERE a = 1;
            SELECT id FROM u WHERE a = 77 ORDER BY id;
            SELECT id FROM u WHERE a = 1;
            UPDATE u SET a = NULL WHERE a = 77;
            SELECT id FROM u WHERE a IS NULL ORDER BY id;
            """);
  }

  @Test
  void insertWithoutColumnListOrWithoutTheKeyWritesEachRowOnce() {
    Agreement.of(
        """
        CREATE TABLE k(id INTEGER PRIMARY KEY, a, b);
        INSERT INTO k VALUES (1, 2, 3);
        INSERT INTO k(a, b) VALUES ('no', 'key'), ('no', 'key');
        INSERT INTO k DEFAULT VALUES;
        SELECT * FROM k;
        CREATE TABLE tk(name TEXT PRIMARY KEY, v);
        INSERT INTO tk(v) VALUES (1), (2);
        INSERT INTO tk VALUES ('a', 3);
        SELECT name, v FROM tk ORDER BY v;
        SELECT count(*) FROM tk;
        """);
  }

  @Test
  void aFailingRowTakesTheWholeStatementBack() {
    Agreement.of(
        USERS
            + """
            -- error
            INSERT INTO u(id, a) VALUES (100, 1), (101, 2), (102, 3), (5, 4), (103, 5);
            SELECT count(*), max(id) FROM u;
            CREATE TABLE n(id INTEGER PRIMARY KEY, x NOT NULL);
            -- error
            INSERT INTO n VALUES (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, NULL);
            SELECT count(*) FROM n;
            """);
  }

  @Test
  void literalsWithQuotesAndCommentsInsideAreValues() {
    Agreement.of(
        """
        CREATE TABLE q(k TEXT PRIMARY KEY, v TEXT);
        INSERT INTO q VALUES ('O''Brien', 'a -- b'), ('/* no */', 'c;d'), ('?', ':x');
        SELECT * FROM q WHERE k = 'O''Brien';
        -- params: 'O''Brien'
        SELECT * FROM q WHERE k = ?;
        SELECT v FROM q WHERE v = 'a -- b';
        SELECT v FROM q /* a comment */ WHERE k = '?' -- and one more
        ;
        """);
  }

  @Test
  void aNegativeOrComputedKeyFindsItsRow() {
    Agreement.of(
        """
        CREATE TABLE k(id INTEGER PRIMARY KEY, v);
        INSERT INTO k VALUES (-7, 'minus'), (3 + 4, 'sum'), (abs(-9), 'abs'), (+11, 'plus');
        SELECT v FROM k WHERE id = -7;
        SELECT v FROM k WHERE id = 3 + 4;
        SELECT v FROM k WHERE id = abs(-9);
        SELECT v FROM k WHERE -id = 7;
        UPDATE k SET v = 'found' WHERE id = 10 - 17;
        DELETE FROM k WHERE id = 2 * 3 + 1;
        SELECT * FROM k;
        """);
  }

  @Test
  void changesAreCountedAsSqliteCountsThem() {
    Agreement.of(
        USERS
            + """
            UPDATE u SET b = b WHERE a = 1;
            DELETE FROM u WHERE a = 2;
            INSERT INTO u(a) VALUES (1), (2), (3);
            UPDATE u SET b = 1 WHERE 0;
            SELECT changes(), total_changes(), last_insert_rowid();
            DELETE FROM u;
            SELECT changes();
            """);
  }

  @Test
  void theShardKeyCanBeUpdatedOrIsRefused() {
    Agreement.of(
        USERS
            + """
            -- refused
            UPDATE u SET id = 1000 WHERE id = 1;
            SELECT id FROM u WHERE id = 1000;
            SELECT id FROM u WHERE id = 1;
            -- refused
            UPDATE u SET id = id * 7 + 1 WHERE id = 2;
            SELECT * FROM u;
            """);
  }

  @Test
  void aStorageErrorReachesTheCaller() {
    Agreement.of(
        USERS
            + """
            -- error
            SELECT abs(-9223372036854775808) FROM u;
            -- error
            SELECT id, json_extract('not json', '$') FROM u WHERE id > 3;
            -- error
            UPDATE u SET c = json('{') WHERE id = 3;
            -- error
            SELECT sum(9223372036854775807) FROM u;
            SELECT count(*) FROM u;
            """);
  }

  @Test
  void droppedTablesComeBackEmptyAndWithTheirNewShape() {
    Agreement.of(
        USERS
            + """
            DROP TABLE u;
            -- error
            SELECT * FROM u;
            CREATE TABLE u(name TEXT PRIMARY KEY, other);
            SELECT * FROM u;
            INSERT INTO u VALUES ('a', 1), ('b', 2);
            SELECT * FROM u;
            DROP TABLE IF EXISTS u;
            DROP TABLE IF EXISTS u;
            CREATE TABLE u(id INTEGER PRIMARY KEY);
            INSERT INTO u VALUES (3), (1), (2);
            SELECT * FROM u;
            """);
  }

  @Test
  void theHiddenColumnNeverShows() {
    Agreement.of(
        USERS
            + """
            SELECT * FROM u WHERE id = 1;
            SELECT u.*, 1 FROM u ORDER BY id LIMIT 1;
            SELECT * FROM (SELECT * FROM u) ORDER BY id LIMIT 1;
            SELECT * FROM u a NATURAL JOIN u b ORDER BY id LIMIT 1;
            SELECT * FROM u a JOIN u b USING (id) ORDER BY id LIMIT 1;
            CREATE VIEW w AS SELECT * FROM u;
            SELECT * FROM w ORDER BY id LIMIT 1;
            WITH c AS (SELECT * FROM u) SELECT * FROM c ORDER BY id LIMIT 1;
            PRAGMA table_info(u);
            PRAGMA table_xinfo(u);
            SELECT name FROM pragma_table_info('u');
            SELECT sql FROM sqlite_schema ORDER BY name;
            SELECT sql FROM sqlite_master ORDER BY name;
            """);
  }

  @Test
  void keysThatAreEqualAreFoundWhateverTheirSpelling() {
    Agreement.of(
        """
        CREATE TABLE k(id INTEGER PRIMARY KEY, v);
        INSERT INTO k VALUES ('1', 'text'), (2.0, 'real'), (3, 'integer');
        SELECT v FROM k WHERE id = 1;
        SELECT v FROM k WHERE id = '1';
        SELECT v FROM k WHERE id = 1.0;
        SELECT v FROM k WHERE id = '2.0';
        -- params: 3.0
        SELECT v FROM k WHERE id = ?;
        -- params: '3'
        SELECT v FROM k WHERE id = ?;
        CREATE TABLE t(id TEXT PRIMARY KEY, v);
        INSERT INTO t VALUES (1, 'integer'), (1.0, 'real'), ('01', 'text');
        SELECT v FROM t WHERE id = 1;
        SELECT v FROM t WHERE id = 1.0;
        SELECT v FROM t WHERE id = '1';
        """);
  }

  @Test
  void autoincrementNeverUsesAnIdAgain() {
    Agreement.of(
        """
        CREATE TABLE a(id INTEGER PRIMARY KEY AUTOINCREMENT, v);
        INSERT INTO a(v) VALUES (1), (2), (3);
        DELETE FROM a WHERE id >= 2;
        INSERT INTO a(v) VALUES (4);
        SELECT * FROM a;
        DELETE FROM a;
        INSERT INTO a(v) VALUES (5);
        SELECT * FROM a;
        SELECT * FROM sqlite_sequence;
        CREATE TABLE b(id INTEGER PRIMARY KEY, v);
        INSERT INTO b(v) VALUES (1), (2), (3);
        DELETE FROM b WHERE id >= 2;
        INSERT INTO b(v) VALUES (4);
        SELECT * FROM b;
        """);
  }

  @Test
  void countsStayRightAfterEveryKindOfWrite() {
    Agreement.of(
        USERS
            + """
            SELECT count(*) FROM u;
            DELETE FROM u WHERE id = 3;
            SELECT count(*) FROM u;
            BEGIN;
            INSERT INTO u(a) VALUES (1), (2);
            SELECT count(*) FROM u;
            ROLLBACK;
            SELECT count(*) FROM u;
            -- refused
            INSERT OR REPLACE INTO u(id, a) VALUES (1, 1), (50, 2);
            SELECT count(*) FROM u;
            DELETE FROM u;
            SELECT count(*) FROM u;
            """);
  }
}
