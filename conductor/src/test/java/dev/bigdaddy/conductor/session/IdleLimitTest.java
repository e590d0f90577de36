package dev.bigdaddy.conductor.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When a transaction is idle, by a clock that the test moves.
class IdleLimitTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong nanos = new AtomicLong();
  private final Deadlines deadlines = new Deadlines(nanos::get);
  private final AtomicInteger rollbacks = new AtomicInteger();
  private boolean holds;

  @AfterEach
  void close() {
    deadlines.close();
  }

  private IdleLimit limit(Duration duration) {
    return new IdleLimit(
        deadlines,
        duration,
        () -> holds,
        () -> {
          holds = false;
          rollbacks.incrementAndGet();
        });
  }

  private static void call(IdleLimit limit) {
    limit.enter();
    limit.leave();
  }

  private int rollbacksAfter(long seconds) {
    nanos.addAndGet(seconds * SECOND);
    Thread watcher = new Thread(deadlines::look);
    watcher.start();
    try {
      watcher.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return rollbacks.get();
  }

  @Test
  void idleBeginsWhenTheClientLeaves() {
    IdleLimit limit = limit(Duration.ofSeconds(10));
    holds = true;
    call(limit);
    assertThat(rollbacksAfter(9)).isZero();
    call(limit);
    assertThat(rollbacksAfter(9)).isZero();
    assertThat(rollbacksAfter(1)).isOne();
    assertThat(limit.hasExpired()).isTrue();
    assertThat(rollbacksAfter(100)).isOne();
  }

  @Test
  void nobodyIsIdleWhileInside() {
    IdleLimit limit = limit(Duration.ofSeconds(10));
    holds = true;
    call(limit);
    limit.enter();
    limit.enter();
    limit.leave();
    assertThat(rollbacksAfter(60)).isZero();
    limit.leave();
    assertThat(rollbacksAfter(9)).isZero();
    assertThat(rollbacksAfter(2)).isOne();
  }

  @Test
  void aTransactionThatHoldsNothingMayWait() {
    IdleLimit limit = limit(Duration.ofSeconds(10));
    call(limit);
    assertThat(rollbacksAfter(1000)).isZero();
    holds = true;
    call(limit);
    holds = false;
    call(limit);
    assertThat(rollbacksAfter(1000)).isZero();
  }

  @Test
  void zeroIsNoLimit() {
    IdleLimit limit = limit(Duration.ZERO);
    holds = true;
    call(limit);
    assertThat(rollbacksAfter(1_000_000)).isZero();
  }

  @Test
  void theNoticeIsGivenOnce() {
    IdleLimit limit = limit(Duration.ofSeconds(10));
    holds = true;
    call(limit);
    assertThat(rollbacksAfter(11)).isOne();
    limit.enter();
    assertThat(limit.notice())
        .isNotNull()
        .extracting(BigDaddyException::code)
        .isEqualTo(ErrorCode.IDLE_TIMEOUT);
    assertThat(limit.notice()).isNull();
    limit.leave();
    holds = true;
    call(limit);
    assertThat(rollbacksAfter(11)).isEqualTo(2);
  }
}
