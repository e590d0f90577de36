package dev.bigdaddy.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvReaderTest {

  @Test
  void fieldsArePartedAndUnquoted() throws IOException {
    assertThat(records("a,\"b, \"\"c\"\"\nd\",\r\n1,,x\"y\n"))
        .containsExactly(List.of("a", "b, \"c\"\nd", ""), List.of("1", "", "x\"y"));
  }

  @Test
  void theLastLineNeedsNoEnd() throws IOException {
    assertThat(records("a\nb")).containsExactly(List.of("a"), List.of("b"));
    assertThat(records("\"a\"")).containsExactly(List.of("a"));
    assertThat(records("a,")).containsExactly(List.of("a", ""));
    assertThat(records("")).isEmpty();
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstName() throws IOException {
    assertThat(records("\ufeffid\r\n")).containsExactly(List.of("id"));
  }

  @Test
  void recordsKnowTheLineInWhichTheyBegin() throws IOException {
    CsvReader csv = new CsvReader(new StringReader("\"a\nb\"\nc\n"), ',');

    csv.next();
    assertThat(csv.recordLine()).isEqualTo(1);
    csv.next();
    assertThat(csv.recordLine()).isEqualTo(3);
  }

  private static List<List<String>> records(String text) throws IOException {
    CsvReader csv = new CsvReader(new StringReader(text), ',');
    List<List<String>> records = new ArrayList<>();
    List<String> fields;
    while ((fields = csv.next()) != null) {
      records.add(fields);
    }
    return records;
  }
}
