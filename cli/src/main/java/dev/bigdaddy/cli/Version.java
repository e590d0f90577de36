package dev.bigdaddy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// The versions of Big Daddy, of its SQLite and of the JVM.
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {
      "bigdaddy " + property("/dev/bigdaddy/cli/version.properties"),
      "sqlite-jdbc " + property("/sqlite-jdbc.properties") + ", Java " + Runtime.version()
    };
  }

  private static String property(String resource) throws IOException {
    try (InputStream in = Version.class.getResourceAsStream(resource)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "of unknown version");
    }
  }
}
