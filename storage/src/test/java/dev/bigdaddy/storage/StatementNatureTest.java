package dev.bigdaddy.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StatementNatureTest {
  @Test
  void theFirstKeywordTells() {
    assertThat(StatementNature.of(" ; -- x\n /* y */ sElEcT 1")).isEqualTo(StatementNature.ROWS);
    assertThat(StatementNature.of("WITH a AS (SELECT 1) DELETE FROM t"))
        .isEqualTo(StatementNature.ROWS);
    assertThat(StatementNature.of("create table t(a)")).isEqualTo(StatementNature.OTHER);
    assertThat(StatementNature.of("PRAGMA x = 1")).isEqualTo(StatementNature.PRAGMA);
    assertThat(StatementNature.of("")).isEqualTo(StatementNature.ROWS);
  }

  @Test
  void rollbackToIsASavepoint() {
    assertThat(StatementNature.of("ROLLBACK")).isEqualTo(StatementNature.TRANSACTION);
    assertThat(StatementNature.of("rollback transaction")).isEqualTo(StatementNature.TRANSACTION);
    assertThat(StatementNature.of("ROLLBACK TO s")).isEqualTo(StatementNature.SAVEPOINT);
    assertThat(StatementNature.of("ROLLBACK /* */ TRANSACTION TO SAVEPOINT s"))
        .isEqualTo(StatementNature.SAVEPOINT);
    assertThat(StatementNature.of("END")).isEqualTo(StatementNature.TRANSACTION);
    assertThat(StatementNature.of("RELEASE s")).isEqualTo(StatementNature.SAVEPOINT);
  }
}
