package dev.bigdaddy.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.storage.StatementTape.Outcome;
import dev.bigdaddy.storage.StorageException.Kind;
import dev.bigdaddy.storage.TapeReader.LoggedStatement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StatementTapeTest {
  @TempDir Path directory;

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    try (StatementTape tape = new StatementTape(directory, 1 << 20)) {
      Object[] values = {
        null, 0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 5, -0.0, 1e300, "ä\0", new byte[] {1}
      };
      tape.append(new Outcome(7, 9, 0xffffffffL, 0), "INSERT", values);
      tape.append(new Outcome(0, -1, Outcome.NO_ROWS, 2067), "INSERT", new Object[0]);
      List<LoggedStatement> read = read(tape);
      assertThat(read).hasSize(2);
      assertThat(read.get(0).outcome()).isEqualTo(new Outcome(7, 9, 0xffffffffL, 0));
      values[5] = 5L;
      assertThat(read.get(0).parameters()).isEqualTo(values);
      assertThat(read.get(1).sql()).isEqualTo("INSERT");
      assertThat(read.get(1).outcome()).isEqualTo(new Outcome(0, -1, Outcome.NO_ROWS, 2067));
    }
  }

  @Test
  void aLargeTapeSpillsAndGoesBack() throws IOException {
    try (StatementTape tape = new StatementTape(directory, 1L << 30)) {
      String text = "x".repeat(1000);
      for (int i = 0; i < 1500; i++) {
        tape.append(Outcome.of(1, 1), "A", new Object[] {(long) i, text});
      }
      StatementTape.Position middle = tape.position();
      byte[] huge = new byte[3 << 20];
      for (int i = 0; i < 1500; i++) {
        tape.append(Outcome.of(1, 1), "B" + i, new Object[] {text});
      }
      tape.append(Outcome.of(1, 1), "HUGE", new Object[] {huge});
      assertThat(directory.toFile().list()).hasSize(1);
      tape.rewind(middle);
      tape.append(Outcome.of(1, 1), "B7", new Object[] {huge});
      List<LoggedStatement> read = read(tape);
      assertThat(read).hasSize(1501);
      assertThat(read.get(1499).parameters()[0]).isEqualTo(1499L);
      assertThat(read.get(1500).sql()).isEqualTo("B7");
      assertThat(read.get(1500).parameters()[0]).isEqualTo(huge);
    }
    assertThat(directory.toFile().list()).isEmpty();
  }

  @Test
  void theLimitNamesItsSetting() throws IOException {
    try (StatementTape tape = new StatementTape(directory, 100)) {
      tape.append(Outcome.of(1, 1), "A", new Object[] {1L});
      assertThatThrownBy(() -> tape.append(Outcome.of(1, 1), "A", new Object[] {new byte[200]}))
          .hasMessageContaining("recordLimit")
          .isInstanceOfSatisfying(
              StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LIMIT));
      assertThat(read(tape)).hasSize(1);
    }
  }

  private static List<LoggedStatement> read(StatementTape tape) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    tape.copyTo(
        piece -> {
          while (piece.hasRemaining()) {
            bytes.write(piece.get());
          }
        });
    assertThat(bytes.size()).isEqualTo((int) tape.size());
    TapeReader reader = new TapeReader(ByteBuffer.wrap(bytes.toByteArray()));
    List<LoggedStatement> statements = new ArrayList<>();
    while (reader.hasNext()) {
      statements.add(reader.next());
    }
    return statements;
  }
}
