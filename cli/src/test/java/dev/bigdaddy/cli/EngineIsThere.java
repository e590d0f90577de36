package dev.bigdaddy.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import java.nio.file.Path;

/// Skips tests of the whole while the engine cannot open a database at all.
public final class EngineIsThere {

  private EngineIsThere() {}

  public static void assume(Path directory) {
    try (BigDaddy _ = BigDaddy.open(directory, Settings.defaults())) {
      assumeTrue(true);
    } catch (UnsupportedOperationException e) {
      assumeTrue(false, "the engine is not there yet");
    }
  }
}
