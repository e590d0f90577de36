package dev.bigdaddy.storage;

/// How well statements share epochs, counted since the database was opened.
///
/// @param epochs epochs of statements that may share one
/// @param members the statements in them
/// @param syncs fsyncs that commits waited for, of all epochs
public record EpochFigures(long epochs, long members, long syncs) {
  /// What was counted since earlier figures.
  public EpochFigures since(EpochFigures earlier) {
    return new EpochFigures(
        epochs - earlier.epochs, members - earlier.members, syncs - earlier.syncs);
  }
}
