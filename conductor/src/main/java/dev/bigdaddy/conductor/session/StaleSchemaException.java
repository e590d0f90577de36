package dev.bigdaddy.conductor.session;

/// A plan met a schema newer than its own; never leaves the package.
final class StaleSchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StaleSchemaException() {
    super("the schema changed since the statement was planned", null, false, false);
  }
}
