package dev.bigdaddy.testkit;

import org.junit.jupiter.api.Test;

/// Differences that generated scripts found, in their shortest form. Each stays as a test.
class FoundByGeneratorsTest {

  @Test
  void aFailingInsertInATransactionLeavesNothing() {
    Agreement.of(
        """
        CREATE TABLE t(a, b NOT NULL);
        SAVEPOINT s;
        INSERT INTO t VALUES (1, 1);
        -- error
        INSERT INTO t VALUES (10, 1), (8, 2), (6, NULL), (2, 3), (3, 4);
        SELECT a FROM t;
        RELEASE s;
        SELECT a FROM t;
        """);
  }

  @Test
  void aFailingUpdateInATransactionLeavesNothing() {
    Agreement.of(
        """
        CREATE TABLE t(id INTEGER PRIMARY KEY, e INTEGER CHECK (e < 100));
        INSERT INTO t VALUES (1, 5), (2, 5), (3, 99), (4, 5), (5, 5), (6, 5), (7, 5);
        SAVEPOINT s;
        -- error
        UPDATE t SET e = e + 1;
        SELECT * FROM t;
        DELETE FROM t WHERE id = 7;
        RELEASE s;
        SELECT * FROM t;
        """);
  }

  @Test
  void aFailingDeleteInATransactionLeavesNothing() {
    Agreement.of(
        """
        CREATE TABLE t(id INTEGER PRIMARY KEY, e);
        INSERT INTO t VALUES (1, '1'), (2, '1'), (3, 'x'), (4, '1'), (5, '1'), (6, '1'), (7, '1');
        BEGIN;
        -- error
        DELETE FROM t WHERE json(e) = '1';
        SELECT * FROM t;
        COMMIT;
        SELECT * FROM t;
        """);
  }

  @Test
  void theHiddenColumnDoesNotChangeWhichIndexAScanUses() {
    Agreement.of(
        """
        CREATE TABLE t(e, d);
        CREATE INDEX t_ed ON t(e, d);
        INSERT INTO t VALUES (4, ''), (NULL, 0), (7, '1'), (4, 1), (-1, 'x'), (NULL, 2), (0, 3);
        SELECT e FROM t LIMIT 5;
        SELECT * FROM t;
        SELECT d FROM t;
        SELECT group_concat(e) FROM t;
        """);
  }

  @Test
  void gatheringFewColumnsDoesNotChangeTheOrderOfAScan() {
    Agreement.of(
        """
        CREATE TABLE t(id INTEGER PRIMARY KEY, a DEFAULT 2, e, x INTEGER AS (id) STORED, c, d);
        CREATE INDEX t_dx ON t(d, x);
        INSERT INTO t DEFAULT VALUES;
        INSERT INTO t(id, c, d) VALUES (-57, 9.2e18, x'31');
        SELECT group_concat(x) FROM t;
        SELECT x, row_number() OVER () FROM t;
        """);
  }

  @Test
  void anIdGivenInAnEarlierRowOfTheStatementCounts() {
    Agreement.of(
        """
        CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, v);
        INSERT INTO t VALUES (3375, 'a'), (NULL, 'b'), (17, 'c'), (NULL, 'd');
        SELECT * FROM t;
        CREATE TABLE u(id INTEGER PRIMARY KEY, v);
        INSERT INTO u VALUES (-10, 'a'), (NULL, 'b'), (17, 'c'), (NULL, 'd');
        SELECT * FROM u;
        """);
  }

  @Test
  void textThatIsNotUtf8StaysAsItIs() {
    Agreement.of(
        """
        CREATE TABLE t(id BLOB PRIMARY KEY, c);
        CREATE TABLE u(k TEXT PRIMARY KEY, v);
        INSERT INTO t(id) VALUES (x'0886'), (x'0380'), (x'03cc'), (x'ff'), (x'fe');
        UPDATE t SET c = CAST(id AS TEXT);
        SELECT hex(c) FROM t ORDER BY id;
        SELECT DISTINCT hex(c) FROM t ORDER BY 1;
        SELECT count(DISTINCT c) FROM t;
        SELECT count(*) FROM (SELECT c FROM t UNION SELECT k FROM u);
        SELECT hex(max(c)), hex(min(c)) FROM t;
        SELECT hex(c), count(*) FROM t GROUP BY c ORDER BY 1;
        -- refused
        INSERT INTO u VALUES (CAST(x'ff' AS TEXT), 1), (CAST(x'fe' AS TEXT), 2);
        SELECT hex(k), v FROM u ORDER BY v;
        -- refused
        SELECT v FROM u WHERE k = CAST(x'fe' AS TEXT);
        SELECT hex(t.c), u.v FROM t JOIN u ON t.c = u.k ORDER BY 1;
        """);
  }

  @Test
  void aConstraintIsCalledAsSqliteCallsIt() {
    Agreement.of(
        """
        CREATE TABLE t(n INTEGER, m TEXT CONSTRAINT short CHECK (length(m) < 4), CHECK (n < 100));
        INSERT INTO t VALUES (1, 'a');
        -- error
        INSERT INTO t VALUES (100, 'x');
        SELECT * FROM t;
        """);
  }

  @Test
  void aFailingInsertOnAReferenceTableKeepsWhatItsConflictClauseKeeps() {
    Agreement.of(
        """
        CREATE TABLE t(id INTEGER PRIMARY KEY, v) /* REFERENCE */;
        INSERT INTO t VALUES (6, 4);
        -- error
        INSERT OR FAIL INTO t VALUES (12, 7), (14, 1), (6, 10);
        SELECT * FROM t;
        SELECT changes(), total_changes();
        -- error
        INSERT OR ROLLBACK INTO t VALUES (20, 1), (12, 0);
        BEGIN;
        INSERT INTO t(id) VALUES (50);
        -- error
        INSERT OR ROLLBACK INTO t VALUES (20, 1), (12, 0);
        SELECT * FROM t;
        """);
  }

  @Test
  void whatTriggersDidCountsThoughTheirStatementFails() {
    Agreement.of(
        """
        CREATE TABLE log(n INTEGER PRIMARY KEY, v) /* SHARDS=1 */;
        CREATE TRIGGER g AFTER INSERT ON log BEGIN INSERT INTO log(v) VALUES (new.n); END;
        -- error
        INSERT INTO log VALUES (13, 0), (5, 1), (4, 2), (14, 3), (4, 4);
        SELECT changes(), total_changes();
        """);
  }

  @Test
  void groupsAreMergedByTheirKeyAndNotByAnAliasOfItsName() {
    Agreement.of(
        """
        CREATE TABLE t(k NUMERIC, n INTEGER, PRIMARY KEY (k, n)) WITHOUT ROWID;
        INSERT INTO t VALUES (4.5, 1), (2, 2), ('n9', 3), (7, 4), (2, 10), (3, 11), (5, 0);
        SELECT n AS k, count(*) FROM t GROUP BY k;
        SELECT -n AS k FROM t GROUP BY k LIMIT 3;
        """);
  }

  @Test
  void aSubqueryInTheResultLeavesTheOrderOfTheScan() {
    Agreement.of(
        """
        CREATE TABLE t(id INTEGER PRIMARY KEY, k, v);
        CREATE INDEX t_k ON t(k);
        CREATE TABLE r(k, w) /* REFERENCE */;
        INSERT INTO t VALUES (1, 9, 'a'), (2, 3, 'b'), (3, 5, 'c'), (4, 1, 'd'), (5, 7, 'e');
        INSERT INTO r VALUES (1, 'x'), (9, 'y');
        SELECT (SELECT k) FROM t;
        SELECT k, (SELECT w FROM r WHERE r.k = t.k) FROM t LIMIT 3;
        SELECT v, (SELECT count(*) FROM r WHERE r.k < t.k) FROM t;
        """);
  }

  @Test
  void rowsThatWereWrongBeforeForeignKeysWereOnDoNotMatter() {
    Agreement.of(
        """
        CREATE TABLE p(id INTEGER PRIMARY KEY) /* SHARDS=1 */;
        CREATE TABLE c(a REFERENCES p DEFERRABLE INITIALLY DEFERRED, b) /* SHARDS=1 */;
        INSERT INTO c VALUES (5, 1);
        PRAGMA foreign_keys = ON;
        CREATE VIEW v AS SELECT * FROM c;
        BEGIN;
        CREATE TABLE t(x) /* SHARDS=8 */;
        INSERT INTO c VALUES (6, 2);
        -- error
        COMMIT;
        INSERT INTO p VALUES (6);
        COMMIT;
        SELECT * FROM v ORDER BY b;
        """);
  }

  @Test
  void aConditionInsideASubqueryDoesNotRouteWhatAFullJoinPreserves() {
    Agreement.of(
        """
        CREATE TABLE p(k BLOB PRIMARY KEY, a) WITHOUT ROWID;
        CREATE TABLE c(id INTEGER PRIMARY KEY, k, g) /* SHARD_KEY=k */;
        INSERT INTO p VALUES (1126, 1), (x'078d', 2), (x'31', 3), (7, 4);
        INSERT INTO c VALUES (1, 7, 'x'), (2, 1126, 'y'), (3, x'31', 'z');
        CREATE VIEW s AS SELECT k, g FROM c WHERE k = 7;
        SELECT s.g, p.a FROM s FULL JOIN p ON s.k = p.k ORDER BY 2;
        SELECT s.g, p.a FROM p FULL JOIN s ON s.k = p.k ORDER BY 2;
        SELECT s.g, p.a FROM p LEFT JOIN s ON s.k = p.k ORDER BY 2;
        SELECT s.g, p.a FROM s RIGHT JOIN p ON s.k = p.k ORDER BY 2;
        SELECT s.g, p.a FROM s LEFT JOIN p ON s.k = p.k ORDER BY 2;
        """);
  }
}
