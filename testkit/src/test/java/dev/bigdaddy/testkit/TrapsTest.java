package dev.bigdaddy.testkit;

import org.junit.jupiter.api.Test;

/// The traps of planning: each as data and queries on which the wrong plan would show.
class TrapsTest {
  private static final String TABLES =
      """
      CREATE TABLE a(k INTEGER PRIMARY KEY, x INTEGER, t TEXT);
      CREATE TABLE b(k INTEGER PRIMARY KEY, ak INTEGER, y INTEGER, t TEXT COLLATE NOCASE);
      CREATE TABLE ref(k INTEGER PRIMARY KEY, name TEXT) /* REFERENCE */;
      INSERT INTO a VALUES (1, 5, 'a'), (2, 4, 'A'), (3, 5, 'b'), (4, NULL, 'B'), (5, 1, 'a'),
        (6, 4, NULL), (7, 7, 'c'), (8, 5, 'A'), (9, 2, 'b'), (10, 9, 'z');
      INSERT INTO b VALUES (1, 2, 3, 'x'), (2, 2, 1, 'X'), (3, 9, NULL, 'y'), (4, NULL, 4, 'x'),
        (5, 7, 5, 'Y'), (6, 1, 6, 'z'), (7, 77, 2, 'Z'), (8, 4, 3, NULL);
      INSERT INTO ref VALUES (1, 'one'), (2, 'two'), (50, 'fifty');
      """;

  @Test
  void outerJoinWithReferenceTableGivesItsNullRowsOnce() {
    Agreement.of(
        TABLES
            + """
            SELECT ref.name, a.x FROM ref LEFT JOIN a ON a.k = ref.k ORDER BY ref.k;
            SELECT ref.name, a.x FROM ref LEFT JOIN a ON a.x = ref.k ORDER BY ref.k, a.k;
            SELECT ref.name, a.k FROM a RIGHT JOIN ref ON a.k = ref.k ORDER BY ref.k;
            SELECT ref.name, a.k FROM ref FULL JOIN a ON a.k = ref.k ORDER BY ref.k, a.k;
            SELECT a.k, ref.name FROM a LEFT JOIN ref ON a.k = ref.k ORDER BY a.k;
            SELECT count(*) FROM ref LEFT JOIN a ON a.k = -1;
            """);
  }

  @Test
  void onDoesNotRestrictThePreservedSide() {
    Agreement.of(
        TABLES
            + """
            SELECT a.k, b.k FROM a LEFT JOIN b ON a.k = b.k AND a.k = 7 ORDER BY a.k;
            SELECT a.k, b.k FROM a LEFT JOIN b ON a.k = b.k WHERE a.k = 7;
            SELECT a.k, b.k FROM a LEFT JOIN b ON b.k = a.k AND b.k = 7 ORDER BY a.k;
            SELECT a.k, b.k FROM a JOIN b ON a.k = b.k AND a.k = 7;
            SELECT count(*) FROM a LEFT JOIN b ON a.k = 7 AND b.k = 7;
            """);
  }

  @Test
  void aNullAnywhereEmptiesNotIn() {
    Agreement.of(
        TABLES
            + """
            SELECT k FROM a WHERE k NOT IN (SELECT ak FROM b) ORDER BY k;
            SELECT k FROM a WHERE k NOT IN (SELECT ak FROM b WHERE ak IS NOT NULL) ORDER BY k;
            SELECT k, k IN (SELECT ak FROM b) FROM a ORDER BY k;
            SELECT k FROM a WHERE x NOT IN (SELECT y FROM b WHERE k > 100) ORDER BY k;
            """);
  }

  @Test
  void correlatedSubqueriesSeeAllRows() {
    Agreement.of(
        TABLES
            + """
            SELECT k, (SELECT count(*) FROM b WHERE b.ak = a.k) FROM a ORDER BY k;
            SELECT k, (SELECT count(*) FROM b WHERE b.k = a.k) FROM a ORDER BY k;
            SELECT k, (SELECT max(y) FROM b WHERE b.y < a.x) FROM a ORDER BY k;
            SELECT k FROM a WHERE EXISTS (SELECT 1 FROM a a2 WHERE a2.x = a.x AND a2.k <> a.k) ORDER BY k;
            SELECT k FROM a WHERE x > (SELECT avg(x) FROM a a2 WHERE a2.t = a.t) ORDER BY k;
            """);
  }

  @Test
  void derivedTablesAreWholeBeforeTheyAreUsed() {
    Agreement.of(
        TABLES
            + """
            SELECT count(*), sum(n) FROM (SELECT x, count(*) AS n FROM a GROUP BY x);
            SELECT * FROM (SELECT k, x FROM a ORDER BY x DESC, k LIMIT 3) ORDER BY k;
            SELECT count(*) FROM (SELECT DISTINCT x FROM a);
            SELECT k, r FROM (SELECT k, rank() OVER (ORDER BY x) AS r FROM a) WHERE r < 4 ORDER BY k;
            SELECT max(n) FROM (SELECT count(*) AS n FROM a GROUP BY t COLLATE NOCASE);
            SELECT count(*) FROM (SELECT k, count(*) FROM a GROUP BY k);
            """);
  }

  @Test
  void unionBranchesWithoutSpreadTablesComeOnce() {
    Agreement.of(
        TABLES
            + """
            SELECT k FROM a UNION ALL SELECT 100 ORDER BY k;
            SELECT k FROM a WHERE k < 3 UNION ALL VALUES (7), (7);
            SELECT count(*) FROM (SELECT k FROM a UNION ALL SELECT k FROM ref);
            SELECT name FROM ref UNION ALL SELECT t FROM b ORDER BY 1;
            SELECT count(*) FROM (SELECT 1 UNION ALL SELECT k FROM a);
            """);
  }

  @Test
  void queriesWithoutSpreadTablesRunOnce() {
    Agreement.of(
        TABLES
            + """
            SELECT 1, 'x';
            SELECT count(*) FROM ref;
            SELECT * FROM ref;
            VALUES (1), (2);
            SELECT 1 WHERE EXISTS (SELECT 1 FROM a WHERE x = 9);
            SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM ref);
            SELECT count(*) FROM sqlite_schema WHERE type = 'table';
            """);
  }

  @Test
  void keysOfOtherAffinityAreJoinedByValue() {
    Agreement.of(
        """
        CREATE TABLE i(k INTEGER PRIMARY KEY, v);
        CREATE TABLE s(k TEXT PRIMARY KEY, v);
        CREATE TABLE n(k TEXT COLLATE NOCASE PRIMARY KEY, v);
        INSERT INTO i VALUES (1, 'i1'), (2, 'i2'), (3, 'i3'), (10, 'i10');
        INSERT INTO s VALUES ('1', 's1'), ('2', 's2'), ('03', 's03'), ('a', 'sa'), ('B', 'sB'), ('10', 's10');
        INSERT INTO n VALUES ('A', 'nA'), ('b', 'nb'), ('2', 'n2');
        SELECT i.v, s.v FROM i JOIN s ON i.k = s.k ORDER BY 1, 2;
        SELECT s.v, n.v FROM s JOIN n ON n.k = s.k ORDER BY 1, 2;
        SELECT s.v, n.v FROM s JOIN n ON s.k = n.k ORDER BY 1, 2;
        SELECT i.v, n.v FROM i JOIN s ON i.k = s.k JOIN n ON s.k = n.k ORDER BY 1, 2;
        SELECT i.v FROM i WHERE k IN (SELECT k FROM s) ORDER BY 1;
        """);
  }

  @Test
  void isJoinsNullKeys() {
    Agreement.of(
        """
        CREATE TABLE p(k TEXT PRIMARY KEY, v);
        CREATE TABLE q(k TEXT PRIMARY KEY, v);
        INSERT INTO p VALUES (NULL, 1), (NULL, 2), ('a', 3);
        INSERT INTO q VALUES (NULL, 10), ('a', 20), (NULL, 30), (NULL, 40);
        SELECT p.v, q.v FROM p JOIN q ON p.k IS q.k ORDER BY 1, 2;
        SELECT p.v, q.v FROM p JOIN q ON p.k = q.k ORDER BY 1, 2;
        SELECT v FROM p WHERE k IS NULL ORDER BY 1;
        """);
  }

  @Test
  void scansWithAndWithoutCoveringIndexGiveSqlitesRows() {
    Agreement.of(
        TABLES
            + """
            SELECT k, x FROM a;
            SELECT x FROM a;
            CREATE INDEX a_x ON a(x);
            SELECT x FROM a;
            SELECT x, k FROM a;
            SELECT x FROM a LIMIT 4;
            SELECT * FROM a WHERE x > 3;
            SELECT t FROM a WHERE x = 5;
            """);
  }

  @Test
  void tiesAreBrokenAsTheScanBreaksThem() {
    Agreement.of(
        TABLES
            + """
            -- ordered
            SELECT k, x FROM a ORDER BY x;
            -- ordered
            SELECT k, x FROM a ORDER BY x LIMIT 4;
            -- ordered
            SELECT k, x FROM a ORDER BY x LIMIT 3 OFFSET 2;
            -- ordered
            SELECT k, t FROM a ORDER BY t COLLATE NOCASE;
            -- ordered
            SELECT k, row_number() OVER (ORDER BY x) FROM a ORDER BY k;
            """);
  }

  @Test
  void theRepresentativeOfAGroupIsTheFirstOfTheScan() {
    Agreement.of(
        TABLES
            + """
            SELECT DISTINCT t COLLATE NOCASE FROM a ORDER BY 1;
            SELECT t, count(*) FROM b GROUP BY t ORDER BY t;
            SELECT DISTINCT t FROM b ORDER BY t;
            SELECT min(t), max(t) FROM b;
            SELECT count(DISTINCT t) FROM b;
            """);
  }

  @Test
  void bareColumnsComeFromTheRowOfTheMinimumOrMaximum() {
    Agreement.of(
        TABLES
            + """
            SELECT max(x), k FROM a;
            SELECT min(x), k, t FROM a;
            SELECT t, max(x), k FROM a GROUP BY t ORDER BY t;
            SELECT min(y), t FROM b WHERE y IS NOT NULL;
            """);
  }

  @Test
  void sumOverflowsExactlyWhereSqliteOverflows() {
    Agreement.of(
        """
        CREATE TABLE o(id INTEGER PRIMARY KEY, x);
        INSERT INTO o VALUES (1, 9223372036854775807), (2, 1), (3, -1);
        -- error
        SELECT sum(x) FROM o;
        DELETE FROM o;
        INSERT INTO o VALUES (1, 9223372036854775807), (2, -1), (3, 1);
        SELECT sum(x) FROM o;
        SELECT avg(x), total(x) FROM o;
        INSERT INTO o VALUES (4, 1.0);
        SELECT sum(x), typeof(sum(x)) FROM o;
        INSERT INTO o VALUES (5, 5), (6, 9223372036854775807);
        SELECT sum(x), typeof(sum(x)) FROM o;
        """);
  }

  @Test
  void onceAStatementValuesAreOneForAllRows() {
    Agreement.of(
        TABLES
            + """
            SELECT count(DISTINCT r) FROM (SELECT (SELECT random()) AS r FROM a);
            SELECT count(DISTINCT d) FROM (SELECT datetime('now') AS d FROM a);
            SELECT count(*) > 1 FROM (SELECT DISTINCT random() FROM a);
            UPDATE a SET x = changes() WHERE k = 1;
            SELECT changes(), last_insert_rowid() FROM a WHERE k = 1;
            SELECT count(DISTINCT CURRENT_TIMESTAMP) FROM a;
            """);
  }

  @Test
  void aSubqueryThatIsNeverReachedRaisesNoError() {
    Agreement.of(
        TABLES
            + """
            SELECT k FROM a WHERE 0 AND x = (SELECT abs(-9223372036854775808) FROM b);
            SELECT count(*) FROM a WHERE k < 0 AND x > (SELECT json_extract('{', '$') FROM b);
            SELECT CASE WHEN 1 THEN 'safe' ELSE (SELECT sum(9223372036854775807) FROM b) END FROM a WHERE k = 1;
            """);
  }

  @Test
  void aSubresultKeepsAffinityCollationAndTheAbsentRow() {
    Agreement.of(
        TABLES
            + """
            SELECT k FROM a WHERE t = (SELECT t FROM b WHERE k = 1) ORDER BY k;
            SELECT k FROM a WHERE t IN (SELECT t FROM b) ORDER BY k;
            SELECT k FROM b WHERE t = (SELECT 'X') ORDER BY k;
            SELECT k FROM b WHERE t IN (SELECT 'X') ORDER BY k;
            SELECT k FROM a WHERE x = (SELECT '5') ORDER BY k;
            SELECT k FROM a WHERE x IN (SELECT '5') ORDER BY k;
            SELECT (SELECT y FROM b WHERE k = 999), k FROM a WHERE k = 1;
            SELECT k FROM a WHERE (SELECT y FROM b WHERE k = 999) IS NULL ORDER BY k;
            """);
  }

  @Test
  void recursionAndSharedTablesAreReadOnce() {
    Agreement.of(
        TABLES
            + """
            WITH RECURSIVE r(k) AS (SELECT 1 UNION SELECT b.ak FROM r JOIN b ON b.k = r.k) SELECT * FROM r ORDER BY 1;
            WITH c AS MATERIALIZED (SELECT random() AS r) SELECT (SELECT r FROM c) = (SELECT r FROM c) FROM ref WHERE k = 1;
            WITH c AS (SELECT x FROM a) SELECT count(*) FROM c c1 JOIN c c2 ON c1.x = c2.x;
            """);
  }

  @Test
  void limitFollowsSqlitesRulesForStrangeValues() {
    Agreement.of(
        TABLES
            + """
            SELECT k FROM a LIMIT -1;
            SELECT k FROM a LIMIT -5 OFFSET 3;
            SELECT k FROM a LIMIT 2 OFFSET -2;
            SELECT k FROM a LIMIT '3';
            SELECT k FROM a LIMIT 1 + 1 OFFSET 9 - 8;
            SELECT k FROM a LIMIT 9223372036854775807 OFFSET 1;
            SELECT k FROM a ORDER BY k LIMIT 9223372036854775807 OFFSET 9223372036854775807;
            -- error
            SELECT k FROM a LIMIT 'x';
            -- error
            SELECT k FROM a LIMIT NULL;
            -- error
            SELECT k FROM a LIMIT 1.5;
            -- params: '2'
            SELECT k FROM a LIMIT ?;
            -- params: NULL
            -- error
            SELECT k FROM a LIMIT ?;
            -- params: 3.0
            SELECT k FROM a ORDER BY k LIMIT ?;
            SELECT k FROM a LIMIT (SELECT count(*) FROM ref);
            """);
  }

  @Test
  void writesWithSubqueriesOnTheirTargetReadItBeforeTheFirstChange() {
    Agreement.of(
        TABLES
            + """
            -- refused
            DELETE FROM a WHERE x < (SELECT avg(x) FROM a);
            SELECT k FROM a;
            -- refused
            UPDATE a SET x = (SELECT max(x) FROM a) + 1;
            SELECT k, x FROM a;
            -- refused
            DELETE FROM a WHERE EXISTS (SELECT 1 FROM a a2 WHERE a2.x = a.x AND a2.k < a.k);
            SELECT k FROM a;
            """);
  }

  @Test
  void assigningKeysOfSeveralRowsFailsAsInSqlite() {
    Agreement.of(
        TABLES
            + """
            -- refused, error
            UPDATE a SET k = k + 1;
            SELECT k FROM a;
            -- refused
            UPDATE a SET k = -k;
            SELECT k FROM a;
            -- refused
            UPDATE a SET k = k + 1000 WHERE x = 5;
            SELECT k FROM a;
            """);
  }

  @Test
  void aSplitInsertReportsTheFirstFailingRow() {
    Agreement.of(
        """
        CREATE TABLE f(id INTEGER PRIMARY KEY, n INTEGER NOT NULL CHECK (n < 100), t TEXT CHECK (length(t) < 5));
        INSERT INTO f VALUES (5, 1, 'x');
        -- error
        INSERT INTO f VALUES (1, 1, 'a'), (2, NULL, 'b'), (3, 100, 'c'), (5, 1, 'd');
        -- error
        INSERT INTO f VALUES (1, 1, 'a'), (2, 100, 'b'), (3, NULL, 'c'), (5, 1, 'd');
        -- error
        INSERT INTO f VALUES (1, 1, 'a'), (5, 1, 'b'), (3, NULL, 'c'), (4, 100, 'd');
        -- error
        INSERT INTO f VALUES (1, 1, 'a'), (2, 1, 'too long'), (1, 1, 'c');
        -- error
        INSERT INTO f VALUES (1, 1, 'a'), (2, 2, 'b'), (1, 3, 'c');
        -- error
        UPDATE f SET n = CASE id WHEN 5 THEN 100 END;
        SELECT * FROM f;
        """);
  }

  @Test
  void insertFromSelectOfTheSameTableReadsItFirst() {
    Agreement.of(
        TABLES
            + """
            -- refused
            INSERT INTO a SELECT k + 100, x, t FROM a;
            SELECT count(*) FROM a;
            -- refused
            INSERT INTO a(x, t) SELECT x, t FROM a ORDER BY x DESC, k;
            SELECT k, x FROM a;
            -- refused
            UPDATE a SET x = b.y FROM b WHERE b.ak = a.k AND b.k <> 2;
            SELECT k, x FROM a;
            """);
  }

  @Test
  void referenceTablesChangeOnceForAllCopies() {
    Agreement.of(
        TABLES
            + """
            INSERT INTO ref(name) VALUES ('next'), ('and next');
            SELECT changes(), last_insert_rowid();
            UPDATE ref SET name = upper(name) WHERE k < 52;
            SELECT a.k, ref.name FROM a JOIN ref ON ref.k = a.k ORDER BY a.k;
            DELETE FROM ref WHERE k = 1;
            SELECT ref.name, count(a.k) FROM ref LEFT JOIN a ON a.k = ref.k GROUP BY ref.k ORDER BY ref.k;
            -- refused
            REPLACE INTO ref VALUES (2, 'replaced');
            SELECT * FROM ref;
            """);
  }

  @Test
  void rowidIsAKeyOverTheWholeTable() {
    Agreement.of(
        """
        CREATE TABLE r(a, b);
        INSERT INTO r VALUES ('x', 1), ('y', 2), ('z', 3);
        INSERT INTO r(rowid, a) VALUES (10, 'ten');
        -- error
        INSERT INTO r(rowid, a) VALUES (2, 'taken');
        SELECT rowid, a FROM r;
        SELECT a FROM r WHERE rowid = 10;
        SELECT a FROM r WHERE _rowid_ IN (1, 3) ORDER BY oid;
        -- refused
        UPDATE r SET rowid = 20 WHERE rowid = 1;
        SELECT rowid, a FROM r;
        CREATE TABLE t(k TEXT PRIMARY KEY, v);
        INSERT INTO t VALUES ('b', 1), ('a', 2), ('c', 3);
        SELECT rowid, k FROM t;
        SELECT * FROM t WHERE rowid = 2;
        SELECT max(rowid) FROM t;
        -- refused, error
        INSERT INTO t(rowid, k) VALUES (3, 'd');
        SELECT count(*) FROM t;
        """);
  }
}
