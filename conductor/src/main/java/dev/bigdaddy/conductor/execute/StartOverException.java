package dev.bigdaddy.conductor.execute;

/// What says that the nodes alone cannot do a statement, after all that they did of it was undone: the
/// next rung of the write ladder does it.
final class StartOverException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param failure what stopped the nodes, which need not be what SQLite says
  StartOverException(RuntimeException failure) {
    super("the nodes alone cannot do the statement", failure, false, false);
  }

  /// The same where nothing has failed.
  static StartOverException because(String what) {
    return new StartOverException(new IllegalStateException(what));
  }
}
