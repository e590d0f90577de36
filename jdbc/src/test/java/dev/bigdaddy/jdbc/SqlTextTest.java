package dev.bigdaddy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SqlTextTest {

  @Test
  void statementsEndAtSemicolonsOutsideOfTokens() {
    assertThat(SqlText.statements("SELECT ';' AS \"a;b\", [c;d], `e;f`; SELECT 2"))
        .containsExactly("SELECT ';' AS \"a;b\", [c;d], `e;f`;", " SELECT 2");
    assertThat(SqlText.statements("SELECT 'it''s; one';SELECT 2;"))
        .containsExactly("SELECT 'it''s; one';", "SELECT 2;");
  }

  @Test
  void commentsStayWithTheirStatements() {
    assertThat(SqlText.statements("-- a;\nCREATE TABLE t(x) /* SHARDS=4; */; /* b; */ SELECT 1 --"))
        .containsExactly("-- a;\nCREATE TABLE t(x) /* SHARDS=4; */;", " /* b; */ SELECT 1 --");
    assertThat(SqlText.statements("CREATE TABLE t(x); /* SHARDS=4 */"))
        .containsExactly("CREATE TABLE t(x); /* SHARDS=4 */");
  }

  @Test
  void commentsAloneAreNoStatement() {
    assertThat(SqlText.statements("")).isEmpty();
    assertThat(SqlText.statements(" ;; -- nothing\n /* at all */ ; ")).isEmpty();
  }

  @Test
  void bodiesOfTriggersDoNotEndTheirStatement() {
    String trigger =
        "CREATE TEMP TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET x = CASE WHEN 1 THEN 2 END;"
            + " DELETE FROM u; END";
    assertThat(SqlText.statements(trigger)).containsExactly(trigger);
    assertThat(SqlText.statements(trigger + "; SELECT 1"))
        .containsExactly(trigger + ";", " SELECT 1");
    assertThat(SqlText.statements("BEGIN; INSERT INTO trigger_log VALUES (1); END; SELECT 1"))
        .hasSize(4);
  }

  @Test
  void unfinishedTokensReachToTheEnd() {
    for (String text : List.of("SELECT 'a;", "SELECT \"a;", "SELECT [a;", "SELECT /* a;")) {
      assertThat(SqlText.statements(text)).containsExactly(text);
    }
  }

  @Test
  void insertsAreFoundBehindCommentsAndWith() {
    assertThat(SqlText.inserts("/* x */ -- y\n insert into t values(1)")).isTrue();
    assertThat(SqlText.inserts("REPLACE INTO t VALUES (1)")).isTrue();
    assertThat(
            SqlText.inserts("WITH a AS (SELECT ')'), b(x) AS (VALUES (1)) INSERT INTO t SELECT 1"))
        .isTrue();
    assertThat(SqlText.inserts("WITH a AS (SELECT 1) SELECT * FROM a")).isFalse();
    assertThat(SqlText.inserts("UPDATE t SET x = 'insert'")).isFalse();
    assertThat(SqlText.inserts("")).isFalse();
  }

  @Test
  void queriesAreKnownByTheirFirstWord() {
    assertThat(SqlText.startsLikeQuery("select 1")).isTrue();
    assertThat(SqlText.startsLikeQuery("(select 1)")).isFalse();
    assertThat(SqlText.startsLikeQuery("WITH a AS (SELECT 1) SELECT * FROM a")).isTrue();
    assertThat(SqlText.startsLikeQuery("PRAGMA table_info(t)")).isFalse();
    assertThat(SqlText.startsLikeQuery("DELETE FROM t")).isFalse();
  }

  @Test
  void keysHaveTheirNames() {
    TableConstraints names =
        TableConstraints.of(
            "CREATE TABLE t(a INT CONSTRAINT \"the \"\"a\" REFERENCES u, b CONSTRAINT n NOT NULL"
                + " REFERENCES u(x) /* CONSTRAINT no FOREIGN */, c, CONSTRAINT [p k] PRIMARY KEY"
                + " (a), CONSTRAINT f FOREIGN KEY (c) REFERENCES v, FOREIGN KEY (b) REFERENCES w)");
    assertThat(names.primaryKeyName()).isEqualTo("p k");
    assertThat(names.foreignKeyNames()).containsExactly("the \"a", "", "f", "");
  }
}
