package dev.bigdaddy.testkit.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.testkit.isolation.Access.Append;
import dev.bigdaddy.testkit.isolation.Access.Read;
import dev.bigdaddy.testkit.isolation.Recorded.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The checker of histories finds each phenomenon, and lets pass what is allowed. Key `k` lies on node
/// `k`; the last transaction of each history reads what is there in the end.
class HistoryCheckTest {
  private final List<Recorded> history = new ArrayList<>();

  private void happened(Mode mode, int begun, int ended, Access... accesses) {
    history.add(new Recorded(history.size(), mode, List.of(accesses), begun, ended, true));
  }

  private void undone(Access... accesses) {
    history.add(new Recorded(history.size(), Mode.DEFERRED, List.of(accesses), 0, 50, false));
  }

  private static Append append(int key, long element) {
    return new Append(key, element);
  }

  private static Read read(int key, Long... elements) {
    return new Read(key, List.of(elements));
  }

  private List<String> findingsAtTheEnd(Read... finals) {
    happened(Mode.AUTOCOMMIT, 100, 101, finals);
    return new HistoryCheck(history, Set::of).run();
  }

  private void assertFound(String start, Read... finals) {
    assertThat(findingsAtTheEnd(finals)).anySatisfy(text -> assertThat(text).startsWith(start));
  }

  @Test
  void oneAfterTheOtherIsRight() {
    happened(Mode.DEFERRED, 0, 1, append(1, 10), append(2, 20));
    happened(Mode.DEFERRED, 2, 3, read(1, 10L), append(1, 11), read(1, 10L, 11L));
    happened(Mode.AUTOCOMMIT, 4, 5, read(1, 10L, 11L), read(2, 20L));
    assertThat(findingsAtTheEnd(read(1, 10L, 11L), read(2, 20L))).isEmpty();
  }

  @Test
  void anAcknowledgedAppendThatIsNotThereIsLost() {
    happened(Mode.DEFERRED, 0, 1, append(1, 10));
    assertFound("T0 DEFERRED, committed: true", read(1));
  }

  @Test
  void anUndoneAppendThatWasReadIsAnAbortedRead() {
    undone(append(1, 10));
    happened(Mode.DEFERRED, 2, 3, read(1, 10L));
    assertFound("G1a", read(1));
  }

  @Test
  void theFirstOfTwoAppendsAloneIsAnIntermediateRead() {
    happened(Mode.DEFERRED, 0, 10, append(1, 10), append(1, 11));
    happened(Mode.DEFERRED, 0, 10, read(1, 10L));
    assertFound("G1b", read(1, 10L, 11L));
  }

  @Test
  void twoOrdersOfTheSameAppendsContradict() {
    happened(Mode.DEFERRED, 0, 10, append(1, 10));
    happened(Mode.DEFERRED, 0, 10, append(1, 20));
    happened(Mode.DEFERRED, 0, 10, read(1, 20L));
    assertFound("T2 DEFERRED read another order", read(1, 10L, 20L));
  }

  @Test
  void writesInOppositeOrdersAreADirtyWrite() {
    happened(Mode.DEFERRED, 0, 10, append(1, 10), append(2, 20));
    happened(Mode.DEFERRED, 0, 10, append(1, 11), append(2, 21));
    assertFound("G0", read(1, 10L, 11L), read(2, 21L, 20L));
  }

  @Test
  void readingEachOthersWritesIsCircularFlow() {
    happened(Mode.DEFERRED, 0, 10, append(1, 10), read(2, 20L));
    happened(Mode.DEFERRED, 0, 10, append(2, 20), read(1, 10L));
    assertFound("G1c", read(1, 10L), read(2, 20L));
  }

  @Test
  void halfOfATransactionIsAFracturedRead() {
    happened(Mode.DEFERRED, 0, 10, append(1, 10), append(2, 20));
    happened(Mode.AUTOCOMMIT, 0, 10, read(1, 10L), read(2));
    assertFound("G-single", read(1, 10L), read(2, 20L));
  }

  @Test
  void whoOverwritesWhatItHasNotSeenLosesAnUpdate() {
    happened(Mode.DEFERRED, 0, 10, read(1), append(1, 10));
    happened(Mode.DEFERRED, 0, 10, read(1), append(1, 20));
    assertFound("G-single", read(1, 10L, 20L));
  }

  @Test
  void twoReadersThatSeeTwoWritesInOppositeOrdersAreALongFork() {
    happened(Mode.AUTOCOMMIT, 0, 10, append(1, 10));
    happened(Mode.AUTOCOMMIT, 0, 10, append(2, 20));
    happened(Mode.DEFERRED, 0, 10, read(1, 10L), read(2));
    happened(Mode.DEFERRED, 0, 10, read(1), read(2, 20L));
    assertFound("G2-item", read(1, 10L), read(2, 20L));
  }

  @Test
  void aReadThatMissesWhatWasAcknowledgedBeforeIsStale() {
    happened(Mode.AUTOCOMMIT, 0, 1, append(1, 10));
    happened(Mode.DEFERRED, 2, 3, read(1));
    assertFound("G-single against real time", read(1, 10L));
  }

  @Test
  void aLaterWriteWithoutTheClientsEarlierOneIsFound() {
    happened(Mode.AUTOCOMMIT, 0, 1, append(1, 10));
    happened(Mode.AUTOCOMMIT, 2, 3, append(2, 20));
    happened(Mode.DEFERRED, 0, 10, read(1), read(2, 20L));
    assertFound("G-single against real time", read(1, 10L), read(2, 20L));
  }

  private List<String> skew(Mode mode, int firstWritten, int secondWritten) {
    happened(mode, 0, 10, read(1), read(2), append(firstWritten, 10));
    happened(mode, 0, 10, read(1), read(2), append(secondWritten, 20));
    return firstWritten == secondWritten
        ? findingsAtTheEnd(read(firstWritten, 10L, 20L))
        : findingsAtTheEnd(read(1, 10L), read(2, 20L));
  }

  @Test
  void writeSkewOverTwoNodesIsAllowedToDeferredTransactions() {
    assertThat(skew(Mode.DEFERRED, 1, 2)).isEmpty();
  }

  @Test
  void writeSkewIsNotAllowedToImmediateTransactions() {
    assertThat(skew(Mode.IMMEDIATE, 1, 2))
        .singleElement()
        .satisfies(text -> assertThat(text).startsWith("G2-item"));
  }

  @Test
  void writeSkewOnOneNodeIsNotAllowed() {
    happened(Mode.DEFERRED, 0, 10, read(1), read(2), append(1, 10));
    happened(Mode.DEFERRED, 0, 10, read(1), read(2), append(2, 20));
    happened(Mode.AUTOCOMMIT, 100, 101, read(1, 10L), read(2, 20L));
    assertThat(new HistoryCheck(history, _ -> Set.of(0)).run())
        .singleElement()
        .satisfies(text -> assertThat(text).startsWith("G2-item"));
  }

  @Test
  void aTransactionSeesItsOwnWritesAndTheSameAgain() {
    happened(Mode.DEFERRED, 0, 10, append(1, 10), read(1));
    happened(Mode.DEFERRED, 0, 10, read(1), read(1, 10L));
    assertThat(findingsAtTheEnd(read(1, 10L)))
        .anySatisfy(text -> assertThat(text).startsWith("T0 DEFERRED does not see its own"))
        .anySatisfy(text -> assertThat(text).startsWith("T1 DEFERRED expected []"));
  }
}
