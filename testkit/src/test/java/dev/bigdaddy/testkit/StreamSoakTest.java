package dev.bigdaddy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A short soak; the command runs as long as one lets it.
class StreamSoakTest {
  @TempDir Path directory;

  @Test
  @Timeout(120)
  void readersThatAreStoppedHurtNobody() throws Exception {
    StreamSoak.Outcome outcome = StreamSoak.run(directory.resolve("db"), 11, 60);

    assertThat(outcome.read()).isPositive();
    assertThat(outcome.left()).isPositive();
    assertThat(outcome.stopped()).isPositive();
    assertThat(outcome.transfers()).isPositive();
    assertThat(outcome.read() + outcome.left() + outcome.stopped()).isEqualTo(240);
  }
}
