package dev.bigdaddy.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableNameTest {
  @Test
  void namesAreEqualWhereSqliteTakesThemForTheSameTable() {
    List<String> names =
        List.of("t", "T", "ä", "Ä", "ß", "SS", "k", "K", "\u212A", "i", "İ", "ı", "a b", "A B", "", "x_1", "X_1");
    for (String left : names) {
      for (String right : names) {
        try (SqliteConnection sqlite = SqliteConnection.inMemory()) {
          sqlite.execute("CREATE TABLE \"" + left + "\"(x)");
          assertThat(new TableName(left).equals(new TableName(right)))
              .as("%s and %s", left, right)
              .isEqualTo(exists(sqlite, right));
        }
      }
    }
  }

  private static boolean exists(SqliteConnection sqlite, String name) {
    try (RowCursor rows = sqlite.query("SELECT count(*) FROM \"" + name + "\"")) {
      return rows.next();
    } catch (dev.bigdaddy.storage.StorageException e) {
      return false;
    }
  }

  @Test
  void equalNamesHashAlikeAndKeepTheirSpelling() {
    TableName name = new TableName("MyTable");
    assertThat(name).isEqualTo(new TableName("mytable")).hasSameHashCodeAs(new TableName("MYTABLE"));
    assertThat(name.spelling()).isEqualTo("MyTable");
    assertThat(name).hasToString("MyTable");
    assertThat(name.folded()).isEqualTo("mytable");
  }

  @Test
  void foldingTouchesAsciiCapitalsOnly() {
    assertThat(TableName.fold("AbZ[ÄÉ")).isEqualTo("abz[ÄÉ");
    String lower = "already lower";
    assertThat(TableName.fold(lower)).isSameAs(lower);
  }
}
