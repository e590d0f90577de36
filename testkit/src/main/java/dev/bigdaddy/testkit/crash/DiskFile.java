package dev.bigdaddy.testkit.crash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// One file as a disk without power may have it: what was fsynced for certain, and of each later write
/// all, some sectors, or nothing. Used by one thread.
final class DiskFile {
  private static final int[] SECTORS = {512, 4096};

  /// How the unsynced changes of one file fare.
  enum Fate {
    /// None reached the disk.
    DROPPED,
    /// All did, as after a kill.
    KEPT,
    /// All up to some moment did.
    PREFIX,
    /// Each did or did not, whatever their order.
    ANY,
    /// As ANY, but some in single sectors only.
    TORN
  }

  /// A write, or a truncation where there are no bytes.
  static final class Change {
    private final long position;
    private final byte[] bytes;
    private final boolean truncation;
    private boolean complete;
    private boolean durable;

    private Change(long position, byte[] bytes, boolean truncation, boolean complete) {
      this.position = position;
      this.bytes = bytes;
      this.truncation = truncation;
      this.complete = complete;
    }

    void completed() {
      complete = true;
    }
  }

  private byte[] base;
  private final List<Change> changes = new ArrayList<>();

  DiskFile(byte[] durable) {
    this.base = durable;
  }

  /// A write that has begun.
  Change write(long position, byte[] bytes) {
    Change change = new Change(position, bytes, false, false);
    changes.add(change);
    return change;
  }

  void failed(Change change) {
    changes.remove(change);
  }

  void truncate(long size) {
    changes.add(new Change(size, new byte[0], true, true));
  }

  /// What an fsync that begins now makes durable once it ends.
  List<Change> completed() {
    return changes.stream().filter(change -> change.complete).toList();
  }

  void synced(List<Change> durable) {
    durable.forEach(change -> change.durable = true);
    while (!changes.isEmpty() && changes.getFirst().durable) {
      base = apply(base, changes.removeFirst());
    }
  }

  /// The content as everybody sees it while the power is on.
  byte[] live() {
    byte[] content = base;
    for (Change change : changes) {
      content = apply(content, change);
    }
    return content;
  }

  /// A content that the disk may have.
  byte[] after(Fate fate, RandomGenerator random) {
    byte[] content = base;
    int cut = random.nextInt(changes.size() + 1);
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      if (change.durable) {
        content = apply(content, change);
        continue;
      }
      boolean kept =
          switch (fate) {
            case DROPPED -> false;
            case KEPT -> true;
            case PREFIX -> i < cut;
            case ANY, TORN -> random.nextBoolean();
          };
      if (kept) {
        boolean torn = fate == Fate.TORN && !change.truncation && random.nextBoolean();
        content = torn ? applySectors(content, change, random) : apply(content, change);
      }
    }
    return content;
  }

  private static byte[] apply(byte[] content, Change change) {
    if (change.truncation) {
      return Arrays.copyOf(content, Math.toIntExact(change.position));
    }
    return put(content, change.position, change.bytes, 0, change.bytes.length);
  }

  private static byte[] applySectors(byte[] content, Change change, RandomGenerator random) {
    int sector = SECTORS[random.nextInt(SECTORS.length)];
    byte[] result = content;
    int from = 0;
    while (from < change.bytes.length) {
      long sectorEnd = (change.position + from) / sector * sector + sector;
      int to = (int) Math.min(change.bytes.length, sectorEnd - change.position);
      if (random.nextBoolean()) {
        result = put(result, change.position, change.bytes, from, to);
      }
      from = to;
    }
    return result;
  }

  private static byte[] put(byte[] content, long position, byte[] bytes, int from, int to) {
    int start = Math.toIntExact(position + from);
    int end = start + to - from;
    byte[] result = Arrays.copyOf(content, Math.max(content.length, end));
    System.arraycopy(bytes, from, result, start, to - from);
    return result;
  }
}
