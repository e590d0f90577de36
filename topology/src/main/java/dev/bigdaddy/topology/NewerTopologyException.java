package dev.bigdaddy.topology;

/// The database was made by a newer version of this software.
public final class NewerTopologyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NewerTopologyException(long found, long known) {
    super(
        "the database has topology format "
            + found
            + ", this version knows formats up to "
            + known
            + ": open it with a newer version");
  }
}
